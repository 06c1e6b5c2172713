import { badRequest, notAuthorized, refuse } from './errors.ts';
import type { Context } from './context.ts';
import type { Image } from './rows.ts';

/** What a client sets, and what a new image has where he does not. */
export const FALLBACKS = {
  name: null,
  visibility: 'shared',
  protected: false,
  os_hidden: false,
  disk_format: null,
  container_format: null,
  min_disk: 0,
  min_ram: 0,
  tags: [],
} as const;

export type Settable = keyof typeof FALLBACKS | 'owner';

/** Whether an image has such a field that a client may set; anything else is a property of his own. */
export function isSettable(name: string): name is Settable {
  return name === 'owner' || Object.hasOwn(FALLBACKS, name);
}

/** What belongs to the service. Namespaces end with an underscore. */
export const READ_ONLY = [
  'created_at',
  'updated_at',
  'status',
  'checksum',
  'size',
  'virtual_size',
  'direct_url',
  'self',
  'file',
  'schema',
  'id',
  'os_hash_algo',
  'os_hash_value',
] as const;
export const LINKS = ['direct_url', 'self', 'file', 'schema', 'stores'] as const;
const RESERVED = ['location', 'deleted', 'deleted_at'];
const RESERVED_NAMESPACE = 'os_glance_';

export function isReserved(name: string): boolean {
  return RESERVED.includes(name) || name.startsWith(RESERVED_NAMESPACE);
}

const LARGEST = 2_147_483_647;

/** Refuses values of an image that the schema lets through and the service does not. */
export function checkValues(image: Image): void {
  for (const name of ['min_disk', 'min_ram'] as const) {
    if (image[name] < 0) {
      throw badRequest(`Invalid value '${image[name]}' for parameter '${name}': Cannot be a negative value`);
    }
    if (image[name] > LARGEST) {
      throw badRequest(`'${name}' value out of range, must not exceed ${LARGEST}.`);
    }
  }
}

/** Only an administrator makes an image public. */
export function checkVisibility(visibility: unknown, { who }: Context): void {
  if (visibility === 'public' && !who.isAdmin) throw notAuthorized('publicize_image');
}

export function checkTagCount(count: number, context: Context): void {
  refuseTooMany('tags', count, context.state.most.tags);
}

export function checkPropertyCount(properties: Image['properties'], context: Context): void {
  const counted = Object.keys(properties).filter((name) => !name.startsWith(RESERVED_NAMESPACE));
  refuseTooMany('properties', counted.length, context.state.most.properties);
}

function refuseTooMany(what: string, count: number, most: number): void {
  if (most < 0 || count <= most) return;
  throw refuse(
    413,
    `The limit has been exceeded on the number of allowed image ${what}. Attempted: ${count}, Maximum: ${most}`,
  );
}
