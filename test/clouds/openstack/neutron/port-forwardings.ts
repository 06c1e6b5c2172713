import type { CloudReply, CloudRequest, JsonObject } from '../http/exchange.ts';
import { canonicalIp } from './address/ip.ts';
import { portForwardingAttributes } from './attributes/port-forwardings.ts';
import { attributesWith, oneIn, prepareCreate, prepareUpdate, type Values } from './attributes/prepare.ts';
import type { Context } from './context.ts';
import { findRow, jsonBody } from './crud.ts';
import { conflict, httpNotFound, internalError, refuse } from './errors.ts';
import { floatingIpKind, routerBetween } from './resources/floatingip.ts';
import { portKind } from './resources/port.ts';
import type { FloatingIp, PortForwarding } from './rows.ts';

/** The extension without which there are none. */
const EXTENSION = 'floating-ip-port-forwarding';

/** `/v2.0/floatingips/{id}/port_forwardings[/{forwarding}]`; nothing if the path means something else. */
export function answerPortForwardings(
  floatingId: string,
  collection: string,
  id: string | undefined,
  request: CloudRequest,
  context: Context,
): CloudReply | undefined {
  const { state } = context;
  if (collection !== 'port_forwardings' || !state.extensions.has(EXTENSION)) return undefined;
  const floating = findRow(floatingIpKind, floatingId, context);
  const { method } = request;
  if (id === undefined) {
    if (method === 'POST') return create(floating, request, context);
    if (method !== 'GET') throw httpNotFound();
    const own = state.portForwardings.by('floatingIp', floating.id);
    return { status: 200, body: { port_forwardings: own.map((row) => listed(row)) } };
  }
  const row = state.portForwardings.get(id);
  if (row?.floatingip_id !== floating.id)
    throw refuse(404, 'PortForwardingNotFound', `Port Forwarding ${id} could not be found.`);
  if (method === 'GET') return { status: 200, body: { port_forwarding: viewForwarding(row) } };
  if (method === 'PUT') return update(floating, row, request, context);
  if (method !== 'DELETE') throw httpNotFound();
  state.portForwardings.remove(row.id);
  settleRouter(floating.id, context);
  return { status: 204 };
}

function create(floating: FloatingIp, request: CloudRequest, context: Context): CloudReply {
  const { state, who } = context;
  const given = oneIn(jsonBody(request), 'port_forwarding');
  const values = prepareCreate(given, attributesWith(portForwardingAttributes, state.extensions), who);
  const row: PortForwarding = {
    id: state.ids.uuid(),
    tenant_id: floating.tenant_id,
    floatingip_id: floating.id,
    ...valuesOf(values),
    description: textIn(values, 'description') ?? '',
  };
  check(floating, row, context);
  state.portForwardings.insert(row);
  settleRouter(floating.id, context);
  return { status: 201, body: { port_forwarding: viewForwarding(row) } };
}

function update(
  floating: FloatingIp,
  row: PortForwarding,
  request: CloudRequest,
  context: Context,
): CloudReply {
  const { state, who } = context;
  const given = oneIn(jsonBody(request), 'port_forwarding');
  const values = prepareUpdate(given, attributesWith(portForwardingAttributes, state.extensions), who);
  const changed: PortForwarding = {
    ...row,
    ...valuesOf({ ...storedValues(row), ...values }, Object.keys(given)),
    description: textIn(values, 'description') ?? row.description,
  };
  check(floating, changed, context);
  state.portForwardings.replace(changed);
  settleRouter(floating.id, context);
  return { status: 200, body: { port_forwarding: viewForwarding(changed) } };
}

type Told = Pick<
  PortForwarding,
  'protocol' | 'internal_port_id' | 'internal_ip_address' | 'internal_port_range' | 'external_port_range'
>;

/** One port is a range of one; of a port and a range, the one that was asked for last counts. */
function valuesOf(values: Values, last: readonly string[] = []): Told {
  return {
    protocol: String(values['protocol']),
    internal_port_id: String(values['internal_port_id']),
    internal_ip_address: canonicalIp(String(values['internal_ip_address'])),
    internal_port_range: rangeOf(values, 'internal', last),
    external_port_range: rangeOf(values, 'external', last),
  };
}

function textIn(values: Values, key: string): string | undefined {
  const value = values[key];
  return typeof value === 'string' ? value : undefined;
}

function storedValues(row: PortForwarding): Values {
  return { ...row };
}

function rangeOf(values: Values, side: 'internal' | 'external', last: readonly string[]): string {
  const port = values[`${side}_port`];
  const range = values[`${side}_port_range`];
  const isPort = typeof port === 'number' && !last.includes(`${side}_port_range`);
  if (isPort) return `${port}:${port}`;
  // Neutron breaks over a forwarding without ports.
  if (typeof range !== 'string') throw internalError();
  return range.includes(':') ? range : `${range}:${range}`;
}

