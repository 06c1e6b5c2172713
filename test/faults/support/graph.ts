import { createHash } from 'node:crypto';
import type { Tenant } from '../../clouds/openstack/cloud.ts';
import { isObject, type JsonObject } from '../../clouds/openstack/http/exchange.ts';

/** Where everything of a project is listed: service, path, and the key of the answer. */
const LISTS = [
  ['network', '/v2.0/networks', 'networks'],
  ['network', '/v2.0/subnets', 'subnets'],
  ['network', '/v2.0/routers', 'routers'],
  ['network', '/v2.0/ports', 'ports'],
  ['network', '/v2.0/security-groups', 'security_groups'],
  ['network', '/v2.0/security-group-rules', 'security_group_rules'],
  ['network', '/v2.0/address-groups', 'address_groups'],
  ['network', '/v2.0/address-scopes', 'address_scopes'],
  ['network', '/v2.0/subnetpools', 'subnetpools'],
  ['network', '/v2.0/floatingips', 'floatingips'],
  ['network', '/v2.0/trunks', 'trunks'],
  ['network', '/v2.0/qos/policies', 'policies'],
  ['compute', '/v2.1/os-keypairs', 'keypairs'],
  ['compute', '/v2.1/os-server-groups', 'server_groups'],
  ['block-storage', '/v3/volumes/detail', 'volumes'],
  ['block-storage', '/v3/snapshots/detail', 'snapshots'],
  ['image', '/v2/images?limit=1000', 'images'],
] as const;

/** What a cloud chooses by itself, and differs from one making to the next. */
const CHOSEN: ReadonlySet<string> = new Set([
  'id',
  'created_at',
  'updated_at',
  'revision_number',
  'standard_attr_id',
  'segmentation_id',
  'provider:segmentation_id',
  'mac_address',
  'links',
  'self',
  'file',
  'schema',
  'direct_url',
]);

/** Routers and floating IPs get the next free address of the external network, in the order in which they come. */
const EXTERNAL_ADDRESS = /^172\.24\.4\.\d+$/;

/** How many references away two things may be that make a difference between others of the same content. */
const DEPTH = 3;

/**
 * Everything that a project has, as lines that are the same for the same graph: ids are replaced by what they stand
 * for, so that two graphs are equal whatever the ids are, and a duplicate is a line more. The first list knows nothing
 * of what ids stand for, the second the content of what is referred to, and so on.
 */
export type Graph = readonly (readonly string[])[];

export function graphOf(tenant: Tenant): Graph {
  const nodes = LISTS.flatMap(([service, path, key]) =>
    listed(tenant, service, path, key).map((body) => ({ key, body })),
  );
  let known = new Map<string, string>(nodes.map(({ key, body }) => [String(body['id']), key]));
  return Array.from({ length: DEPTH + 1 }, () => {
    const lines = nodes.map(
      ({ key, body }) => `${key} ${JSON.stringify(settled(body, tenant.projectId, known))}`,
    );
    known = new Map(nodes.map(({ body }, index) => [String(body['id']), shortHash(lines[index] ?? '')]));
    return [...lines].sort();
  });
}

function listed(tenant: Tenant, service: string, path: string, key: string): readonly JsonObject[] {
  const reply = tenant.call('GET', path, undefined, service);
  const all = isObject(reply.body) ? reply.body[key] : undefined;
  if (!Array.isArray(all)) throw new Error(`GET ${path} gave ${reply.status}.`);
  // Boundary: lists of services hold objects.
  return (all as readonly JsonObject[]).map(unwrapped).filter((body) => isOwn(body, tenant.projectId));
}

/** Nova wraps each keypair; its name is its id. */
function unwrapped(body: JsonObject): JsonObject {
  const { keypair } = body;
  return isObject(keypair) ? { ...keypair, id: keypair['name'] } : body;
}

function isOwn(body: JsonObject, projectId: string): boolean {
  const owner =
    body['project_id'] ?? body['owner'] ?? body['tenant_id'] ?? body['os-vol-tenant-attr:tenant_id'];
  return owner === undefined || owner === projectId;
}

/** A value without what a cloud chooses; keys and lists in a fixed order. */
function settled(value: unknown, projectId: string, known: ReadonlyMap<string, string>): unknown {
  if (Array.isArray(value))
    return value.map((item) => JSON.stringify(settled(item, projectId, known))).sort();
  if (isObject(value)) {
    const entries = Object.entries(value).filter(([name]) => !CHOSEN.has(name));
    return Object.fromEntries(
      entries
        .sort(([a], [b]) => (a < b ? -1 : 1))
        .map(([name, item]) => [name, settled(item, projectId, known)]),
    );
  }
  if (typeof value !== 'string') return value;
  if (value === projectId) return 'own';
  if (EXTERNAL_ADDRESS.test(value)) return 'an external address';
  return known.get(value) ?? value;
}

function shortHash(text: string): string {
  return createHash('sha256').update(text).digest('hex').slice(0, 12);
}
