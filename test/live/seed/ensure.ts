import type { Body, Cloud, Resource } from './cloud.ts';

const isList = (value: unknown): value is readonly unknown[] => Array.isArray(value);

/** Order does not count: Neutron returns pools, routes and tags as it likes. */
function isSame(wanted: unknown, found: unknown): boolean {
  if (isList(wanted)) {
    if (!isList(found) || wanted.length !== found.length) return false;
    return wanted.every((one) => found.some((other) => isSame(one, other)));
  }
  if (wanted !== null && typeof wanted === 'object') {
    if (found === null || typeof found !== 'object') return false;
    const other = new Map(Object.entries(found));
    return Object.entries(wanted).every(([key, value]) => isSame(value, other.get(key)));
  }
  return wanted === found;
}

const unlike = (wanted: Body, found: Body): Body =>
  Object.fromEntries(Object.entries(wanted).filter(([key, value]) => !isSame(value, found[key])));

/** `security-groups` -> `security_group`, `qos/policies` -> `policy`: the word that wraps one resource. */
export const singularOf = (collection: string): string =>
  collection.replace(/^.*\//, '').replaceAll('-', '_').replace(/ies$/, 'y').replace(/s$/, '');

/** Collections whose tags have a resource of their own. */
const TAGGED = new Set(['networks', 'subnets', 'routers', 'security-groups']);

/**
 * Makes a resource unless `found` is it, and brings the fields of `body` and the tags to what is asked.
 * Fields that Neutron cannot change must agree already; the error is Neutron's own.
 */
export async function ensure(
  cloud: Cloud,
  collection: string,
  found: Resource | undefined,
  body: Body,
  tags: readonly string[] = [],
): Promise<Resource> {
  const singular = singularOf(collection);
  const write = async (method: 'POST' | 'PUT', path: string, fields: Body): Promise<Resource> => {
    const answer = await cloud.write(method, path, { [singular]: fields });
    // Boundary: a create or update answers with the resource.
    return answer[singular] as Resource;
  };

  let resource = found ?? (await write('POST', collection, body));
  const changes = unlike(body, resource);
  if (Object.keys(changes).length > 0) resource = await write('PUT', `${collection}/${resource.id}`, changes);
  if (TAGGED.has(collection) && !isSame(tags, resource['tags'] ?? [])) {
    await cloud.write('PUT', `${collection}/${resource.id}/tags`, { tags });
  }
  return resource;
}

/** Name -> resource. The seed's own names are unique, so the first of a name is the one. */
export function byName(resources: readonly Resource[]): Map<string, Resource> {
  return new Map(resources.map((resource) => [String(resource['name']), resource]));
}

/** The entry of a map, or an error that says what the seed lacks. */
export function need<T>(map: ReadonlyMap<string, T>, name: string, what: string): T {
  const found = map.get(name);
  if (found === undefined) throw new Error(`The seed refers to the ${what} '${name}', which is not there.`);
  return found;
}
