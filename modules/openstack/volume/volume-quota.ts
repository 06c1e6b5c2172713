import type { Body } from '../api/session.types.ts';
import type { Codec } from '../kind/codec.ts';
import { pathOf } from '../kind/collection.ts';
import type { Wanted } from '../kind/import-facts.ts';
import type { Field, Preparation, SetField } from '../kind/kind.ts';
import { nameIn } from '../kind/labels.ts';
import { limit, quotaCollection, quotaKind, UNLIMITED } from '../kind/quotas.ts';
import { requiredReferenceSchema } from '../kind/schemas.ts';
import { bodiesAt, isBody, isSame, textOf } from '../kind/wire.ts';
import { volumeTypes } from './collections.ts';

/** What is limited for each volume type: Cinder writes `volumes_TYPE`. */
const PER_TYPE = ['gigabytes', 'snapshots', 'volumes'] as const;

const FIELD = 'per_volume_type';

/** Quotas of Cinder. */
export const volumeQuotas = quotaCollection({
  service: 'block-storage',
  word: 'volume',
  path: '/os-quota-sets',
  defaults: 'defaults',
  one: 'quota_set',
  item: (body) => ({ ...body, [FIELD]: limitsOfTypes(body) }),
});

/** Keys of types, as a list: `[{name: 'fast', volumes: 10, gigabytes: -1, snapshots: -1}]`. */
function limitsOfTypes(body: Body): readonly Body[] {
  const types = new Map<string, Record<string, unknown>>();
  for (const [key, value] of Object.entries(body)) {
    const what = PER_TYPE.find((prefix) => key.startsWith(`${prefix}_`));
    if (what === undefined) continue;
    const name = key.slice(what.length + 1);
    types.set(name, { name, ...types.get(name), [what]: value });
  }
  return [...types.values()];
}

const perTypeCodec: Codec = {
  refersTo: [volumeTypes],
  read: (wire) =>
    Promise.resolve(
      limited(wire).map(({ name, ...limits }) => ({
        ...limits,
        volume_type_ref: { name, project_name: null, domain_name: null },
      })),
    ),
  write: async (value, ids) =>
    Array.isArray(value)
      ? Promise.all(
          value.filter(isBody).map(async ({ volume_type_ref: type, ...limits }) => ({
            name: (await ids.name(volumeTypes, type)) ?? nameIn(type),
            ...limits,
          })),
        )
      : null,
  references: (value) =>
    Array.isArray(value)
      ? value.flatMap((entry: unknown, index) =>
          isBody(entry) && isBody(entry['volume_type_ref'])
            ? [
                {
                  collection: volumeTypes,
                  reference: entry['volume_type_ref'],
                  path: [index, 'volume_type_ref'],
                },
              ]
            : [],
        )
      : [],
};

/** Types with a limit: Cinder names all types, and of most says that there is none. */
function limited(value: unknown): readonly Body[] {
  if (!Array.isArray(value)) return [];
  return value
    .filter(isBody)
    .filter((entry) => PER_TYPE.some((key) => (entry[key] ?? UNLIMITED) !== UNLIMITED));
}

const perType: Field = {
  name: FIELD,
  set: 'update',
  extra: true,
  adminOnly: true,
  isWorthSaying: (wire) => limited(wire).length > 0,
  sorted: ['name'],
  normalise: (value) => limited(value),
  codec: perTypeCodec,
  call: setPerType,
  schema: {
    type: 'array',
    nullable: true,
    description: 'Limits for each volume type. Types that do not stand here are not looked at.',
    items: {
      type: 'object',
      description: 'The limits for volumes of a type.',
      required: ['volume_type_ref'],
      properties: {
        volume_type_ref: requiredReferenceSchema('The volume type.'),
        gigabytes: {
          type: 'integer',
          minimum: UNLIMITED,
          description: 'GiB of its volumes and snapshots. -1: no limit.',
        },
        snapshots: { type: 'integer', minimum: UNLIMITED, description: 'Snapshots. -1: no limit.' },
        volumes: { type: 'integer', minimum: UNLIMITED, description: 'Volumes. -1: no limit.' },
      },
    },
  },
};

/** How much a project may have of Cinder. The names are those of the block storage API reference, "Quota sets". */
export const volumeQuota = quotaKind('volume', {
  collection: volumeQuotas,
  about: 'How many volumes, snapshots and so on a project may have.',
  limits: [
    limit('backup_gigabytes', 'GiB of all backups.'),
    limit('backups', 'Backups.'),
    limit('gigabytes', 'GiB of all volumes and snapshots.'),
    limit('groups', 'Groups of volumes.'),
    limit('per_volume_gigabytes', 'GiB of one volume.'),
    limit('snapshots', 'Snapshots.'),
    limit('volumes', 'Volumes.'),
    perType,
  ],
  prepare: (preparation) => Promise.resolve(settlePerType(preparation)),
});

/** What a record says of some types stands beside what holds for the others. */
function settlePerType({ wanted, found }: Preparation): Wanted {
  const asked = wanted.values.get(FIELD);
  if (!Array.isArray(asked) || found === undefined) return wanted;
  const there = bodiesAt(found, FIELD);
  const entries = asked.filter(isBody);
  const missing = entries.filter(({ name }) => !there.some((type) => type['name'] === name));
  const values = new Map(wanted.values);
  values.set(
    FIELD,
    there.map((type) => ({ ...type, ...entries.find(({ name }) => name === type['name']) })),
  );
  if (missing.length === 0) return { ...wanted, values };
  const names = missing.map(({ name }) => `"${String(name)}"`).join(', ');
  const types = missing.length === 1 ? 'type' : 'types';
  const warning = `${FIELD}: the destination has no volume ${types} ${names}, so limits for ${missing.length === 1 ? 'it' : 'them'} are left out. Run import_volume_types first, or mend the record.`;
  return { ...wanted, values, warnings: [...wanted.warnings, warning] };
}

async function setPerType({ id, value, found, writer }: Parameters<SetField>[0]): Promise<Body> {
  const limits = Array.isArray(value) ? keysOfTypes(value.filter(isBody)) : {};
  const changed = Object.keys(limits).filter((key) => !isSame(limits[key], found[key]));
  const path = pathOf(volumeQuotas, id);
  const put = (from: Body): { readonly method: 'PUT'; readonly path: string; readonly body: Body } => ({
    method: 'PUT',
    path,
    body: { quota_set: Object.fromEntries(changed.map((key) => [key, from[key]])) },
  });
  await writer.write({
    operation: 'update',
    collection: volumeQuotas,
    id,
    ...put(limits),
    before: put(found).body,
    undo: put(found),
  });
  return limits;
}

function keysOfTypes(entries: readonly Body[]): Body {
  return Object.fromEntries(
    entries.flatMap((entry) =>
      PER_TYPE.filter((key) => entry[key] !== undefined).map((key) => [
        `${key}_${textOf(entry, 'name') ?? ''}`,
        entry[key],
      ]),
    ),
  );
}
