import type { Body } from '../../../../modules/openstack/api/session.types.ts';
import type { Shelf } from './canned-services.ts';

/* Keystone in a few lines. Groups keep `members`, roles keep `implies`; assignments are kept as Keystone lists them. */

/** What a new one has where nobody says otherwise. */
const BORN: Readonly<Record<string, (given: Body) => Body>> = {
  '/domains': () => ({ description: '', enabled: true, tags: [], options: {} }),
  '/projects': (given) => ({
    description: '',
    enabled: true,
    is_domain: false,
    parent_id: given['domain_id'],
    tags: [],
    options: {},
  }),
  '/users': () => ({ enabled: true, options: {} }),
  '/groups': () => ({ description: '' }),
  '/roles': () => ({ description: null, domain_id: null, options: {} }),
};

/** Not in lists, but read or written by themselves. */
const UNLISTED = new Set(['members', 'implies', 'project_id']);

const GRANT =
  /^(?:\/OS-INHERIT)?\/(?:(projects|domains)\/([^/]+)|system)\/(users|groups)\/([^/]+)\/roles\/([^/]+)(\/inherited_to_projects)?$/;

export function identityList(
  shelf: Shelf,
  path: string,
  query: Readonly<Record<string, unknown>>,
): readonly Body[] | undefined {
  const [, group] = /^\/groups\/([^/]+)\/users$/.exec(path) ?? [];
  if (group !== undefined) return textsAt(shelf, '/groups', group, 'members').map((id) => ({ id }));
  if (path === '/role_assignments') return shelf.all(path).map(({ id: _id, ...body }) => body);
  if (!(path in BORN)) return undefined;
  const { domain_id: domain } = query;
  const asked = domain ?? (path === '/roles' ? null : undefined);
  return shelf
    .all(path)
    .filter((body) => asked === undefined || (body['domain_id'] ?? null) === asked)
    .map((body) => Object.fromEntries(Object.entries(body).filter(([key]) => !UNLISTED.has(key))));
}

export function identityRead(shelf: Shelf, path: string): Body | undefined {
  if (path !== '/role_inferences') return undefined;
  const priors = shelf.all('/roles').filter((role) => Array.isArray(role['implies']));
  return {
    role_inferences: priors.map(({ id, implies }) => ({
      prior_role: { id },
      implies: (implies as readonly string[]).map((implied) => ({ id: implied })),
    })),
  };
}

export function identityWrite(shelf: Shelf, method: string, path: string, given: unknown): Body | undefined {
  const grant = GRANT.exec(path);
  if (grant !== null) {
    shelf.change('/role_assignments', path, listedGrant(grant));
    return {};
  }
  const [, collection = '', id = '', below, other = ''] =
    /^(\/[a-z]+)(?:\/([^/]+))?(?:\/(users|implies)\/([^/]+))?$/.exec(path) ?? [];
  const born = BORN[collection];
  if (born === undefined) return undefined;
  if (below !== undefined) {
    const key = below === 'users' ? 'members' : 'implies';
    const others = textsAt(shelf, collection, id, key).filter((one) => one !== other);
    shelf.change(collection, id, { [key]: method === 'PUT' ? [...others, other] : others });
    return {};
  }
  const one = collection.slice(1, -1);
  const { password: _password, ...body } = ((given ?? {}) as Readonly<Record<string, Body>>)[one] ?? {};
  if (method === 'POST') return { [one]: shelf.create(collection, { ...born(body), ...body }) };
  const found = shelf.all(collection).find((each) => each['id'] === id) ?? {};
  const options = merged((found['options'] ?? {}) as Body, (body['options'] ?? {}) as Body);
  return { [one]: shelf.change(collection, id, { ...body, options }) };
}

function listedGrant([, place, target, actors, actor, role, inherited]: readonly (
  string | undefined
)[]): Body {
  return {
    scope: {
      ...(place === undefined ? { system: { all: true } } : { [place.slice(0, -1)]: { id: target } }),
      ...(inherited === undefined ? {} : { 'OS-INHERIT:inherited_to': 'projects' }),
    },
    [actors === 'users' ? 'user' : 'group']: { id: actor },
    role: { id: role },
  };
}

/** Null takes an option away. */
function merged(options: Body, change: Body): Body {
  const all = Object.entries({ ...options, ...change });
  return Object.fromEntries(all.filter(([, value]) => value !== null));
}

function textsAt(shelf: Shelf, collection: string, id: string, key: string): readonly string[] {
  const value = shelf.all(collection).find((body) => body['id'] === id)?.[key];
  return Array.isArray(value) ? value.map(String) : [];
}
