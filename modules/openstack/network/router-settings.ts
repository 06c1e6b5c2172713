import type { Body } from '../api/session.types.ts';
import { routerPorts, subnets } from './collections.ts';
import { cidrOf, normaliseRoutes } from '../kind/addresses.ts';
import type { Wanted } from '../kind/import-facts.ts';
import type { IndexOfCloud } from '../kind/index-of-cloud.ts';
import type { Preparation } from '../kind/kind.ts';
import { bodiesAt, idOf, isBody, isSame, textOf } from '../kind/wire.ts';

/** What of a record of a router can be set now: the gateway's addresses if they mean anything here, routes if they lead anywhere. */
export async function settleRouter(preparation: Preparation): Promise<Wanted> {
  const withAddresses = await settleAddresses(preparation, preparation.wanted);
  return deferRoutes(preparation, withAddresses);
}

/** Addresses of the source's outside mean nothing where the destination's outside has other subnets. */
async function settleAddresses({ index, found }: Preparation, wanted: Wanted): Promise<Wanted> {
  const asked = wanted.values.get('external_fixed_ips');
  if (!Array.isArray(asked)) return wanted;
  const addresses = asked.filter(isBody);
  const gateway = found?.['external_gateway_info'];
  const have = isBody(gateway) ? bodiesAt(gateway, 'external_fixed_ips') : [];
  const isMet =
    addresses.length === have.length &&
    addresses.every((ip) => have.some((other) => isSame({ ...other, ...ip }, other)));
  if (isMet) return { ...wanted, values: new Map([...wanted.values, ['external_fixed_ips', have]]) };
  const network = wanted.values.get('external_gateway_refinfo');
  const outside = (await index.load(subnets)).all().filter((body) => body['network_id'] === network);
  const strangers = addresses
    .flatMap((ip) => textOf(ip, 'ip_address') ?? [])
    .filter((ip) => !isInOneOf(ip, outside));
  if (strangers.length === 0) return wanted;
  const values = new Map(wanted.values);
  values.delete('external_fixed_ips');
  const warning = `external_fixed_ips is left out: no subnet of the external network has ${strangers.join(', ')}, so the cloud chooses.`;
  return { ...wanted, values, warnings: [...wanted.warnings, warning] };
}

/**
 * Neutron takes routes only once their next hops are connected, which takes interfaces, which take routers. So they
 * wait: import_router_interfaces sets them when it is done.
 */
async function deferRoutes({ index, found, options }: Preparation, wanted: Wanted): Promise<Wanted> {
  const routes = wanted.values.get('routes');
  if (!Array.isArray(routes) || routes.length === 0 || options.fields?.includes('routes') === true)
    return wanted;
  const connected = found === undefined ? [] : await connectedSubnets(index, idOf(found));
  const hops = routes.filter(isBody).flatMap((route) => textOf(route, 'nexthop') ?? []);
  const waiting = hops.filter((hop) => !isInOneOf(hop, connected));
  if (waiting.length === 0) return wanted;
  const values = new Map(wanted.values);
  values.delete('routes');
  if (found !== undefined && isSame(normaliseRoutes(found['routes']), normaliseRoutes(routes)))
    return { ...wanted, values };
  const note = `Its routes wait until their next hops (${waiting.join(', ')}) are connected: import_router_interfaces sets them.`;
  return { ...wanted, values, notes: [...wanted.notes, note] };
}

async function connectedSubnets(index: IndexOfCloud, routerId: string): Promise<readonly Body[]> {
  const [ports, known] = await Promise.all([index.load(routerPorts), index.load(subnets)]);
  const own = ports.by(byDevice, routerId);
  const ids = own.flatMap((port) => bodiesAt(port, 'fixed_ips').map((ip) => textOf(ip, 'subnet_id') ?? ''));
  return ids.map((id) => known.byId(id)).filter((body) => body !== undefined);
}

const byDevice = (port: Body): readonly string[] => [textOf(port, 'device_id') ?? ''];

function isInOneOf(address: string, within: readonly Body[]): boolean {
  return within.some((subnet) => cidrOf(textOf(subnet, 'cidr') ?? '')?.contains(address) === true);
}
