/**
 * What was there when a discovery looked: the answers of AWS under their own names, sorted, and nothing derived. Rules,
 * reports, Terraform files and plans are computed from it alone, so that the same snapshot always gives the same output.
 */
import type * as ec2 from '../api/ec2.types.ts';

export interface Snapshot {
  readonly version: 1;
  /** ISO 8601, UTC. */
  readonly taken: string;
  /** `sha256:…` of the discovery.yaml, in its normal form. */
  readonly discovery: string;
  readonly regions: readonly RegionSnapshot[];
  readonly transits: readonly TransitSnapshot[];
}

/** A region of an account that has workloads. Shared subnets and the like are seen from here, with their owner's id. */
export interface RegionSnapshot {
  readonly account: string;
  readonly partition: string;
  readonly region: string;
  /** Names of zones that can be used: `us-east-1a`. */
  readonly zones: readonly string[];
  /** Undefined where the account may not read it. */
  readonly addressLimit?: number;
  readonly addresses: readonly ec2.Address[];
  /** Those of discovery.yaml, or all where it names none; what follows is what belongs to them or is attached to them. */
  readonly vpcs: readonly ec2.Vpc[];
  readonly subnets: readonly ec2.Subnet[];
  readonly routeTables: readonly ec2.RouteTable[];
  readonly internetGateways: readonly ec2.InternetGateway[];
  readonly egressOnlyInternetGateways: readonly ec2.EgressOnlyInternetGateway[];
  readonly natGateways: readonly ec2.NatGateway[];
  readonly vpcEndpoints: readonly ec2.VpcEndpoint[];
  readonly peerings: readonly ec2.VpcPeeringConnection[];
  readonly vpnGateways: readonly ec2.VpnGateway[];
  readonly vpnConnections: readonly ec2.VpnConnection[];
  readonly prefixLists: readonly PrefixListSnapshot[];
  /** Attachments of these VPCs to transit gateways, as the VPCs' account sees them. */
  readonly attachments: readonly ec2.TransitGatewayVpcAttachment[];
  /** Transit gateways that the account sees: its own, and those shared with it. */
  readonly transitGateways: readonly ec2.TransitGateway[];
  /** Instances that are gateways of a controller: those with the tag Aviatrix-Created-Resource that are not terminated. */
  readonly gateways: readonly ec2.Instance[];
  /** Names of all VPCs of the region by id: names have to be unique among them. */
  readonly vpcNames: Readonly<Record<string, string>>;
  /** What could not be read, and why: an inventory goes on without it, a switch does not. */
  readonly gaps: readonly { readonly action: string; readonly message: string }[];
}

export interface PrefixListSnapshot extends ec2.ManagedPrefixList {
  readonly Entries: readonly ec2.PrefixListEntry[];
}

/** A transit gateway with all that decides where its traffic goes, as its owner sees it. */
export interface TransitSnapshot {
  readonly account: string;
  readonly region: string;
  readonly gateway: ec2.TransitGateway;
  readonly attachments: readonly ec2.TransitGatewayAttachment[];
  readonly routeTables: readonly TransitTableSnapshot[];
}

export interface TransitTableSnapshot {
  readonly table: ec2.TransitGatewayRouteTable;
  readonly associations: readonly ec2.TransitGatewayRouteTableAssociation[];
  readonly propagations: readonly ec2.TransitGatewayRouteTablePropagation[];
  /** Static and propagated, blackholes too. */
  readonly routes: readonly ec2.TransitGatewayRoute[];
  readonly prefixListReferences: readonly ec2.TransitGatewayPrefixListReference[];
}
