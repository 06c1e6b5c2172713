import type { Context } from '../context.ts';
import type { OwnedRow } from '../kind.ts';

/** Shares a thing with every project, unless it is so already. */
export function shareWithAll(row: OwnedRow, objectType: string, action: string, { state }: Context): void {
  const same = state.rbacPolicies
    .by('object', row.id)
    .some((policy) => policy.action === action && policy.target_tenant === '*');
  if (same) return;
  state.rbacPolicies.insert({
    id: state.ids.uuid(),
    tenant_id: row.tenant_id,
    object_type: objectType,
    object_id: row.id,
    target_tenant: '*',
    action,
  });
}

/** Ends that; what is shared with single projects stays so. */
export function stopSharing(row: OwnedRow, action: string, { state }: Context): void {
  for (const policy of state.rbacPolicies.by('object', row.id)) {
    if (policy.action === action && policy.target_tenant === '*') state.rbacPolicies.remove(policy.id);
  }
}
