import { conflict, invalidInput } from '../errors.ts';
import type { Context } from '../context.ts';
import { isSharedWith } from '../policy/visible.ts';
import type { AddressPair, Port } from '../rows.ts';
import { isSet } from '../values/unset.ts';
import type { PortInput } from './port.ts';
import { ensureDefaultGroup, securityGroupNotFound } from './security-group.ts';

/** The groups of a new port: those that it names, or the one that every project has. */
export function newGroups(
  values: PortInput,
  hasSecurity: boolean,
  isTrusted: boolean,
  context: Context,
): readonly string[] {
  if (isTrusted) return [];
  if (isSet(values.security_groups)) return checkedGroups(values.security_groups, values.tenant_id, context);
  if (!hasSecurity) return [];
  const usual = ensureDefaultGroup(context.state, values.tenant_id);
  return usual ? [usual.id] : [];
}

/** Refuses groups that the owner of the port may not use, and stateful and stateless ones on one port. */
function checkedGroups(ids: readonly string[], tenantId: string, context: Context): readonly string[] {
  const { state, who } = context;
  const groups = ids.flatMap((id) => state.securityGroups.get(id) ?? []);
  const usable = groups.filter(
    (group) => who.isAdmin || group.tenant_id === tenantId || isSharedWith(context, group.id),
  );
  const missing = ids.filter((id) => !usable.some((group) => group.id === id));
  if (missing.length > 0) throw securityGroupNotFound(missing.join(', '));
  if (new Set(usable.map((group) => group.stateful)).size > 1) {
    throw conflict(
      'SecurityGroupConflict',
      'Error Cannot apply both stateful and stateless security groups on the same port at the same time ' +
        'while attempting the operation.',
    );
  }
  return ids;
}

/** The groups of a port after a change. */
export function changedGroups(
  row: Port,
  values: Partial<PortInput>,
  hasSecurity: boolean,
  context: Context,
): readonly string[] {
  if (!isSet(values.security_groups)) {
    if (!hasSecurity && row.port_security_enabled && row.security_groups.length > 0) {
      throw conflict(
        'PortSecurityPortHasSecurityGroup',
        'Port has security group associated. Cannot disable port security or IP address until security group is removed.',
      );
    }
    return row.security_groups;
  }
  return checkedGroups(values.security_groups, row.tenant_id, context);
}

/** Refuses groups and address pairs on a port without port security. */
export function checkSecurity(port: Port, isExplicit: boolean): void {
  if (port.port_security_enabled) return;
  if (isExplicit && port.security_groups.length > 0) {
    throw invalidInput(
      'Port security must be enabled and port must have an IP address in order to use security groups.',
      'PortSecurityAndIPRequiredForSecurityGroups',
    );
  }
  if (port.allowed_address_pairs.length > 0) {
    throw conflict(
      'AddressPairAndPortSecurityRequired',
      'Port Security must be enabled in order to have allowed address pairs on a port.',
    );
  }
}

/** The address pairs as they are kept: the port's own hardware address where none is said, sorted. */
export function pairsOf(given: PortInput['allowed_address_pairs'], mac: string): AddressPair[] {
  if (!isSet(given)) return [];
  return given
    .map((pair) => ({ mac_address: pair.mac_address ?? mac, ip_address: pair.ip_address }))
    .sort((a, b) => (`${a.mac_address} ${a.ip_address}` < `${b.mac_address} ${b.ip_address}` ? -1 : 1));
}

/** The address pairs of a port after a change. */
export function changedPairs(row: Port, values: Partial<PortInput>, changed: Port): readonly AddressPair[] {
  if (isSet(values.allowed_address_pairs)) return pairsOf(values.allowed_address_pairs, changed.mac_address);
  return row.allowed_address_pairs;
}
