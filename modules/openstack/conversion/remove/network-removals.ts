import type { Journal } from '../../../../engine/module.ts';
import type { Body } from '../../api/session.types.ts';
import { keypairs } from '../../compute/collections.ts';
import { pathOf, type Collection } from '../../kind/collection.ts';
import type { IndexOfCloud } from '../../kind/index-of-cloud.ts';
import { bodiesAt, idOf, projectOf, textOf } from '../../kind/wire.ts';
import { writerFor, type Undo, type Write } from '../../kind/write.ts';
import { networks, ports, routerPorts, routers, securityGroups, subnets } from '../../network/collections.ts';
import { isNotFound } from '../../api/errors.ts';
import { keyOfLine } from '../keys/public-of.ts';
import { isOurs } from '../marks.ts';

/** One thing that is to be removed. */
export interface Removal {
  readonly label: string;
  readonly collection: Collection;
  readonly body: Body;
  /** The call, where it is not to delete it by its id. */
  readonly call?: { readonly method: 'PUT' | 'DELETE'; readonly path: string; readonly body?: Body };
  readonly undo?: Undo;
}

export interface Removals {
  /** In the order in which they go. */
  readonly parts: readonly Removal[];
  /** In words, what stays and why. */
  readonly kept: readonly string[];
}

/** How the things are called. */
export interface Names {
  /** False: network, subnet and router stay. */
  readonly manage_network: boolean;
  readonly net_name: string;
  readonly subnet_name: string;
  readonly router_name: string;
  readonly secgroup_name: string;
  readonly keypair_name: string;
}

const AGAIN: Undo = {
  impossible: 'conversion hosts needed it: deploy_conversion_hosts.yml makes it again.',
};

/** What drover has made for conversion hosts at a cloud, and may be removed. Reads only. */
export async function networkRemovals(
  names: Names,
  index: IndexOfCloud,
  publicKey: string | undefined,
): Promise<Removals> {
  const used = (await index.load(ports)).all();
  const [group] = await oursCalled(index, securityGroups, names.secgroup_name);
  const [router] = await oursCalled(index, routers, names.router_name);
  const [network] = await oursCalled(index, networks, names.net_name);
  const subnet = (await oursCalled(index, subnets, names.subnet_name)).find(
    (body) => network !== undefined && body['network_id'] === idOf(network),
  );
  const interfaces = router === undefined ? [] : used.filter((port) => isInterfaceOf(port, router));
  const groupUsers = used.filter((port) => holds(port['security_groups'], group));
  const users = used.filter(
    (port) => network !== undefined && port['network_id'] === idOf(network) && !isOfTheNetwork(port),
  );
  const isRouterBusy = interfaces.some((port) => subnet === undefined || !isIn(port, subnet));
  const isNetworkBusy = users.length > 0;
  const removesRouter = names.manage_network && router !== undefined && !isRouterBusy && !isNetworkBusy;
  const removesNetwork = names.manage_network && network !== undefined && !isNetworkBusy;
  const connections = interfaces.filter((port) => subnet !== undefined && isIn(port, subnet));
  return {
    parts: [
      ...(group === undefined || groupUsers.length > 0 ? [] : [removal(securityGroups, group)]),
      ...(await ownKeypair(names, index, publicKey)),
      ...(removesNetwork ? connections.map((port) => disconnection(port, subnet ?? {}, names)) : []),
      ...(removesRouter ? [removal(routers, router)] : []),
      ...(removesNetwork && subnet !== undefined ? [removal(subnets, subnet)] : []),
      ...(removesNetwork ? [removal(networks, network)] : []),
    ],
    kept: [
      ...(group !== undefined && groupUsers.length > 0 ? [staying(securityGroups, group, groupUsers)] : []),
      ...(network !== undefined && isNetworkBusy ? [staying(networks, network, users)] : []),
      ...(router !== undefined && isRouterBusy && !isNetworkBusy
        ? [`The ${named(routers, router)} stays: it connects other subnets, too.`]
        : []),
    ],
  };
}

async function oursCalled(
  index: IndexOfCloud,
  collection: Collection,
  name: string,
): Promise<readonly Body[]> {
  const { projectId } = await index.identity();
  const found = (await index.load(collection)).byName(name);
  return found.filter((body) => projectOf(body) === projectId && isOurs(body));
}

/** It has no description: what tells that it is drover's is its key. */
async function ownKeypair(
  { keypair_name: name }: Names,
  index: IndexOfCloud,
  publicKey: string | undefined,
): Promise<readonly Removal[]> {
  const { userId } = await index.identity();
  const body = (await index.load(keypairs, { of: [userId] }))
    .byName(name)
    .find((one) => (one['user_id'] ?? userId) === userId);
  const key = textOf(body ?? {}, 'public_key') ?? '';
  if (body === undefined || publicKey === undefined || keyOfLine(key) !== publicKey) return [];
  return [
    {
      label: named(keypairs, body),
      collection: keypairs,
      body,
      call: { method: 'DELETE', path: pathOf(keypairs, name) },
      undo: { method: 'POST', path: keypairs.path, body: { keypair: { name, public_key: key } } },
    },
  ];
}

function disconnection(port: Body, subnet: Body, { router_name: name }: Names): Removal {
  const path = pathOf(routers, String(port['device_id']));
  const body = { subnet_id: idOf(subnet) };
  return {
    label: `interface of ${named(subnets, subnet)} at router "${name}"`,
    collection: routerPorts,
    body: port,
    call: { method: 'PUT', path: `${path}/remove_router_interface`, body },
  };
}

function removal(collection: Collection, body: Body): Removal {
  return { label: named(collection, body), collection, body };
}

function named({ title }: Collection, body: Body): string {
  return `${title} "${textOf(body, 'name') ?? idOf(body)}"`;
}

function staying(collection: Collection, body: Body, users: readonly Body[]): string {
  return `The ${named(collection, body)} stays: ports use it that are not drover's (${users.map(idOf).join(', ')}).`;
}

function isInterfaceOf(port: Body, router: Body): boolean {
  return port['device_id'] === idOf(router) && String(port['device_owner']).includes('router_interface');
}

function isIn(port: Body, subnet: Body): boolean {
  return bodiesAt(port, 'fixed_ips').some((ip) => ip['subnet_id'] === idOf(subnet));
}

/** Ports that Neutron makes and removes by itself, and those of routers. */
function isOfTheNetwork(port: Body): boolean {
  return textOf(port, 'device_owner')?.startsWith('network:') === true;
}

function holds(list: unknown, body: Body | undefined): boolean {
  return body !== undefined && Array.isArray(list) && list.includes(idOf(body));
}

/** Removes one; one that is gone already is. */
export async function removePart(part: Removal, index: IndexOfCloud, journal: Journal): Promise<void> {
  const { collection, body, label, call, undo = AGAIN } = part;
  const writer = writerFor({ index, journal, name: label });
  const write: Write = {
    operation: 'delete',
    collection,
    ...(call ?? { method: 'DELETE', path: pathOf(collection, idOf(body)) }),
    id: idOf(body),
    before: body,
    undo,
  };
  try {
    await writer.write(write);
  } catch (error) {
    if (!isNotFound(error)) throw error;
  }
  index.loaded(collection)?.remove(idOf(body));
  if (collection === routerPorts) index.loaded(ports)?.remove(idOf(body));
}
