import { DroverError } from '../../engine/diagnostics/drover-error.ts';
import type { Body } from './api/session.types.ts';
import { networks, ports, routerPorts, routers, subnets } from './collections.ts';
import { canonicalAddress, macOf } from './kind/addresses.ts';
import { fixedIps, reference } from './kind/codecs.ts';
import { tagsField } from './kind/common-fields.ts';
import { exportModule } from './kind/export-module.ts';
import type { IndexOfCloud } from './kind/index-of-cloud.ts';
import type { ImportFacts, Wanted } from './kind/import-facts.ts';
import { importModule } from './kind/import-module.ts';
import { defineKind, type Made, type Preparation } from './kind/kind.ts';
import { nameIn } from './kind/labels.ts';
import { referenceSchema, requiredFixedIpsSchema, requiredReferenceSchema } from './kind/schemas.ts';
import { bodiesAt, idOf, isBody, textOf } from './kind/wire.ts';
import { createOne, deleteOne, noted, type Writer } from './kind/write.ts';

/**
 * Interfaces of routers: ports by which they are connected to subnets. One is found again by its addresses, or by
 * its router and subnet. Rules: Neutron's API reference, "Add interface to router".
 */
export const routerInterface = defineKind({
  collection: routerPorts,
  type: 'openstack.network.RouterInterface',
  file: 'router_interfaces.yml',
  plural: 'router_interfaces',
  about: 'The connection of a router to a subnet.',
  parent: { collection: routers, key: 'device_id', reference: 'device_ref' },
  scopedToProject: false,
  keys: keysOf,
  label: (params) => `interface ${addressesIn(params)} of router "${nameIn(params['device_ref'])}"`,
  identity: (params) =>
    bodiesAt(params, 'fixed_ips_refs')
      .map((ip) => `${nameIn(params['network_ref'])} ${nameIn(ip['subnet_ref'])} ${String(ip['ip_address'])}`)
      .sort()
      .join(', '),
  fields: [
    {
      name: 'network_ref',
      wire: 'network_id',
      set: 'create',
      codec: reference(networks),
      schema: referenceSchema('The network that it is in.'),
    },
    {
      name: 'device_ref',
      wire: 'device_id',
      set: 'create',
      codec: reference(routers),
      schema: requiredReferenceSchema('The router.'),
    },
    {
      name: 'fixed_ips_refs',
      wire: 'fixed_ips',
      set: 'create',
      sorted: ['ip_address'],
      normalise: normaliseFixedIps,
      codec: fixedIps({ mayHide: false }),
      schema: requiredFixedIpsSchema('Its addresses.'),
    },
    {
      name: 'device_owner',
      set: 'never',
      schema: {
        type: 'string',
        nullable: true,
        description: 'How the source calls such a port. It is not looked at.',
      },
    },
    {
      name: 'port_name',
      wire: 'name',
      set: 'always',
      extra: true,
      empty: '',
      born: '',
      schema: { type: 'string', nullable: true, description: 'The name of the port.' },
    },
    {
      name: 'port_description',
      wire: 'description',
      set: 'always',
      extra: true,
      empty: '',
      born: '',
      schema: { type: 'string', nullable: true, description: 'A text for people.' },
    },
    tagsField(ports, { extra: true }),
  ],
  info: [{ name: 'id' }],
  behaviour: { prepare, create },
});

/** One is the same as another with an address of it, and as another connection of the same router and subnet. */
function keysOf(port: Body): readonly string[] {
  return bodiesAt(port, 'fixed_ips').flatMap((ip) => {
    const subnet = textOf(ip, 'subnet_id') ?? '';
    const address = textOf(ip, 'ip_address');
    const pair = `${textOf(port, 'device_id') ?? ''} ${subnet}`;
    return address === undefined ? [pair] : [pair, `${subnet} ${canonicalAddress(address)}`];
  });
}

function addressesIn(params: Body): string {
  return bodiesAt(params, 'fixed_ips_refs')
    .map((ip) => (typeof ip['ip_address'] === 'string' ? ip['ip_address'] : `in ${nameIn(ip['subnet_ref'])}`))
    .join(', ');
}

