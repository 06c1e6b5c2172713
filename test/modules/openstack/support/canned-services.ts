import type { Body } from '../../../../modules/openstack/api/session.types.ts';

/*
 * Nova, Cinder and the quotas of Neutron in a few lines: what stands below a resource (extra specs, access lists,
 * encryption, metadata) is kept with it, and lists leave out what the services leave out of lists.
 */

export interface Shelf {
  readonly all: (collection: string) => readonly Body[];
  readonly change: (collection: string, id: string, body: Body) => Body;
  readonly create: (collection: string, body: Body) => Body;
  readonly remove: (collection: string, id: string) => void;
}

/** What a service keeps of a resource and does not list. */
const UNLISTED = ['access', 'encryption', 'deleted', 'created_at', 'interfaces', 'attachments_of_nova'];

/** Where lists are, if not at the path of the collection. */
const LISTED_AT: Readonly<Record<string, string>> = {
  '/flavors/detail': '/flavors',
  '/servers/detail': '/servers',
  '/volumes/detail': '/volumes',
  '/snapshots/detail': '/snapshots',
};

const COLLECTIONS = new Set([
  '/flavors',
  '/os-keypairs',
  '/os-server-groups',
  '/servers',
  '/os-quota-sets',
  '/quotas',
  '/qos-specs',
  '/types',
  '/volumes',
  '/snapshots',
]);

/** What new things have where nobody says otherwise. */
const BORN: Readonly<Record<string, Body>> = {
  '/flavors': {
    description: null,
    extra_specs: {},
    swap: '',
    'OS-FLV-EXT-DATA:ephemeral': 0,
    'OS-FLV-DISABLED:disabled': false,
    'os-flavor-access:is_public': true,
    rxtx_factor: 1,
  },
  '/os-keypairs': { user_id: 'u-dst', fingerprint: 'aa:bb' },
  '/os-server-groups': { members: [], rules: {} },
  '/types': { description: null, extra_specs: {}, is_public: true, qos_specs_id: null },
};

/** Whether a GET ties QoS specs to a volume type. */
export function isTie(path: string): boolean {
  return /^\/qos-specs\/[^/]+\/(?:dis)?associate\?/.test(path);
}

/** The list at a path; undefined for paths of other services. */
export function cannedList(
  shelf: Shelf,
  path: string,
  query: Readonly<Record<string, unknown>>,
): readonly Body[] | undefined {
  const collection = LISTED_AT[path] ?? path;
  if (!COLLECTIONS.has(collection)) return undefined;
  const listed = shelf
    .all(collection)
    .map((body) => Object.fromEntries(Object.entries(body).filter(([key]) => !UNLISTED.includes(key))));
  if (collection !== '/os-keypairs') return listed;
  const user = query['user_id'] ?? 'u-dst';
  return listed
    .filter((body) => body['user_id'] === user)
    .map(({ user_id: _user, id: _id, ...keypair }) => ({ keypair }));
}

/** What stands below a resource, or the quotas of a project; undefined where there is nothing. */
export function cannedRead(shelf: Shelf, path: string): Body | undefined {
  const { collection, id, below } = partsOf(path);
  const body = shelf.all(collection).find((one) => one['id'] === id);
  if (body === undefined) return undefined;
  if (collection === '/os-quota-sets') return { quota_set: body };
  if (collection === '/os-keypairs') return { keypair: body };
  if (collection === '/quotas') return { quota: withoutKeys(body, ['id']) };
  const projects = (body['access'] ?? []) as readonly string[];
  const answers: Readonly<Record<string, Body>> = {
    'os-flavor-access': { flavor_access: projects.map((project) => ({ flavor_id: id, tenant_id: project })) },
    'os-volume-type-access': { volume_type_access: projects.map((project) => ({ project_id: project })) },
    'os-extra_specs': { extra_specs: body['extra_specs'] ?? {} },
    encryption: asBody(body['encryption']),
    'os-interface': { interfaceAttachments: body['interfaces'] ?? [] },
    'os-volume_attachments': { volumeAttachments: body['attachments_of_nova'] ?? [] },
  };
  return below === undefined ? undefined : answers[below];
}

