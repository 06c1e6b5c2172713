/** The least policy: what the phases of a migration need of a role, and not more. */
import { permissionOf } from '../api/permissions.ts';
import { neededCalls, type Duty, type Phase } from './duties.ts';
import type { Statement } from './document.ts';
import { resourcesOf, type Scope } from './resource-forms.ts';

/** Statements with these names are drover's. */
const SID = 'DroverMigration';

export function isOwn({ Sid }: Statement): boolean {
  return Sid?.startsWith(SID) === true;
}

/** What the others, `there` in the policy, allow already is left out. */
export function statementsFor(
  phases: readonly Phase[],
  duties: ReadonlySet<Duty>,
  scope: Scope,
  there: readonly Statement[] = [],
): readonly Statement[] {
  const permissions = new Set(
    neededCalls
      .filter((needed) => duties.has(needed.duty) && needed.phases.some((phase) => phases.includes(phase)))
      .flatMap(({ service, actions }) => actions.map((action) => permissionOf(service, action)))
      .filter((permission) => !there.some((statement) => allowsEverywhere(statement, permission))),
  );
  // Permissions with the same resources share a statement: a policy has few characters.
  const grouped = new Map<
    string,
    { readonly resources: readonly string[] | undefined; readonly actions: string[] }
  >();
  for (const permission of [...permissions].toSorted()) {
    const resources = resourcesOf(permission, scope);
    const key = resources?.join(' ') ?? '';
    const group = grouped.get(key) ?? { resources, actions: [] };
    group.actions.push(permission);
    grouped.set(key, group);
  }
  return [...grouped.values()].map(({ resources, actions }, at) => ({
    Sid: `${SID}${at + 1}`,
    Effect: 'Allow',
    Action: actions,
    Resource: resources ?? ['*'],
    ...(resources === undefined
      ? { Condition: { StringEquals: { 'aws:RequestedRegion': [...scope.regions] } } }
      : {}),
  }));
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
