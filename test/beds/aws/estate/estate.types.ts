/** What an estate is made of. Targets are named by what they are; ids are found when it is built. */
export type Part =
  'internet' | 'nat' | 'transit' | 'peering' | 'vpn' | 'egress-only' | 'interface' | 'prefix-list' | 's3';

export interface RouteShape {
  /** A CIDR, or `prefix-list`. */
  readonly to: string;
  readonly by: Exclude<Part, 'prefix-list' | 's3'>;
}

export interface TableShape {
  /** `main` is the one that the VPC came with. */
  readonly name: string;
  readonly routes: readonly RouteShape[];
  readonly endpoints?: readonly 's3'[];
  /** The VPN gateway propagates into it. */
  readonly isPropagated?: true;
  /** Associated with the internet gateway: for what comes in. */
  readonly isForInternetGateway?: true;
}

export interface SubnetShape {
  readonly name: string;
  readonly cidr: string;
  /** A letter. */
  readonly zone: string;
  /** None: it follows the main table. */
  readonly table?: string;
  /** The attachment has its interfaces here. Without such a subnet: in the first. */
  readonly isForTransit?: true;
}

export interface VpcShape {
  readonly name: string;
  readonly account: string;
  readonly region: string;
  readonly cidr: string;
  readonly secondary?: readonly string[];
  readonly hasIpv6?: true;
  /** avtx_cidr. */
  readonly gateways: string;
  readonly has: readonly Part[];
  /** The name of the VPC of the same account and region that it is peered with. */
  readonly peer?: string;
  readonly subnets: readonly SubnetShape[];
  readonly tables: readonly TableShape[];
}

/** What was built of a shape: ids. */
export interface BuiltVpc {
  readonly shape: VpcShape;
  readonly vpc: string;
  readonly subnets: Readonly<Record<string, string>>;
  readonly tables: Readonly<Record<string, string>>;
  readonly parts: Readonly<Partial<Record<Part, string>>>;
  /** To the transit gateway. */
  readonly attachment: string | undefined;
}

export interface BuiltTransit {
  readonly region: string;
  readonly gateway: string;
  /** The table that all attachments are associated with; routes to VPCs are static. */
  readonly table: string;
  /** A second table, in which the attachments are propagated. */
  readonly propagated: string;
}

export interface Estate {
  readonly transits: readonly BuiltTransit[];
  readonly vpcs: readonly BuiltVpc[];
}
