import type * as ec2 from '../../api/ec2.types.ts';
import type { RegionSnapshot, Snapshot, TransitSnapshot } from '../../snapshot/snapshot.types.ts';
import type {
  Discovery,
  DiscoveryAccount,
  DiscoveryRegion,
  DiscoveryVpc,
} from '../config/discovery.types.ts';
import type { VpcSettings } from '../config/settings.ts';

/** A region of an account: what discovery.yaml says of it, and what was there. */
export interface RegionView {
  readonly config: Discovery;
  readonly account: DiscoveryAccount;
  readonly region: DiscoveryRegion;
  readonly snapshot: Snapshot;
  readonly seen: RegionSnapshot;
  /** The id of the transit gateway that traffic is moved away from; undefined where discovery.yaml names none. */
  readonly wantedTransit: string | undefined;
  /** The same as its owner sees it; undefined where it could not be found. */
  readonly transit: TransitSnapshot | undefined;
}

/** Lists of a region that a VPC has its part of. VPN connections are those of its VPN gateways. */
type ListsOfVpc = Pick<
  RegionSnapshot,
  | 'subnets'
  | 'routeTables'
  | 'internetGateways'
  | 'egressOnlyInternetGateways'
  | 'natGateways'
  | 'vpcEndpoints'
  | 'peerings'
  | 'vpnGateways'
  | 'vpnConnections'
  | 'attachments'
>;

/** A VPC: what discovery.yaml says of it, and of the snapshot what belongs to it or is attached to it. */
export interface VpcView extends RegionView, ListsOfVpc {
  readonly id: string;
  /** Defaults where discovery.yaml names no VPCs. */
  readonly asked: DiscoveryVpc;
  readonly settings: VpcSettings;
  readonly vpc: ec2.Vpc;
  /** Gateways of a controller that are in it already. */
  readonly gateways: readonly ec2.Instance[];
}
