/** What is to be done to the policies of roles. Roles that have the same policy share one step: each would undo the other's. */
import type { Place } from '../api/aws.types.ts';
import { partitionOf } from '../api/partitions.ts';
import type { Statement } from './document.ts';
import type { Phase } from './duties.ts';
import type { Identity } from './identities-of.ts';
import { defaultDocument, planPolicy, type PolicyStep } from './plan-policy.ts';
import type { Policy } from './read-policy.ts';
import type { PlannedNeed } from './resource-forms.ts';
import { joinStatements, statementsFor } from './statements.ts';

/** A role with its policy. */
export interface FoundRole {
  readonly identity: Identity;
  /** As whom IAM is called. */
  readonly place: Place;
  readonly policy: Policy;
}

/** A role with what it is to be allowed. */
export interface RoleWork extends FoundRole {
  readonly statements: readonly Statement[];
}

/** A policy with all roles that it is for. */
export interface PolicyWork {
  readonly policy: Policy;
  readonly place: Place;
  readonly roles: readonly RoleWork[];
  /** Those of all of its roles. */
  readonly statements: readonly Statement[];
  /** Undefined: it is as it should be. */
  readonly step: PolicyStep | undefined;
}

export interface RolesWish {
  readonly state: 'present' | 'absent';
  readonly phases: readonly Phase[];
  readonly makeRoom: boolean;
  /** What the operations of a plan need of a role; without it all that the phases may take is allowed. */
  readonly plannedFor?: (identity: Identity) => readonly PlannedNeed[];
}

export function planRoles(found: readonly FoundRole[], wish: RolesWish): readonly PolicyWork[] {
  const byPolicy = new Map<string, readonly FoundRole[]>();
  for (const one of found) byPolicy.set(one.policy.arn, [...(byPolicy.get(one.policy.arn) ?? []), one]);
  return [...byPolicy.values()].flatMap((group) => {
    const [first] = group;
    if (first === undefined) return [];
    const { policy, place } = first;
    const roles = group.map((one) => ({ ...one, statements: statementsOf(one, wish) }));
    const statements = joinStatements(roles.map((one) => one.statements));
    const { state, makeRoom } = wish;
    return [{ policy, place, roles, statements, step: planPolicy(policy, { state, statements, makeRoom }) }];
  });
}

function statementsOf({ identity, policy }: FoundRole, wish: RolesWish): readonly Statement[] {
  if (wish.state === 'absent') return [];
  const { account, regions, duties, bucket, parameter } = identity;
  const scope = { partition: partitionOf(regions[0] ?? ''), account, regions, bucket, parameter };
  const { phases, plannedFor } = wish;
  return statementsFor(phases, duties, scope, {
    there: defaultDocument(policy)?.Statement ?? [],
    ...(plannedFor === undefined ? {} : { planned: plannedFor(identity) }),
  });
}
