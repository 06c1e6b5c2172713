import { DroverError } from '../../../../engine/diagnostics/drover-error.ts';
import type { Body } from '../../api/session.types.ts';
import { keypairs } from '../../compute/collections.ts';
import { pathOf } from '../../kind/collection.ts';
import type { IndexOfCloud } from '../../kind/index-of-cloud.ts';
import { noted, type Writer } from '../../kind/write.ts';
import { bodiesAt, idOf, textOf } from '../../kind/wire.ts';
import { networks, routerPorts, routers, securityGroups, subnets } from '../../network/collections.ts';
import { keyOfLine } from '../keys/public-of.ts';
import { lookUp, ownNamed } from '../lookup.ts';
import { MARK } from '../marks.ts';
import type { Made, Part } from '../parts.ts';
import { variable, type NetworkSettings } from './network-arguments.ts';

/**
 * What the hosts of a cloud need there, in the order of its making. `publicKey` is undefined in check mode before there
 * is one.
 */
export async function networkParts(
  settings: NetworkSettings,
  index: IndexOfCloud,
  publicKey: string | undefined,
): Promise<readonly Part[]> {
  const { network, manage_network: isManaged, net_name: name, side } = settings;
  const common = [await groupPart(settings, index), await keypairPart(settings, index, publicKey)];
  if (network == null && isManaged) return [...(await managedParts(settings, index)), ...common];
  if (network == null) await lookUp(index, networks, name, variable(side, 'net_name'));
  else await lookUp(index, networks, network, variable(side, 'network'));
  return common;
}

async function managedParts(settings: NetworkSettings, index: IndexOfCloud): Promise<readonly Part[]> {
  const { net_name, subnet_name, router_name, side } = settings;
  const outside = await externalNetwork(settings, index);
  const network = await ownNamed(index, networks, net_name);
  const inNetwork = (body: Body): boolean => network !== undefined && body['network_id'] === idOf(network);
  const subnet = await ownNamed(index, subnets, subnet_name, inNetwork);
  const router = await ownNamed(index, routers, router_name);
  const { net_mtu: mtu } = settings;
  return [
    {
      key: 'network',
      label: `network "${net_name}"`,
      collection: networks,
      found: network,
      body: () => ({ name: net_name, description: MARK, ...(mtu == null ? {} : { mtu }) }),
      isIt: isNamed(net_name),
    },
    {
      key: 'subnet',
      label: `subnet "${subnet_name}"`,
      collection: subnets,
      found: subnet,
      body: (made) => subnetBody(settings, made),
      isIt: isNamed(subnet_name),
    },
    {
      key: 'router',
      label: `router "${router_name}"`,
      collection: routers,
      found: router,
      body: () => ({
        name: router_name,
        description: MARK,
        external_gateway_info: { network_id: idOf(outside) },
      }),
      isIt: isNamed(router_name),
    },
    await interfacePart(index, { side, router, subnet, label: `${subnet_name} at router "${router_name}"` }),
  ];
}

async function externalNetwork(
  { external_network: name, side }: NetworkSettings,
  index: IndexOfCloud,
): Promise<Body> {
  const what = variable(side, 'external_network_name');
  if (name != null) return lookUp(index, networks, name, what);
  const outside = (await index.load(networks)).all().filter((body) => body['router:external'] === true);
  const names = outside.map((body) => textOf(body, 'name') ?? idOf(body)).join(', ');
  throw new DroverError('conversion-host-settings', {
    detail: `The conversion hosts of the ${side} need a way outside, and ${what} does not say which.`,
    help: `Set ${what} to a network that leads outside${names === '' ? '' : ` (${names})`}, or ${variable(side, 'network')} to a network that is there already.`,
  });
}

