import { asText } from '../../http/exchange.ts';
import type { Context } from '../context.ts';
import { refuse } from '../errors.ts';
import type { FixedIp, Network, Port } from '../rows.ts';
import { isSet } from '../values/unset.ts';
import { automaticAddresses, wantedAddresses, type WantedIp } from './addresses.ts';
import type { PortInput } from './port.ts';
import { canonicalIp } from '../address/ip.ts';

const FIXED_OWNERS = new Set(['network:router_gateway', 'network:router_interface', 'network:floatingip']);

/** The addresses of a port after a change: those that it keeps, those that it wants, those that it makes itself. */
export function changedAddresses(
  row: Port,
  values: Partial<PortInput>,
  changed: Port,
  context: Context,
): readonly FixedIp[] {
  const network: Network = context.state.networks.get(row.network_id)!;
  const asker = { network, mac: changed.mac_address, deviceOwner: changed.device_owner, portId: row.id };
  const automatic = automaticAddresses(asker, context);
  const keepsAutomatic = row.fixed_ips.some((ip) =>
    automatic.some((each) => each.subnet_id === ip.subnet_id),
  );
  if (!isSet(values.fixed_ips)) {
    if (changed.mac_address === row.mac_address) return row.fixed_ips;
    return row.fixed_ips.map((ip) => automatic.find((each) => each.subnet_id === ip.subnet_id) ?? ip);
  }
  const chosen = wantedAddresses(reused(values.fixed_ips, row), asker, context);
  refuseRouterChange(row, chosen, context);
  const kept = keepsAutomatic
    ? automatic.filter((ip) => !chosen.some((each) => each.subnet_id === ip.subnet_id))
    : [];
  return [...chosen, ...kept];
}

/** A subnet without an address keeps the address that the port has there. */
function reused(wanted: readonly WantedIp[], row: Port): WantedIp[] {
  const named = new Set(
    wanted.flatMap((each) =>
      each['ip_address'] === undefined ? [] : [canonicalIp(asText(each['ip_address']))],
    ),
  );
  const free = row.fixed_ips.filter((ip) => !named.has(ip.ip_address));
  return wanted.map((each) => {
    if (each['ip_address'] !== undefined) return each;
    const index = free.findIndex((ip) => ip.subnet_id === each['subnet_id']);
    return index === -1 ? each : (free.splice(index, 1)[0]! as unknown as WantedIp);
  });
}

/** The addresses of routers change by their routers only. */
function refuseRouterChange(row: Port, chosen: readonly FixedIp[], { state }: Context): void {
  if (!FIXED_OWNERS.has(row.device_owner) || !state.extensions.has('l3-port-ip-change-not-allowed')) return;
  const textOf = (ips: readonly FixedIp[]): string =>
    ips
      .map((ip) => ip.ip_address)
      .sort()
      .join();
  if (textOf(chosen) === textOf(row.fixed_ips)) return;
  throw refuse(400, 'BadRequest', `Bad ports request: IP updates for port ${row.id} are not allowed.`);
}