/** What Neutron looks at, in its order: the ranges, what is there already, the port inside, the way to it. */
function check(floating: FloatingIp, row: PortForwarding, context: Context): void {
  const { state, who } = context;
  const [inside, outside] = [row.internal_port_range, row.external_port_range].map(boundsOf) as [
    Bounds,
    Bounds,
  ];
  if (inside.last !== inside.first && inside.last - inside.first !== outside.last - outside.first)
    throw bad(
      'Invalid ranges of internal and/or external ports. The relation between internal and external ports must be N-N or 1-N',
    );
  const port = state.ports.get(row.internal_port_id);
  refuseBound(floating, row, context);
  const others = state.portForwardings
    .all()
    .filter((one) => one.id !== row.id && one.protocol === row.protocol);
  for (const [side, same] of [
    [
      'internal_port_range',
      (one: PortForwarding) =>
        one.internal_port_id === row.internal_port_id && one.internal_ip_address === row.internal_ip_address,
    ],
    ['external_port_range', (one: PortForwarding) => one.floatingip_id === floating.id],
  ] as const) {
    const hit = others.filter(same).find((one) => overlap(boundsOf(one[side]), boundsOf(row[side])));
    if (hit)
      throw bad(
        `There is a port collision with the ${side}. The following ranges collides: ${hit[side]} and ${row[side]}`,
      );
  }
  if (!port || !(who.isAdmin || portKind.isVisible(port, context)))
    throw refuse(404, 'PortNotFound', `Port ${row.internal_port_id} could not be found.`);
  const ip = port.fixed_ips.find((one) => one.ip_address === row.internal_ip_address);
  if (!ip)
    throw bad(
      `The provided internal IP address ${row.internal_ip_address} does not belong to the internal port`,
    );
  try {
    routerBetween(floating, port, ip, context);
  } catch {
    throw bad(
      `External network ${floating.floating_network_id} is not reachable from subnet ${ip.subnet_id}. ` +
        `Cannot set Port forwarding for port ${port.id} with Floating IP ${floating.id}`,
    );
  }
}

/** A port that a floating IP leads to gets no forwardings. */
function refuseBound(_floating: FloatingIp, row: PortForwarding, { state }: Context): void {
  const bound = state.floatingIps
    .by('port', row.internal_port_id)
    .find((one) => one.fixed_ip_address === row.internal_ip_address);
  if (!bound) return;
  throw conflict(
    'PortHasBindingFloatingIP',
    `Cannot create port forwarding to floating IP ${bound.floating_ip_address} (${bound.id}) with port ${row.internal_port_id} ` +
      `using fixed IP ${row.internal_ip_address}, as that port already has a binding floating IP.`,
  );
}

/** A floating IP with forwardings is at their router. */
function settleRouter(id: string, context: Context): void {
  const { state } = context;
  const floating = state.floatingIps.get(id);
  if (!floating || floating.port_id !== null) return;
  const [first] = state.portForwardings.by('floatingIp', id);
  const port = first && state.ports.get(first.internal_port_id);
  const ip = port?.fixed_ips.find((one) => one.ip_address === first?.internal_ip_address);
  const router = port && ip ? routerBetween(floating, port, ip, context) : null;
  if (router !== floating.router_id) state.floatingIps.replace({ ...floating, router_id: router });
}

function viewForwarding(row: PortForwarding): JsonObject {
  return {
    id: row.id,
    external_port: single(row.external_port_range),
    external_port_range: row.external_port_range,
    protocol: row.protocol,
    internal_port_id: row.internal_port_id,
    internal_ip_address: row.internal_ip_address,
    internal_port: single(row.internal_port_range),
    internal_port_range: row.internal_port_range,
    description: row.description,
  };
}

/** In lists, a range has no single port at all. */
function listed(row: PortForwarding): JsonObject {
  return Object.fromEntries(Object.entries(viewForwarding(row)).filter(([, value]) => value !== null));
}

/** What a floating IP shows of its forwardings: no descriptions, no ranges. */
export function exposedForwardings(floating: string, { state }: Context): JsonObject[] {
  return state.portForwardings.by('floatingIp', floating).map((row) => {
    const { id, protocol, internal_ip_address, internal_port_id, internal_port, external_port } = listed(row);
    return {
      id,
      protocol,
      internal_ip_address,
      internal_port_id,
      ...(internal_port === undefined ? {} : { internal_port }),
      ...(external_port === undefined ? {} : { external_port }),
    };
  });
}

interface Bounds {
  readonly first: number;
  readonly last: number;
}

function boundsOf(range: string): Bounds {
  const [first = 0, last = first] = range.split(':').map(Number);
  return { first, last };
}

function overlap(one: Bounds, other: Bounds): boolean {
  return one.first <= other.last && other.first <= one.last;
}

function single(range: string): number | null {
  const { first, last } = boundsOf(range);
  return first === last ? first : null;
}

function bad(message: string) {
  return refuse(400, 'BadRequest', `Bad port_forwarding request: ${message}.`);
}
