import type { Microversion } from '../microversion.ts';
import type { Schema } from '../schema/types.ts';
import { BOOLEAN, MAX_INT, NAME, POSITIVE, wrapped } from './parts.ts';

export const UUID: Schema = { type: 'string', format: 'uuid' };
export const TAG: Schema = { type: 'string', minLength: 1, maxLength: 60, pattern: '^[^,/]*$' };
export const ADDRESS: Schema = { type: 'string', oneOf: [{ format: 'ipv4' }, { format: 'ipv6' }] };
export const DISK_CONFIG: Schema = { type: 'string', enum: ['AUTO', 'MANUAL'] };
export const HOSTNAME: Schema = {
  type: 'string',
  minLength: 2,
  maxLength: 63,
  pattern: '^[a-zA-Z0-9]+[a-zA-Z0-9-]*[a-zA-Z0-9]+$',
};
export const DESCRIPTION: Schema = {
  type: ['string', 'null'],
  minLength: 0,
  maxLength: 255,
  format: 'description',
};
export const METADATA: Schema = {
  type: 'object',
  patternProperties: { '^[a-zA-Z0-9-_:. ]{1,255}$': { type: 'string', maxLength: 255 } },
  additionalProperties: false,
};
const FQDN: Schema = { type: 'string', minLength: 1, maxLength: 255, pattern: '^[a-zA-Z0-9-._]*$' };
const TEXT: Schema = { type: 'string', maxLength: 255 };
export const FLAVOR_REF: Schema = { type: ['string', 'integer'], minLength: 1 };
export const USER_DATA: Schema = { type: 'string', format: 'base64', maxLength: 65_535 };
export const TRUSTED: Schema = {
  type: ['array', 'null'],
  minItems: 1,
  maxItems: 50,
  uniqueItems: true,
  items: { type: 'string', minLength: 1 },
};

const LEGACY_DEVICE: Readonly<Record<string, Schema>> = {
  virtual_name: TEXT,
  volume_id: UUID,
  snapshot_id: UUID,
  volume_size: { type: ['integer', 'string'], pattern: '^[0-9]+$', minimum: 1, maximum: MAX_INT },
  device_name: { type: 'string', minLength: 1, maxLength: 255, pattern: '^[a-zA-Z0-9._-r/]*$' },
  delete_on_termination: BOOLEAN,
  no_device: {},
  connection_info: { type: 'string', maxLength: 16_777_215 },
};

const DEVICE: Readonly<Record<string, Schema>> = {
  ...LEGACY_DEVICE,
  source_type: { type: 'string', enum: ['volume', 'image', 'snapshot', 'blank'] },
  uuid: { type: 'string', minLength: 1, maxLength: 255, pattern: '^[a-zA-Z0-9._-]*$' },
  image_id: UUID,
  destination_type: { type: 'string', enum: ['local', 'volume'] },
  guest_format: TEXT,
  device_type: TEXT,
  disk_bus: TEXT,
  boot_index: { type: ['integer', 'string', 'null'], pattern: '^-?[0-9]+$' },
};

/** The hints for the scheduler; it takes others too. */
const HINTS: Schema = {
  type: 'object',
  properties: { group: UUID },
  additionalProperties: true,
};

/** Tags of network cards and disks came with 2.32; those of disks were lost between. */
const hasDiskTags = (version: Microversion): boolean => version === 32 || version >= 42;
const hasCardTags = (version: Microversion): boolean => (version >= 32 && version < 37) || version >= 42;

function listOf(properties: Readonly<Record<string, Schema>>): Schema {
  return { type: 'array', items: { type: 'object', properties, additionalProperties: false } };
}

function networks(version: Microversion): Schema {
  const list = listOf({
    fixed_ip: ADDRESS,
    port: { oneOf: [UUID, { type: 'null' }] },
    uuid: version >= 37 ? UUID : { type: 'string' },
    ...(hasCardTags(version) ? { tag: TAG } : {}),
  });
  return version < 37 ? list : { oneOf: [list, { type: 'string', enum: ['none', 'auto'] }] };
}

/** The body of a new server. */
export function newServer(version: Microversion): Schema {
  const since = (first: Microversion, properties: Readonly<Record<string, Schema>>) =>
    version >= first ? properties : {};
  const server: Schema = {
    type: 'object',
    properties: {
      name: NAME,
      imageRef: { oneOf: [UUID, { type: 'string', maxLength: 0 }] },
      flavorRef: FLAVOR_REF,
      adminPass: { type: 'string' },
      metadata: METADATA,
      networks: networks(version),
      'OS-DCF:diskConfig': DISK_CONFIG,
      accessIPv4: { type: 'string', format: 'ipv4' },
      accessIPv6: { type: 'string', format: 'ipv6' },
      ...(version < 57
        ? { personality: listOf({ path: { type: 'string' }, contents: { type: 'string', format: 'base64' } }) }
        : {}),
      availability_zone: NAME,
      block_device_mapping: listOf(LEGACY_DEVICE),
      block_device_mapping_v2: listOf({
        ...DEVICE,
        ...(hasDiskTags(version) ? { tag: TAG } : {}),
        ...since(67, { volume_type: { type: ['string', 'null'], minLength: 0, maxLength: 255 } }),
      }),
      config_drive: BOOLEAN,
      key_name: NAME,
      min_count: POSITIVE,
      max_count: POSITIVE,
      return_reservation_id: BOOLEAN,
      security_groups: listOf({ name: NAME }),
      user_data: USER_DATA,
      ...since(19, { description: DESCRIPTION }),
      ...since(52, { tags: { type: 'array', items: TAG, maxItems: 50 } }),
      ...since(63, { trusted_image_certificates: TRUSTED }),
      ...since(74, { host: FQDN, hypervisor_hostname: FQDN }),
      ...since(90, { hostname: HOSTNAME }),
    },
    required: ['name', 'flavorRef', ...(version >= 37 ? ['networks'] : [])],
    additionalProperties: false,
  };
  const whole = wrapped('server', server);
  const hints = { 'os:scheduler_hints': HINTS, 'OS-SCH-HNT:scheduler_hints': HINTS };
  return { ...whole, properties: { ...whole.properties, ...hints } };
}

/** The body of a change. */
export function changedServer(version: Microversion): Schema {
  return wrapped('server', {
    type: 'object',
    properties: {
      name: NAME,
      'OS-DCF:diskConfig': DISK_CONFIG,
      accessIPv4: { type: 'string', format: 'ipv4' },
      accessIPv6: { type: 'string', format: 'ipv6' },
      ...(version >= 19 ? { description: DESCRIPTION } : {}),
      ...(version >= 90 ? { hostname: HOSTNAME } : {}),
    },
    additionalProperties: false,
  });
}
