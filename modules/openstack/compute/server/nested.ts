import { DroverError } from '../../../../engine/diagnostics/drover-error.ts';
import type { DescribedObjectSchema, Schema } from '../../../../engine/schema/types.ts';
import type { Body } from '../../api/session.types.ts';
import { toRecord, type ExportRecord } from '../../files/record.ts';
import type { Codec, Ids, Names, PlacedReference } from '../../kind/codec.ts';
import { fileValue, wirePath, wireValue } from '../../kind/field.ts';
import type { Field, Kind } from '../../kind/kind.ts';
import { paramsSchema } from '../../kind/record-schema.ts';
import { idOf, isBody } from '../../kind/wire.ts';

/*
 * Records inside of a server's: its ports, floating IPs and volumes. Each is a table of its own, and a list of them is
 * a field of the server.
 */

export interface Nested {
  readonly kind: Kind;
  /** What `_migration_params` of one may be; without it, it says nothing. */
  readonly migration?: DescribedObjectSchema;
  /** Further keys of the wire value, from what the record says beside its params. */
  readonly besides?: (record: ExportRecord) => Body;
  /** What has to be told of the bodies that records are made of. */
  readonly warnings?: (bodies: readonly Body[]) => readonly string[];
  /** Whether enough is known of a body for a record. */
  readonly isTold?: (body: Body) => boolean;
  /** What a wire value is to be, where that depends on several fields. */
  readonly tidy?: (body: Body) => Body;
  /** Whether its references have to lead somewhere, by the record of the server. */
  readonly isNeeded?: (field: Field, one: ExportRecord, server: ExportRecord) => boolean;
}

/** The key of wire values that lists fields which this cloud has no extension for. */
export const LEFT_OUT = 'left_out';

/** A list of bodies on the wire, of records in the file. A wire value has the id of the source as `source_id`. */
export function nestedRecords(nested: Nested): Codec {
  const { kind } = nested;
  return {
    refersTo: [...new Set(kind.fields.flatMap(({ codec }) => codec?.refersTo ?? []))],
    read: async (wire, names) => {
      if (!Array.isArray(wire)) return null;
      const bodies = wire.filter(isBody);
      for (const warning of nested.warnings?.(bodies) ?? []) names.warn(warning);
      const told = bodies.filter((body) => nested.isTold?.(body) !== false);
      return Promise.all(told.map((body) => readRecord(kind, body, names)));
    },
    write: async (value, ids) =>
      Promise.all(recordsIn(value).map((record, place) => writeRecord(nested, record, place, ids))),
    references: (value, server) =>
      recordsIn(value).flatMap((record, place) => referencesIn(nested, record, place, server)),
  };
}

/** The records in a list of them; what is none is passed over. */
export function recordsIn(value: unknown): readonly ExportRecord[] {
  return Array.isArray(value) ? value.flatMap((one: unknown) => toRecord(one) ?? []) : [];
}

async function readRecord(kind: Kind, body: Body, names: Names): Promise<ExportRecord> {
  const params: Record<string, unknown> = {};
  for (const field of kind.fields) {
    const wire = wireValue(field, body);
    if (field.extra === true && (wire === undefined || field.isWorthSaying?.(wire) === false)) continue;
    params[field.name] = await fileValue(field, wire, names);
  }
  const info = kind.info.map(({ name, wire = name }) => [name, body[wire] ?? null]);
  return { type: kind.type, params, _info: Object.fromEntries(info) as Body, _migration_params: {} };
}

async function writeRecord(nested: Nested, record: ExportRecord, place: number, ids: Ids): Promise<Body> {
  const body: Record<string, unknown> = {};
  const leftOut: string[] = [];
  for (const field of nested.kind.fields) {
    const value = record.params[field.name];
    if (field.set === 'never' || value === undefined) continue;
    if (value === null && field.empty === undefined && field.sendNull !== true) continue;
    const isNeeded = nested.isNeeded?.(field, record, ids.record) !== false;
    const written = await writeValue(
      field,
      value,
      inside(ids, body, `/${place}/params/${field.name}`),
      isNeeded,
    );
    if (written === UNKNOWN_HERE) leftOut.push(field.name);
    else if (written !== undefined)
      put(body, wirePath(field), written === null ? (field.empty ?? null) : written);
  }
  const source = idOf(record._info);
  return {
    ...(nested.tidy?.(body) ?? body),
    ...(source === '' ? {} : { source_id: source }),
    ...nested.besides?.(record),
    ...(leftOut.length === 0 ? {} : { [LEFT_OUT]: leftOut }),
  };
}

/** What the cloud has no extension for, it does not have. */
const UNKNOWN_HERE = Symbol('no such thing at this cloud');

async function writeValue(field: Field, value: unknown, ids: Ids, isNeeded: boolean): Promise<unknown> {
  if (field.codec === undefined) return value;
  try {
    return await field.codec.write(value, ids);
  } catch (error) {
    if (!(error instanceof DroverError) || !error.code.startsWith('reference-')) throw error;
    if (!isNeeded) return undefined;
    if (field.extension === undefined || (await ids.has('network', field.extension))) throw error;
    return UNKNOWN_HERE;
  }
}

/** The ids for a field of a record that stands in a list. */
function inside(ids: Ids, wanted: Body, at: string): Ids {
  return {
    ...ids,
    wanted,
    id: (collection, reference, options = {}) =>
      ids.id(collection, reference, { ...options, at: `${at}${options.at ?? ''}` }),
    find: (collection, reference, options = {}) =>
      ids.find(collection, reference, { ...options, at: `${at}${options.at ?? ''}` }),
  };
}

function put(body: Record<string, unknown>, [key = '', ...rest]: readonly string[], value: unknown): void {
  if (rest.length === 0) {
    body[key] = value;
    return;
  }
  const inner = body[key];
  const next: Record<string, unknown> = isBody(inner) ? { ...inner } : {};
  put(next, rest, value);
  body[key] = next;
}

function referencesIn(
  { kind, isNeeded }: Nested,
  record: ExportRecord,
  place: number,
  server: ExportRecord | undefined,
): readonly PlacedReference[] {
  return kind.fields
    .filter((field) => server === undefined || isNeeded?.(field, record, server) !== false)
    .flatMap((field) =>
      (field.codec?.references(record.params[field.name], server) ?? []).map((reference) => ({
        ...reference,
        path: [place, 'params', field.name, ...reference.path],
      })),
    );
}

/** A list of such records, for the schema of the field. `required`: the params that one cannot go without. */
export function nestedSchema(
  { kind, migration }: Nested,
  description: string,
  required: readonly string[] = [],
): Schema {
  const params = { ...paramsSchema(kind), required };
  return {
    type: 'array',
    nullable: true,
    description,
    items: {
      type: 'object',
      description: kind.about,
      properties: {
        type: { type: 'string', enum: [kind.type], description: 'What the record is about.' },
        params,
        _info: {
          type: 'object',
          description: 'What the source told besides.',
          properties: {},
          additionalProperties: true,
        },
        _migration_params: migration ?? {
          type: 'object',
          description: 'How to migrate: nothing is said here.',
          properties: {},
        },
      },
      required: ['params'],
    },
  };
}
