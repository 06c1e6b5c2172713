import type { Context } from '../context.ts';

/** Whether a shared thing is shared with this caller: with everybody, or with his project. */
export function isSharedWith(context: Context, objectId: string, action = 'access_as_shared'): boolean {
  return context.state.rbacPolicies
    .by('object', objectId)
    .some(
      (row) =>
        row.action === action && (row.target_tenant === '*' || row.target_tenant === context.who.projectId),
    );
}

/** Whether a thing is the caller's, or shared with him. */
export function isOwnOrShared(
  row: { readonly id: string; readonly tenant_id: string },
  context: Context,
): boolean {
  return row.tenant_id === context.who.projectId || isSharedWith(context, row.id);
}

/** Whether a thing is the caller's. */
export function isOwn(row: { readonly tenant_id: string }, context: Context): boolean {
  return row.tenant_id === context.who.projectId;
}
