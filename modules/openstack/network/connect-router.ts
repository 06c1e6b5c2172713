import { DroverError } from '../../../engine/diagnostics/drover-error.ts';
import type { Body } from '../api/session.types.ts';
import { ports, routerPorts, routers, subnets } from './collections.ts';
import { canonicalAddress, macOf } from '../kind/addresses.ts';
import type { ImportFacts } from '../kind/import-facts.ts';
import type { Made } from '../kind/kind.ts';
import { bodiesAt, idOf, textOf } from '../kind/wire.ts';
import { pathOf } from '../kind/collection.ts';
import { createOne, deleteOne, noted, type Writer } from '../kind/write.ts';
import { addressesOf, holdersOf, isInUse, type Address } from './port-addresses.ts';

/**
 * One call where the subnet's gateway is asked for: Neutron makes the port, and adds the gateways of further IPv6
 * subnets of the network to it. Other addresses take a port that is made first and then given to the router.
 */
export async function connectRouter(facts: ImportFacts, body: Body, writer: Writer): Promise<Made> {
  const known = await writer.index.load(subnets);
  const asked = addressesOf(body['fixed_ips']).map((ip) => inSubnet(ip, known.byId(ip.subnet)));
  const left = (await holdersOf(writer.index, asked)).find((port) => !isInUse(port));
  const isPlain = body['name'] === undefined && body['description'] === undefined;
  const bySubnet = left === undefined ? asked.filter((ip) => isMadeBySubnet(ip, asked, isPlain)) : [];
  const byPort = asked.filter((ip) => !bySubnet.includes(ip));
  const port = byPort.length === 0 ? {} : (left ?? (await createPort(byPort, body, writer)));
  if (byPort.length > 0) await connectPort(facts, port, left === undefined, writer);
  let answer: Body = {};
  for (const { subnet } of bySubnet) answer = await connect(facts, writer, { subnet_id: subnet });
  return remember(writer, {
    ...port,
    id: answer['port_id'] ?? port['id'],
    network_id: body['network_id'] ?? asked[0]?.network,
    fixed_ips: [
      ...bodiesAt(port, 'fixed_ips'),
      ...bySubnet.map(({ subnet, address }) => ({ subnet_id: subnet, ip_address: address })),
    ],
    device_id: facts.wanted.values.get('device_ref'),
    device_owner: 'network:router_interface',
  });
}

interface AddressInSubnet extends Address {
  readonly network: unknown;
  readonly isGateway: boolean;
  /** Guests make their addresses of their MAC addresses, so none can be asked for. */
  readonly isAutomatic: boolean;
  readonly isIpv6: boolean;
}

function inSubnet({ subnet, address }: Address, body: Body = {}): AddressInSubnet {
  const gateway = canonicalAddress(textOf(body, 'gateway_ip') ?? '');
  const given = address ?? gateway;
  return {
    subnet,
    address: given,
    network: body['network_id'],
    isGateway: canonicalAddress(given) === gateway,
    isAutomatic: body['ipv6_address_mode'] === 'slaac' || body['ipv6_address_mode'] === 'dhcpv6-stateless',
    isIpv6: body['ip_version'] === 6,
  };
}

function isMadeBySubnet(ip: AddressInSubnet, all: readonly AddressInSubnet[], isPlain: boolean): boolean {
  if (!ip.isGateway) return false;
  // Neutron takes the gateway of such a subnet from nobody but itself.
  if (ip.isAutomatic) return true;
  return isPlain && (all.length === 1 || all.every((other) => other.isIpv6 && other.isGateway));
}

async function connectPort(facts: ImportFacts, port: Body, isOurs: boolean, writer: Writer): Promise<void> {
  try {
    await connect(facts, writer, { port_id: idOf(port) });
  } catch (error) {
    // A port that no router has would keep the address from the next try of somebody else.
    if (isOurs) await deleteOne(writer, ports, port, 'with-parent').catch(() => undefined);
    throw error;
  }
}

async function createPort(addresses: readonly AddressInSubnet[], body: Body, writer: Writer): Promise<Body> {
  const { device_id: _router, fixed_ips: _asked, ...wanted } = body;
  const port = {
    ...wanted,
    network_id: wanted['network_id'] ?? addresses[0]?.network,
    fixed_ips: addresses.map(({ subnet, address, isAutomatic }) =>
      isAutomatic ? { subnet_id: subnet } : { subnet_id: subnet, ip_address: address },
    ),
    security_groups: [],
  };
  const mac = addresses
    .filter(({ isAutomatic }) => isAutomatic)
    .map(({ address }) => macOf(address ?? ''))[0];
  const options = { findMade: () => findFreePort(writer, port) };
  if (mac === undefined) return createOne(writer, ports, port, options);
  try {
    return await createOne(writer, ports, { ...port, mac_address: mac }, options);
  } catch (error) {
    // Who does not own the network may not choose the MAC address, and gets another automatic address.
    if (!(error instanceof DroverError) || error.code !== 'openstack-forbidden') throw error;
    return createOne(writer, ports, port, options);
  }
}

/** The port that a call whose answer was lost has made: it has the addresses, and nobody else has it yet. */
async function findFreePort(
  { index }: Writer,
  { network_id, fixed_ips: asked }: Body,
): Promise<Body | undefined> {
  const all = await index.session.list(ports.service, ports.path, ports.many, {
    query: { network_id: String(network_id) },
  });
  const known = index.loaded(ports);
  return all.find(
    (port) =>
      known?.byId(idOf(port)) === undefined &&
      (port['device_id'] ?? '') === '' &&
      addressesOf(asked).every((ip) => hasAddress(port, ip)),
  );
}

/** Gives a port or subnet to the router. What the cloud has connected already (at a try whose answer was lost) is. */
async function connect({ wanted }: ImportFacts, writer: Writer, what: Body): Promise<Body> {
  const router = String(wanted.values.get('device_ref'));
  const path = pathOf(routers, router);
  try {
    return await writer.write({
      operation: 'act',
      collection: routerPorts,
      method: 'PUT',
      path: `${path}/add_router_interface`,
      body: what,
      id: router,
      undo: {
        method: 'PUT',
        path: `${path}/remove_router_interface`,
        body: what,
        needs: `${ports.path}/{port_id}`,
      },
    });
  } catch (error) {
    if (!(error instanceof DroverError)) throw error;
    const { session } = writer.index;
    const own = await session.list(ports.service, ports.path, ports.many, { query: { device_id: router } });
    const asked = wanted.values.get('fixed_ips_refs');
    const there = own.find(
      (port) => idOf(port) === what['port_id'] || hasGateway(port, what['subnet_id'], asked),
    );
    if (there === undefined) throw error;
    return { port_id: idOf(there) };
  }
}

function hasGateway(port: Body, subnet: unknown, asked: unknown): boolean {
  const wanted = addressesOf(asked).filter((ip) => ip.subnet === subnet);
  return wanted.some((ip) => hasAddress(port, ip));
}

/** Whether a port has an address; without one, any of the subnet. */
function hasAddress(
  port: Body,
  ip: { readonly subnet: unknown; readonly address?: string | undefined },
): boolean {
  return addressesOf(port['fixed_ips']).some(
    (have) =>
      have.subnet === ip.subnet &&
      (ip.address === undefined || canonicalAddress(have.address ?? '') === canonicalAddress(ip.address)),
  );
}

async function remember(writer: Writer, port: Body): Promise<Made> {
  const known = { name: '', description: '', tags: [], ...port };
  writer.index.loaded(ports)?.put(known);
  return { body: await noted(writer, routerPorts, known), isNew: true };
}