/** What stands against it: its address belongs to another router, or to a port of something else. */
async function prepare({ index, wanted, found, label }: Preparation): Promise<Wanted> {
  const device = wanted.values.get('device_ref');
  const where = index.session.label;
  if (found !== undefined) {
    if (found['device_id'] === device) return wanted;
    const other = (await index.load(routers)).byId(textOf(found, 'device_id') ?? '');
    const owner = other === undefined ? 'another router' : `router "${textOf(other, 'name') ?? idOf(other)}"`;
    throw taken(label, `the port ${idOf(found)} of ${owner} at ${where} has the address`);
  }
  const holder = (await holdersOf(index, addressesOf(wanted.values.get('fixed_ips_refs')))).find(isInUse);
  if (holder === undefined) return wanted;
  const owner = `${textOf(holder, 'device_owner') ?? ''} ${textOf(holder, 'device_id') ?? ''}`.trim();
  throw taken(
    label,
    `port ${idOf(holder)} at ${where} has the address (${owner === '' ? 'of nobody' : owner})`,
  );
}

function taken(label: string, why: string): DroverError {
  return new DroverError('resource-conflict', {
    detail: `${label} cannot be made: ${why}.`,
    help: 'Free the address at the destination, or change fixed_ips_refs in the record.',
  });
}

interface Address {
  readonly subnet: string;
  readonly address: string | undefined;
}

function addressesOf(fixed: unknown): readonly Address[] {
  return bodiesAt({ fixed }, 'fixed').map((ip) => ({
    subnet: textOf(ip, 'subnet_id') ?? '',
    address: textOf(ip, 'ip_address'),
  }));
}

/** The ports, of whatever they are, that have one of the addresses. */
async function holdersOf(index: IndexOfCloud, asked: readonly Address[]): Promise<readonly Body[]> {
  const all = await index.load(ports);
  return asked.flatMap(({ subnet, address }) =>
    address === undefined ? [] : all.by(byAddress, `${subnet} ${canonicalAddress(address)}`),
  );
}

const byAddress = (port: Body): readonly string[] =>
  bodiesAt(port, 'fixed_ips').map(
    (ip) => `${textOf(ip, 'subnet_id') ?? ''} ${canonicalAddress(textOf(ip, 'ip_address') ?? '')}`,
  );

/** A port that nobody has is left over from a run that was ended before it gave the port to the router. */
function isInUse(port: Body): boolean {
  return (textOf(port, 'device_id') ?? '') !== '';
}

/**
 * One call where the subnet's gateway is asked for: Neutron makes the port, and adds the gateways of further IPv6
 * subnets of the network to it. Other addresses take a port that is made first and then given to the router.
 */
async function create(facts: ImportFacts, body: Body, writer: Writer): Promise<Made> {
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
    if (isOurs) await deleteOne(writer, ports, port).catch(() => undefined);
    throw error;
  }
}

function createPort(addresses: readonly AddressInSubnet[], body: Body, writer: Writer): Promise<Body> {
  const { device_id: _router, fixed_ips: _asked, ...wanted } = body;
  const mac = addresses
    .filter(({ isAutomatic }) => isAutomatic)
    .map(({ address }) => macOf(address ?? ''))[0];
  return createOne(writer, ports, {
    ...wanted,
    network_id: wanted['network_id'] ?? addresses[0]?.network,
    fixed_ips: addresses.map(({ subnet, address, isAutomatic }) =>
      isAutomatic ? { subnet_id: subnet } : { subnet_id: subnet, ip_address: address },
    ),
    ...(mac === undefined ? {} : { mac_address: mac }),
    security_groups: [],
  });
}

/** Gives a port or subnet to the router. */
async function connect({ wanted }: ImportFacts, writer: Writer, what: Body): Promise<Body> {
  const router = String(wanted.values.get('device_ref'));
  return writer.write({
    operation: 'act',
    collection: routerPorts,
    method: 'PUT',
    path: `${routers.path}/${encodeURIComponent(router)}/add_router_interface`,
    body: what,
    id: router,
  });
}

async function remember(writer: Writer, port: Body): Promise<Made> {
  const known = { name: '', description: '', tags: [], ...port };
  writer.index.loaded(ports)?.put(known);
  return { body: await noted(writer, routerPorts, known), isNew: true };
}

/** An address that is made of the port's MAC address is another one at another port, and says no more than its subnet. */
function normaliseFixedIps(value: unknown): unknown {
  if (!Array.isArray(value)) return value;
  return value.filter(isBody).map((ip) => ({
    subnet_id: ip['subnet_id'],
    ...(typeof ip['ip_address'] === 'string' && macOf(ip['ip_address']) === undefined
      ? { ip_address: canonicalAddress(ip['ip_address']) }
      : {}),
  }));
}

export const exportRouterInterfaces = exportModule(routerInterface);
export const importRouterInterface = importModule(routerInterface);
