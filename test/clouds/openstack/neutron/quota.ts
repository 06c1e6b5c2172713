import type { Values } from './attributes/prepare.ts';
import type { Context } from './context.ts';
import { conflict } from './errors.ts';
import type { Kind } from './kind.ts';
import { pythonRepr } from './values/python.ts';
import type { NetworkState } from './state.ts';

/** The limit of a project for one kind of resource; -1 is none. */
export function limitOf(state: NetworkState, projectId: string, resource: string): number {
  return state.projectQuotas.get(projectId)?.limits[resource] ?? state.quotas[resource] ?? -1;
}

/** Refuses with 409 if the project would have more than it may. */
export function checkQuota(kind: Kind, prepared: readonly Values[], context: Context): void {
  if (kind.hasQuota !== true) return;
  const byOwner = new Map<string, number>();
  for (const values of prepared) {
    const owner = String(values['tenant_id']);
    byOwner.set(owner, (byOwner.get(owner) ?? 0) + 1);
  }
  const table = kind.table(context.state);
  for (const [owner, more] of byOwner) {
    checkLimit(context.state, owner, kind.member, table.count('tenant', owner), more);
  }
}

/** The same for things that are made along with others. */
export function checkLimit(
  state: NetworkState,
  owner: string,
  resource: string,
  used: number,
  more: number,
): void {
  const limit = limitOf(state, owner, resource);
  if (limit < 0 || used + more <= limit) return;
  throw conflict('OverQuota', `Quota exceeded for resources: ${pythonRepr([resource])}.`);
}
