import type { PlanProblem } from '../plan/plan.types.ts';
import type { PlannedVpc } from './planned.types.ts';

/** A VPC that nothing becomes of, as something stands against it. */
export function refusedVpc(
  vpc: string,
  problems: readonly PlanProblem[],
  notes: readonly string[] = [],
): PlannedVpc {
  return { vpc, work: undefined, listed: [], problems, notes };
}

/** A VPC of which nothing is to be done, and why. */
export function idleVpc(vpc: string, why: string, notes: readonly string[] = []): PlannedVpc {
  return { vpc, work: undefined, listed: [], problems: [], notes, reason: `${vpc}: ${why}` };
}
