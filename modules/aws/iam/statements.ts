/** The least policy: what the phases of a migration need of a role, and not more. */
import { permissionOf } from '../api/permissions.ts';
import { isOperation, neededCalls, type Duty, type NeededCalls, type Phase } from './duties.ts';
import type { Statement } from './document.ts';
import { grantByPlan, grantByType, type Grant, type PlannedNeed, type Scope } from './resource-forms.ts';

/** Statements with these names are drover's. */
const SID = 'DroverMigration';

export function isOwn({ Sid }: Statement): boolean {
  return Sid?.startsWith(SID) === true;
}

export interface StatementsOptions {
  /** What the policy says already: what it allows everywhere is left out. */
  readonly there?: readonly Statement[];
  /** What the operations of a plan need of the role: only they are allowed, beside what is read. */
  readonly planned?: readonly PlannedNeed[];
}

export function statementsFor(
  phases: readonly Phase[],
  duties: ReadonlySet<Duty>,
  scope: Scope,
  { there = [], planned }: StatementsOptions = {},
): readonly Statement[] {
  const permissions = new Set(
    neededCalls
      .filter((needed) => needed.phases.some((phase) => phases.includes(phase)))
      .flatMap((needed) => permissionsOf(needed, duties.has(needed.duty), planned))
      .filter((permission) => !there.some((statement) => allowsEverywhere(statement, permission))),
  );
  // Permissions for the same resources share a statement: a policy has few characters.
  const grouped = new Map<string, { readonly grant: Grant; readonly actions: string[] }>();
  for (const permission of [...permissions].toSorted()) {
    const needs = planned?.filter((need) => need.permission === permission) ?? [];
    const grant = needs.length > 0 ? grantByPlan(permission, needs, scope) : grantByType(permission, scope);
    const key = JSON.stringify(grant);
    const group = grouped.get(key) ?? { grant, actions: [] };
    group.actions.push(permission);
    grouped.set(key, group);
  }
  return [...grouped.values()].map(({ grant: { resources, vpcs }, actions }, at) => ({
    Sid: `${SID}${at + 1}`,
    Effect: 'Allow',
    Action: actions,
    Resource: resources ?? ['*'],
    ...(resources === undefined
      ? { Condition: { StringEquals: { 'aws:RequestedRegion': [...scope.regions] } } }
      : {}),
    ...(vpcs === undefined ? {} : { Condition: { ArnEquals: { 'ec2:Vpc': vpcs } } }),
  }));
}

/**
 * Statements of several roles for the policy that they share: each grant once, with all that is allowed for it, and
 * numbered anew.
 */
export function joinStatements(parts: readonly (readonly Statement[])[]): readonly Statement[] {
  const joined = new Map<string, { readonly statement: Statement; readonly actions: Set<string> }>();
  for (const statement of parts.flat()) {
    const { Sid: _sid, Action = [], ...grant } = statement;
    const key = JSON.stringify(grant);
    const known = joined.get(key) ?? { statement, actions: new Set() };
    for (const action of [Action].flat()) known.actions.add(action);
    joined.set(key, known);
  }
  return [...joined.values()].map(({ statement, actions }, at) => ({
    ...statement,
    Sid: `${SID}${at + 1}`,
    Action: [...actions].toSorted(),
  }));
}

/**
 * Of operations a plan knows better than what the role is there for: that of an account with VPCs changes the transit
 * gateways which the account owns.
 */
function permissionsOf(
  needed: NeededCalls,
  isDuty: boolean,
  planned: readonly PlannedNeed[] | undefined,
): readonly string[] {
  return needed.actions.flatMap((action) => {
    const permission = permissionOf(needed.service, action);
    const isNeeded =
      planned !== undefined && isOperation(needed, action)
        ? planned.some((need) => need.permission === permission)
        : isDuty;
    return isNeeded ? [permission] : [];
  });
}

function allowsEverywhere(statement: Statement, permission: string): boolean {
  const { Effect, Action = [], Resource = [], Condition } = statement;
  return (
    !isOwn(statement) &&
    Effect === 'Allow' &&
    Condition === undefined &&
    [Resource].flat().includes('*') &&
    [Action].flat().some((pattern) => isLike(pattern, permission))
  );
}

/** IAM's wildcards; the case of actions means nothing. */
function isLike(pattern: string, permission: string): boolean {
  const source = pattern
    .replaceAll(/[.+^${}()|[\]\\]/g, String.raw`\$&`)
    .replaceAll('*', '.*')
    .replaceAll('?', '.');
  return new RegExp(`^${source}$`, 'i').test(permission);
}

/** The permissions of drover's own statements, sorted. */
export function ownPermissions(statements: readonly Statement[]): readonly string[] {
  return statements
    .filter(isOwn)
    .flatMap(({ Action = [] }) => [Action].flat())
    .toSorted();
}
