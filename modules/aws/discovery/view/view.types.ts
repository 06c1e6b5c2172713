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

/** A VPC: what discovery.yaml says of it, and of the snapshot what belongs to it or is attached to it. */
export interface VpcView extends RegionView {
  readonly id: string;
  /** Defaults where discovery.yaml names no VPCs. */
  readonly asked: DiscoveryVpc;
  readonly settings: VpcSettings;
  readonly vpc: ec2.Vpc;
  readonly subnets: readonly ec2.Subnet[];
  readonly routeTables: readonly ec2.RouteTable[];
  readonly internetGateways: readonly ec2.InternetGateway[];
  readonly egressOnlyInternetGateways: readonly ec2.EgressOnlyInternetGateway[];
  readonly natGateways: readonly ec2.NatGateway[];
  readonly vpcEndpoints: readonly ec2.VpcEndpoint[];
  readonly peerings: readonly ec2.VpcPeeringConnection[];
  readonly vpnGateways: readonly ec2.VpnGateway[];
  /** Those of its VPN gateways. */
  readonly vpnConnections: readonly ec2.VpnConnection[];
  readonly attachments: readonly ec2.TransitGatewayVpcAttachment[];
  /** Gateways of a controller that are in it already. */
  readonly gateways: readonly ec2.Instance[];
}
