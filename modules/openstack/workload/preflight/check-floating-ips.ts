import type { Body } from '../../api/session.types.ts';
import { readList } from '../../kind/index-of-cloud.ts';
import { isPlanned } from '../../kind/planned-id.ts';
import { bodiesAt, idOf, isBody, projectOf, textOf } from '../../kind/wire.ts';
import { floatingIps, networks, ports, routerPorts, routers } from '../../network/collections.ts';
import { chooseFloatingIp } from '../server/floating-ip-choice.ts';
import { placeOf } from '../server/floating-ip-target.ts';
import type { WantedFloatingIp } from '../workload.types.ts';
import { bookingsOf } from './bookings.ts';
import type { Check, Preflight, PreflightRequest } from './preflight-request.ts';

/** The floating IPs: whether the mode can be kept to, and a router leads outside. */
export const checkFloatingIps: Check = async (request) => {
  if (request.params.floatingIpMode === 'skip') return {};
  const all = await Promise.all(request.wanted.floating_ips.map((one) => checkOne(one, request)));
  return {
    problems: all.flatMap(({ problems = [] }) => problems),
    warnings: all.flatMap(({ warnings = [] }) => warnings),
    notes: all.flatMap(({ notes = [] }) => notes),
  };
};

async function checkOne(floating: WantedFloatingIp, request: PreflightRequest): Promise<Partial<Preflight>> {
  const { params, destination, wanted } = request;
  const asked = textOf(floating, 'floating_ip_address') ?? 'of any address';
  const place = placeOf(floating, wanted.ports);
  if (place === undefined)
    return {
      warnings: [
        `Floating IP ${asked} is left out: no port of the record has the address ${textOf(floating, 'fixed_ip_address') ?? ''} that it leads to.`,
      ],
    };
  if (await isThere(request)) return {};
  const choice = await chooseFloatingIp(floating, params.floatingIpMode, destination);
  if ('refused' in choice) return { problems: [`${choice.refused} ${choice.help}`] };
  const problems = await noWayOutside(floating, place, request);
  if ('take' in choice) {
    const other = (await bookingsOf(request)).claim(`floating IP ${idOf(choice.take)}`, request);
    if (other === undefined) return { problems };
    const words = `floating IP ${asked} is wanted by ${other}, too`;
    if (params.floatingIpMode === 'existing')
      return { problems: [...problems, `${words}: change one of them.`] };
    return { problems, warnings: [`It gets a new floating IP: ${words}.`] };
  }
  if ('make' in choice && choice.note !== undefined) return { problems, warnings: [choice.note] };
  return { problems };
}

/** An earlier run has given it one. */
async function isThere({ found, destination }: PreflightRequest): Promise<boolean> {
  if (found === undefined) return false;
  const own = await readList(destination.session, ports, { device_id: idOf(found) });
  const all = (await destination.load(floatingIps)).all();
  return own.some((port) => all.some((one) => one['port_id'] === idOf(port)));
}

/** Neutron attaches a floating IP only where a router leads from the port's network to the external one. */
async function noWayOutside(
  floating: WantedFloatingIp,
  place: number,
  { wanted, destination }: PreflightRequest,
): Promise<readonly string[]> {
  const inside = textOf(wanted.ports[place] ?? {}, 'network_id') ?? '';
  const outside = textOf(floating, 'floating_network_id') ?? '';
  if (isPlanned(inside) || isPlanned(outside)) return [];
  const network = (await destination.load(networks)).byId(inside);
  const { projectId, isAdmin } = await destination.identity();
  // Routers of other projects are not shown to everybody.
  if (network === undefined || (projectOf(network) !== projectId && !isAdmin)) return [];
  const all = (await destination.load(routers)).all();
  const interfaces = (await destination.load(routerPorts)).all();
  const leads = interfaces.some((port) => {
    if (port['network_id'] !== inside) return false;
    const router = all.find((one) => idOf(one) === port['device_id']);
    return router === undefined || gatewayOf(router) === outside;
  });
  if (leads || bodiesAt({ interfaces }, 'interfaces').some(({ id }) => isPlanned(String(id)))) return [];
  return [
    `No router of ${destination.session.label} leads from network "${textOf(network, 'name') ?? inside}" to the external network of its floating IP: import the routers and their interfaces (import_routers, import_router_interfaces), or set floating_ip_mode: skip in its _migration_params.`,
  ];
}

function gatewayOf(router: Body): string | undefined {
  const gateway = router['external_gateway_info'];
  return isBody(gateway) ? textOf(gateway, 'network_id') : undefined;
}
