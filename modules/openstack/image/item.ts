import type { Body } from '../api/session.types.ts';
import { isBody } from '../kind/wire.ts';
import { namedProperties } from './properties.ts';

/** The attributes of an image, and properties that have a place beside them; all else on the wire is a property. */
const ATTRIBUTES: ReadonlySet<string> = new Set([
  'checksum',
  'container_format',
  'created_at',
  'disk_format',
  'file',
  'id',
  'instance_uuid',
  'kernel_id',
  'members',
  'min_disk',
  'min_ram',
  'name',
  'os_hash_algo',
  'os_hash_value',
  'os_hidden',
  'owner',
  'project_id',
  'protected',
  'ramdisk_id',
  'schema',
  'size',
  'status',
  'tags',
  'updated_at',
  'virtual_size',
  'visibility',
]);

/** What Glance and its stores, or other clients, note for themselves. Addresses in stores may hold passwords. */
function isOfTheService(key: string): boolean {
  return (
    /^(?:os_glance_|owner_specified\.)/.test(key) ||
    ['direct_url', 'locations', 'self', 'store', 'stores'].includes(key)
  );
}

/** A property that is not there is null: so it can be told from one that nobody may see. */
const NO_PROPERTIES: Body = Object.fromEntries(
  ['kernel_id', 'ramdisk_id', ...namedProperties].map((key) => [key, null]),
);

/**
 * An image in the form that drover knows it in: `project_id` for its owner, and the properties that have no field of
 * their own under `properties`. What has that form already stays as it is.
 */
export function imageItem(body: Body): Body {
  const item: Record<string, unknown> = { ...NO_PROPERTIES };
  const properties: Record<string, unknown> = {};
  for (const [key, value] of Object.entries(body)) {
    if (key === 'properties' && isBody(value)) Object.assign(properties, value);
    else if (ATTRIBUTES.has(key) || namedProperties.has(key)) item[key] = value;
    else if (!isOfTheService(key)) properties[key] = value;
  }
  return { ...item, project_id: body['owner'] ?? body['project_id'] ?? null, properties };
}
