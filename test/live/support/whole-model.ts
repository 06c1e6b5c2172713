import type { Body } from '../seed/cloud.ts';
import type { Clients } from '../seed/whole/clients.ts';
import { COLLECTIONS, type Collection } from './whole-collections.ts';

/** All that belongs to the project: by the collection, what the cloud says of each, sorted, a text each. */
export type WholeModel = Readonly<Record<string, readonly string[]>>;

export interface WholeReading {
  /** With names in place of ids, and without what a cloud chooses: equal at two clouds that have the same. */
  readonly model: WholeModel;
  /** The ids, by which a resource that was made again shows. */
  readonly ids: WholeModel;
}

/** What differs between any two resources of one kind. */
const ALWAYS_CHOSEN = [
  'id',
  'created_at',
  'updated_at',
  'revision_number',
  'links',
  'self',
  'file',
  'schema',
];

/** What everything is called that something may refer to: lists of all, whoever owns them. */
const NAMED_LISTS = [
  ['identity', '/domains', 'domains'],
  ['identity', '/roles', 'roles'],
  ['identity', '/projects', 'projects'],
  ['identity', '/users', 'users'],
  ['identity', '/groups', 'groups'],
  ['image', '/images?limit=200', 'images'],
  ['volume', '/types?is_public=None', 'volume_types'],
  ['volume', '/qos-specs', 'qos_specs'],
  ['volume', '/volumes/detail', 'volumes'],
  ['network', '/networks', 'networks'],
  ['network', '/subnets', 'subnets'],
  ['network', '/subnetpools', 'subnetpools'],
  ['network', '/address-scopes', 'address_scopes'],
  ['network', '/address-groups', 'address_groups'],
  ['network', '/qos/policies', 'policies'],
  ['network', '/routers', 'routers'],
  ['network', '/security-groups', 'security_groups'],
  ['network', '/ports', 'ports'],
  ['network', '/trunks', 'trunks'],
] as const;

type Names = ReadonlyMap<string, string>;

/** Reads a cloud as its administrator, in the project. */
export async function readWhole(clients: Clients): Promise<WholeReading> {
  const names = await readNames(clients);
  const user = [...names].find(([, name]) => name === 'users whole-anna')?.[0] ?? '';
  const read = await Promise.all(
    COLLECTIONS.map(async (collection) => [collection, await listed(clients, collection, user)] as const),
  );
  return {
    model: Object.fromEntries(
      read.map(([{ name, chosen = [] }, bodies]) => [
        name,
        bodies.map((body) => textOf(comparable(body, [...ALWAYS_CHOSEN, ...chosen], names))).sort(),
      ]),
    ),
    ids: Object.fromEntries(
      read.map(([{ name }, bodies]) => [name, bodies.map((body) => String(body['id'])).sort()]),
    ),
  };
}

async function readNames(clients: Clients): Promise<Names> {
  const lists = await Promise.all(
    NAMED_LISTS.map(async ([service, path, key]) => {
      const answer = await clients.call(service, 'GET', path);
      return (answer[key] as readonly Body[]).map(
        // Twins of one name are told apart by their descriptions.
        (body) => [String(body['id']), `${key} ${nameOf(body)}`] as const,
      );
    }),
  );
  return new Map([...lists.flat(), ...(await routersMacs(clients))]);
}

/** Routers' ports get their hardware addresses from the cloud. */
async function routersMacs(clients: Clients): Promise<readonly (readonly [string, string])[]> {
  const { ports } = await clients.call('network', 'GET', '/ports');
  return (ports as readonly Body[])
    .filter(({ device_owner: owner }) => String(owner).startsWith('network:'))
    .map(({ mac_address: mac }) => [String(mac), 'of a router']);
}

/** What is called the same is told apart by what people wrote of it; what has no name, by its network address. */
function nameOf({ name, description, mac_address: mac, device_owner: owner }: Body): string {
  if (String(owner).startsWith('network:')) return String(owner);
  if (name === '') return String(mac ?? description);
  return name === 'whole-twin' ? `${name} ${String(description)}` : String(name);
}

async function listed(clients: Clients, collection: Collection, user: string): Promise<readonly Body[]> {
  const path = collection.path.replace('${project}', clients.projectId).replace('${user}', user);
  if (user === '' && collection.path.includes('${user}')) return [];
  const answer = await clients.call(collection.service, 'GET', path);
  const found = answer[collection.key];
  const bodies = (Array.isArray(found) ? found : [found]) as readonly Body[];
  const unwrapped = bodies.map((body) =>
    collection.wrapped === undefined ? body : (body[collection.wrapped] as Body),
  );
  const own = unwrapped.filter(
    (body) => collection.isNamed !== true || String(body['name']).startsWith('whole'),
  );
  return Promise.all(own.map((body) => withParts(clients, collection, body)));
}

async function withParts(clients: Clients, { service, parts = [] }: Collection, body: Body): Promise<Body> {
  const asked = parts.filter(({ unless }) => unless === undefined || body[unless] !== true);
  const more = await Promise.all(
    asked.map(async ({ as, path, key }) => {
      const answer = await clients.call(service, 'GET', path.replace('${id}', String(body['id'])));
      return [as, answer[key]] as const;
    }),
  );
  return { ...body, ...Object.fromEntries(more) };
}

/** Without what is chosen by the cloud; ids are names, lists and keys are sorted. */
function comparable(value: unknown, chosen: readonly string[], names: Names): unknown {
  if (typeof value === 'string') return names.get(value) ?? value;
  if (Array.isArray(value))
    return value
      .map((item) => comparable(item, chosen, names))
      .sort((one, other) => (textOf(one) < textOf(other) ? -1 : 1));
  if (typeof value !== 'object' || value === null) return value;
  return Object.fromEntries(
    Object.entries(value)
      .filter(([key]) => !chosen.includes(key))
      .map(([key, item]) => [key, comparable(item, chosen, names)] as const)
      .sort(([one], [other]) => (one < other ? -1 : 1)),
  );
}

const textOf = (value: unknown): string => JSON.stringify(value);

/** A line for each thing that only one of two has. */
export function wholeDifferences(one: WholeModel, other: WholeModel): readonly string[] {
  return Object.keys(one).flatMap((name) => {
    const [here, there] = [one[name] ?? [], other[name] ?? []];
    return [
      ...withoutOnce(here, there).map((text) => `${name}: only here  ${text}`),
      ...withoutOnce(there, here).map((text) => `${name}: only there ${text}`),
    ];
  });
}

function withoutOnce(all: readonly string[], taken: readonly string[]): readonly string[] {
  const left = [...taken];
  return all.filter((text) => {
    const at = left.indexOf(text);
    if (at >= 0) left.splice(at, 1);
    return at < 0;
  });
}
