/** What becomes of the routing of a VPC: which tables and routes are copied, which are not, and why. */
import type * as ec2 from '../../api/ec2.types.ts';
import type { Destination } from './destination.ts';
import type { NextHop } from './next-hop.ts';

export interface VpcCopy {
  /** All route tables of the VPC but copies that were made before, by id. */
  readonly tables: readonly TableCopy[];
  /** All subnets, by id. */
  readonly subnets: readonly SubnetCopy[];
  /** The name of a zone for each gateway (`us-east-1a`): those of `gw_zones`, or those with most private subnets. */
  readonly zones: readonly string[];
  /** Copies of tables that are not there any more: what they were made of cannot be told again. */
  readonly orphans: readonly string[];
}

/** Why a table has no copy. */
export type TableReason =
  /** The main table is copied all the same: subnets without a table of their own follow it. */
  | 'no-subnets'
  | 'attachment-subnets-only'
  | 'gateway-subnets-only'
  /** It is for traffic that comes in by a gateway (ingress routing). */
  | 'edge'
  /** It is named in `skip_rts`. */
  | 'skipped';

export interface TableCopy {
  readonly table: ec2.RouteTable;
  readonly id: string;
  /** The value of the tag Org_RT by which the copy is known. */
  readonly key: string;
  readonly isMain: boolean;
  /** It has a route to an internet gateway. */
  readonly isPublic: boolean;
  /** `ctrl_managed`: the controller writes routes into the copy. */
  readonly isManaged: boolean;
  /** The ids of all subnets with an association of their own with it, or with its copy. */
  readonly associated: readonly string[];
  /** The ids of subnets that go over to the copy, or did: the same without those that stay. */
  readonly subnets: readonly string[];
  /** Internet and VPN gateways whose incoming traffic goes by this table. They stay with it. */
  readonly gateways: readonly string[];
  readonly routes: readonly RouteCopy[];
  /** Gateway endpoints that are to be in the copy, too. */
  readonly endpoints: readonly string[];
  /** Why there is no copy; undefined for a table that is copied. */
  readonly reason: TableReason | undefined;
  /** The copy that is there already. */
  readonly existing: string | undefined;
}

/** Why a route is not in the copy. */
export type RouteReason =
  | 'inactive'
  | 'local'
  /** Its destination is a CIDR of the VPC, and its target is not: no route of that kind can be added to a table. */
  | 'replaced-local'
  | 'vpn-gateway'
  | 'transit-gateway'
  /** It comes with the endpoint: see `endpoints`. */
  | 'gateway-endpoint'
  | 'load-balancer-endpoint'
  | 'unknown-next-hop'
  /** Exactly 10.0.0.0/8, 172.16.0.0/12 or 192.168.0.0/16: the controller writes these. */
  | 'private-summary'
  /** Inside of `filter_cidrs`. */
  | 'filtered'
  /** The spoke is the way to the internet. */
  | 'spoke-egress';

export interface RouteCopy {
  readonly route: ec2.Route;
  readonly destination: Destination;
  readonly nextHop: NextHop;
  /** Undefined for a route that is in the copy. */
  readonly reason: RouteReason | undefined;
}

/** Why a subnet stays with its table. */
export type SubnetReason = 'attachment' | 'gateway' | 'table-stays';

export interface SubnetCopy {
  readonly subnet: ec2.Subnet;
  readonly id: string;
  /** The table that it had before any switch; the main table where it has none of its own. */
  readonly table: string;
  /** It follows the main table. */
  readonly isImplicit: boolean;
  readonly isPublic: boolean;
  readonly reason: SubnetReason | undefined;
}
