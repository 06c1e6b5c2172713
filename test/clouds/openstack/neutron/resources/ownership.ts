import type { Context } from '../context.ts';
import { refuse } from '../errors.ts';
import { isSharedWith } from '../policy/visible.ts';
import { networkKind, networkNotFound } from './network.ts';

/** Refuses a port or a subnet on a network that is neither the owner's nor shared. Asked before limits and policy. */
export function refuseForeignNetwork(
  member: string,
  values: { readonly network_id: string; readonly tenant_id: string },
  context: Context,
): void {
  const { who, state } = context;
  if (who.isAdmin) return;
  const network = state.networks.get(values.network_id);
  if (!network || !networkKind.isVisible(network, context)) throw networkNotFound(values.network_id);
  if (isSharedWith(context, network.id) || network.tenant_id === values.tenant_id) return;
  throw refuse(
    403,
    'HTTPForbidden',
    `Tenant ${values.tenant_id} not allowed to create ${member} on this network`,
  );
}
