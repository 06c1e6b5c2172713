/** What a cleanup is planned from, and what comes of it. All of it are values. */
import type { NetworkInterface } from '../api/ec2.types.ts';
import type { TransitAttachment } from '../controller/controller.types.ts';
import type { VpcView } from '../discovery/view/view.types.ts';
import type { SwitchState } from '../switch/journal/fold-switch.ts';
import type { Operation } from '../switch/operation.types.ts';
import type { Facts } from '../switch/rows/present-in-facts.ts';

/** Kinds of steps, in the order in which they are taken: what uses something goes before it. */
export const cleanupKinds = [
  'transit-detachment',
  'advertisement',
  'route-table',
  'peering-route',
  'peering',
  'transit-attachment',
  'subnet',
  'attachment-table',
  'nat-gateway',
  'load-balancer',
  'vpn-detachment',
  'virtual-interface',
  'vpn-gateway',
  'vpc-cidr',
] as const;

export type CleanupKind = (typeof cleanupKinds)[number];

export type CleanupOperation = Operation<CleanupKind>;

/** Whether anybody needs a load balancer. */
export interface BalancerUse {
  /** How many targets it still has. */
  readonly targets: number;
  /** What it does without targets: `fixed-response`, `redirect` and the like, sorted. */
  readonly answers: readonly string[];
}

/** A load balancer of the VPC's own network. */
export interface InternalBalancer extends BalancerUse {
  readonly arn: string;
  readonly name: string;
  readonly vpc: string;
}

/** A private virtual interface of Direct Connect. */
export interface VirtualInterface {
  readonly id: string;
  readonly owner: string;
  readonly gateway: string;
}

/** What else depends on what is to go, beside that which a snapshot has. */
export interface Dependents {
  /** Of subnets in which transit gateways have theirs. */
  readonly interfaces: readonly NetworkInterface[];
  readonly balancers: readonly InternalBalancer[];
  readonly virtualInterfaces: readonly VirtualInterface[];
  readonly transitAttachments: readonly TransitAttachment[];
}

/** A VPC with all that its cleanup is about. */
export interface CleanupSubject {
  readonly view: VpcView;
  readonly gatewayName: string | undefined;
  readonly state: SwitchState;
  readonly facts: Facts;
  readonly dependents: Dependents;
}

export interface CleanupPart {
  readonly operations: readonly CleanupOperation[];
  /** What was asked for and stays, and why: sentences. */
  readonly stays: readonly string[];
}
