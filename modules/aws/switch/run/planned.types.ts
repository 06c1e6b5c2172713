import type { Operation } from '../operation.types.ts';
import type { PlanProblem } from '../plan/plan.types.ts';
import type { VpcWork } from './run.types.ts';

/** What is to become of a VPC. */
export interface PlannedVpc {
  readonly vpc: string;
  /** Undefined where nothing is to be done, or something stands against it. */
  readonly work: VpcWork | undefined;
  /** Operations that change something or try something, in the order in which they will be carried out. */
  readonly listed: readonly Operation[];
  readonly problems: readonly PlanProblem[];
  readonly notes: readonly string[];
  /** Why there is nothing to do, in words. */
  readonly reason?: string;
}