/** Carries a write out; undefined for paths of other services. */
export function cannedWrite(shelf: Shelf, method: string, path: string, given: unknown): Body | undefined {
  const { collection, id, below, key, query } = partsOf(path);
  if (!COLLECTIONS.has(collection)) return undefined;
  const body = asBody(given);
  const found = shelf.all(collection).find((one) => one['id'] === id) ?? {};
  const merge = (map: string, values: unknown): Body =>
    shelf.change(collection, id, { [map]: { ...asBody(found[map]), ...asBody(values) } });
  const drop = (map: string, name: string): Body =>
    shelf.change(collection, id, { [map]: withoutKeys(asBody(found[map]), [name]) });
  switch (below) {
    case undefined:
      return whole(shelf, { method, collection, id, body });
    case 'os-extra_specs':
    case 'extra_specs':
      return method === 'DELETE' ? drop('extra_specs', key) : merge('extra_specs', body['extra_specs']);
    case 'delete_keys':
      return (body['keys'] as readonly string[]).reduce<Body>((_before, name) => drop('specs', name), {});
    case 'associate':
    case 'disassociate':
      return shelf.change('/types', query.get('vol_type_id') ?? '', {
        qos_specs_id: below === 'associate' ? id : null,
      });
    case 'encryption':
      return shelf.change(collection, id, { encryption: body['encryption'] ?? null });
    case 'metadata':
      // Nova merges what Cinder replaces.
      if (collection !== '/servers') return shelf.change(collection, id, body);
      return method === 'DELETE' ? drop('metadata', key) : merge('metadata', body['metadata']);
    case 'tags':
      return { tags: shelf.change(collection, id, body)['tags'] };
    case 'action':
      return act(shelf, collection, id, body, { merge, drop });
    default:
      throw new Error(`no case writes ${path}`);
  }
}

function whole(
  shelf: Shelf,
  { method, collection, id, body }: { method: string; collection: string; id: string; body: Body },
): Body {
  if (method === 'DELETE') {
    shelf.remove(collection, id);
    return {};
  }
  const [[one, inner] = ['', {}]] = Object.entries(body);
  if (method === 'POST') return { [one]: created(shelf, collection, asBody(inner)) };
  if (collection !== '/qos-specs') return { [one]: shelf.change(collection, id, asBody(inner)) };
  const { consumer, ...specs } = asBody(inner);
  const found = shelf.all(collection).find((each) => each['id'] === id) ?? {};
  shelf.change(collection, id, {
    ...(consumer === undefined ? {} : { consumer }),
    specs: { ...asBody(found['specs']), ...specs },
  });
  // Cinder answers with what it was given.
  return body;
}

function created(shelf: Shelf, collection: string, given: Body): Body {
  const born = { ...BORN[collection], ...given };
  if (collection === '/os-keypairs') return withoutKeys(shelf.create(collection, born), ['id']);
  if (collection === '/types' && 'os-volume-type-access:is_public' in given)
    return shelf.create(collection, { ...born, is_public: given['os-volume-type-access:is_public'] });
  if (collection !== '/qos-specs') return shelf.create(collection, born);
  const { name, consumer = 'back-end', ...specs } = given;
  return shelf.create(collection, { name, consumer, specs });
}

function act(
  shelf: Shelf,
  collection: string,
  id: string,
  body: Body,
  {
    merge,
    drop,
  }: { merge: (map: string, values: unknown) => Body; drop: (map: string, name: string) => Body },
): Body {
  const [[action, given] = ['', {}]] = Object.entries(body);
  const { tenant, project = tenant, metadata, key, bootable } = asBody(given);
  const found = shelf.all(collection).find((one) => one['id'] === id) ?? {};
  const access = (found['access'] ?? []) as readonly unknown[];
  if (action.startsWith('add')) return shelf.change(collection, id, { access: [...access, project] });
  if (action.startsWith('remove'))
    return shelf.change(collection, id, { access: access.filter((one) => one !== project) });
  if (action === 'os-set_bootable') return shelf.change(collection, id, { bootable: String(bootable) });
  return action === 'os-set_image_metadata'
    ? merge('volume_image_metadata', metadata)
    : drop('volume_image_metadata', String(key));
}

function partsOf(path: string): {
  readonly collection: string;
  readonly id: string;
  readonly below: string | undefined;
  readonly key: string;
  readonly query: URLSearchParams;
} {
  const [plain = '', query] = path.split('?');
  const [, collection = '', id = '', below, key = ''] = plain.split('/');
  return {
    collection: `/${collection}`,
    id: decodeURIComponent(id),
    below,
    key: decodeURIComponent(key),
    query: new URLSearchParams(query),
  };
}

function withoutKeys(body: Body, keys: readonly string[]): Body {
  return Object.fromEntries(Object.entries(body).filter(([key]) => !keys.includes(key)));
}

function asBody(value: unknown): Body {
  return typeof value === 'object' && value !== null && !Array.isArray(value) ? (value as Body) : {};
}
