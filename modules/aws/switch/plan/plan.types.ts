/** What a switch is planned from, and what comes of it. All of it are values. */
import type { SpokeGateway } from '../../controller/controller.types.ts';
import type { VpcView } from '../../discovery/view/view.types.ts';
import type { TransitSnapshot } from '../../snapshot/snapshot.types.ts';
import type { SwitchOperation } from '../operation.types.ts';
import type { Probe } from '../probe.types.ts';

export interface SwitchSettings {
  /** Whether static routes to the VPC are taken out of the transit gateways (`--rm_static_route` of the kit). */
  readonly removesStaticRoutes: boolean;
  /** The same for what it propagates (`--rm_propagated_route`). */
  readonly removesPropagations: boolean;
  /** Subnets that go first: `auto` for the one with the fewest neighbours on its table; none: all at once. */
  readonly canary: 'auto' | readonly string[];
  readonly probes: readonly Probe[];
}

/** A VPC with all that its switch is about. */
export interface Subject {
  readonly view: VpcView;
  /** Its spoke gateway, as it is called; undefined where neither discovery.yaml nor the naming says. */
  readonly gatewayName: string | undefined;
  /** All gateways of the controller. */
  readonly gateways: readonly SpokeGateway[];
  /** All transit gateways that were read. */
  readonly transits: readonly TransitSnapshot[];
  readonly settings: SwitchSettings;
}

/** Why a VPC cannot be switched. */
export interface PlanProblem {
  readonly vpc: string;
  readonly detail: string;
  readonly help: string;
  /** Somebody has changed what was planned or done. */
  readonly isDrift?: true;
}

/** Operations, or what stands against them. */
export interface PlanPart {
  readonly operations: readonly SwitchOperation[];
  readonly problems: readonly PlanProblem[];
  /** What is left as it is, and what else is worth a word. */
  readonly notes: readonly string[];
}

export interface VpcPlan extends PlanPart {
  readonly vpc: string;
  readonly account: string;
  readonly region: string;
}
