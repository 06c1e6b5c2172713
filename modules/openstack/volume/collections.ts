import type { Body } from '../api/session.types.ts';
import type { Collection } from '../kind/collection.ts';
import { isBody } from '../kind/wire.ts';
import { INCOMPLETE, MARK } from './moving/marks.ts';

/* What belongs to Cinder. */

const volume = (name: string, title: string, path: string, importedBy: string) =>
  ({
    name,
    title,
    service: 'block-storage',
    path,
    many: `${name}s`,
    one: name,
    importedBy,
  }) as const satisfies Partial<Collection>;

export const qosSpecs: Collection = {
  ...volume('qos_specs', 'volume QoS specs', '/qos-specs', 'import_volume_qos_specs'),
  name: 'volume_qos_specs',
  many: 'qos_specs',
  owned: false,
};

export const volumeTypes: Collection = {
  ...volume('volume_type', 'volume type', '/types', 'import_volume_types'),
  // Administrators see private types only when they ask for public and private ones; others may ask, too.
  query: { is_public: 'None' },
  owned: false,
  item: (body) => ({
    ...body,
    is_public: body['is_public'] ?? body['os-volume-type-access:is_public'] ?? true,
  }),
};

/** What drover speaks with Cinder: 3.64 is the first that tells of the keys of encrypted volumes. */
const MICROVERSION = '3.64';

export const volumes: Collection = {
  ...volume('volume', 'volume', '/volumes', 'import_detached_volumes'),
  listPath: '/volumes/detail',
  // Cinder gives others but administrators their own, whatever they ask for.
  query: { all_tenants: '1' },
  microversion: MICROVERSION,
  owned: true,
  item: (body) => ({
    ...body,
    project_id: body['project_id'] ?? body['os-vol-tenant-attr:tenant_id'],
    bootable: body['bootable'] === true || body['bootable'] === 'true',
    metadata: withoutStates(body['metadata']),
    incomplete_copy_of: markOf(body),
    // Cinder leaves the key out where there is nothing.
    volume_image_metadata: body['volume_image_metadata'] ?? {},
  }),
};

export const snapshots: Collection = {
  ...volume('snapshot', 'volume snapshot', '/snapshots', 'import_volume_snapshots'),
  name: 'volume_snapshot',
  listPath: '/snapshots/detail',
  query: { all_tenants: '1' },
  microversion: MICROVERSION,
  owned: true,
  item: (body) => ({
    ...body,
    project_id: body['project_id'] ?? body['os-extended-snapshot-attributes:project_id'],
  }),
};

/** Cinder shows two of its own states among what people noted; the others are drover's own. */
const STATES = ['attached_mode', 'readonly', MARK, INCOMPLETE];

/** The volume of the source whose data have not all come; it is known of an item, too. */
function markOf(body: Body): unknown {
  const { metadata } = body;
  return isBody(metadata) && INCOMPLETE in metadata ? metadata[INCOMPLETE] : body['incomplete_copy_of'];
}

function withoutStates(metadata: unknown): Body {
  if (!isBody(metadata)) return {};
  return Object.fromEntries(Object.entries(metadata).filter(([key]) => !STATES.includes(key)));
}