function subnetBody(settings: NetworkSettings, made: Made): Body {
  const { subnet_name, subnet_cidr, subnet_alloc_start, subnet_alloc_end, router_ip } = settings;
  const { subnet_dns_nameservers: nameservers } = settings;
  return {
    name: subnet_name,
    description: MARK,
    network_id: idOf(made.get('network') ?? {}),
    ip_version: 4,
    cidr: subnet_cidr,
    gateway_ip: router_ip,
    allocation_pools: [{ start: subnet_alloc_start, end: subnet_alloc_end }],
    ...(nameservers.length === 0 ? {} : { dns_nameservers: nameservers }),
  };
}

interface Connection {
  readonly side: NetworkSettings['side'];
  readonly router: Body | undefined;
  readonly subnet: Body | undefined;
  readonly label: string;
}

async function interfacePart(index: IndexOfCloud, { router, subnet, label }: Connection): Promise<Part> {
  const all = (await index.load(routerPorts)).all();
  const isIt = (port: Body): boolean =>
    router !== undefined &&
    subnet !== undefined &&
    port['device_id'] === idOf(router) &&
    bodiesAt(port, 'fixed_ips').some((ip) => ip['subnet_id'] === idOf(subnet));
  return {
    key: 'router_interface',
    label: `interface of subnet ${label}`,
    collection: routerPorts,
    found: all.find(isIt),
    isIt,
    body: (made) => ({
      device_id: idOf(made.get('router') ?? {}),
      fixed_ips: [{ subnet_id: idOf(made.get('subnet') ?? {}) }],
    }),
    make: connect,
  };
}

async function connect(writer: Writer, made: Made): Promise<Body> {
  const [router, subnet] = [made.get('router') ?? {}, made.get('subnet') ?? {}];
  const path = pathOf(routers, idOf(router));
  const body = { subnet_id: idOf(subnet) };
  const answer = await writer.write({
    operation: 'act',
    collection: routerPorts,
    method: 'PUT',
    path: `${path}/add_router_interface`,
    body,
    id: idOf(router),
    undo: { method: 'PUT', path: `${path}/remove_router_interface`, body, needs: '/ports/{port_id}' },
  });
  return noted(writer, routerPorts, {
    id: answer['port_id'],
    device_id: idOf(router),
    network_id: subnet['network_id'],
    fixed_ips: [{ subnet_id: idOf(subnet), ip_address: subnet['gateway_ip'] }],
    device_owner: 'network:router_interface',
    name: '',
  });
}

async function groupPart({ secgroup_name: name }: NetworkSettings, index: IndexOfCloud): Promise<Part> {
  return {
    key: 'security_group',
    label: `security group "${name}"`,
    collection: securityGroups,
    found: await ownNamed(index, securityGroups, name),
    body: () => ({ name, description: MARK }),
    isIt: isNamed(name),
  };
}

async function keypairPart(
  { keypair_name: name, private_key: path, side }: NetworkSettings,
  index: IndexOfCloud,
  publicKey: string | undefined,
): Promise<Part> {
  const { userId } = await index.identity();
  const listing = await index.load(keypairs, { of: [userId] });
  const found = listing.byName(name).find((body) => (body['user_id'] ?? userId) === userId);
  const isOther = found !== undefined && keyOfLine(textOf(found, 'public_key') ?? '') !== publicKey;
  if (isOther) {
    throw new DroverError('conversion-host-settings', {
      detail: `${index.session.label} has a keypair "${name}" with another key than ${path}.`,
      help: `Delete the keypair there, or choose another name (${variable(side, 'keypair_name')}), or put the private key that belongs to it into the place of ${path}.`,
    });
  }
  return {
    key: 'keypair',
    label: `keypair "${name}"`,
    collection: keypairs,
    found,
    of: [userId],
    body: () => ({ name, public_key: publicKey ?? '' }),
    undo: { method: 'DELETE', path: pathOf(keypairs, name) },
    isIt: isNamed(name),
  };
}

function isNamed(name: string): (body: Body) => boolean {
  return (body) => textOf(body, 'name') === name;
}
