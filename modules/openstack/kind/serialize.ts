import type { Body } from '../api/session.types.ts';
import type { ExportRecord } from '../files/record.ts';
import type { Names } from './codec.ts';
import { fileValue, wireValue } from './field.ts';
import type { Arguments, InfoField, Kind } from './kind.ts';
import { REFERENCE_IDS, referenceIds } from './reference-ids.ts';

/** The key of `_info` that lists what the source did not tell, where a null would otherwise clear the field. */
export const UNREADABLE = 'unreadable';

/** The record of a resource as the API gave it. */
export async function serialize(
  kind: Kind,
  body: Body,
  names: Names,
  given: Arguments = {},
): Promise<ExportRecord> {
  const params: Record<string, unknown> = {};
  const ids = referenceIds(names);
  const unreadable: string[] = [];
  for (const field of kind.fields) {
    const wire = wireValue(field, body);
    if (field.extra === true && (wire === undefined || field.isWorthSaying?.(wire) === false)) continue;
    params[field.name] = await fileValue(field, wire, ids.forField(field.name));
    if (wire === undefined && field.empty !== undefined) unreadable.push(field.name);
  }
  const info = Object.fromEntries(kind.info.map((field) => [field.name, infoValue(field, body)]));
  const noted = ids.noted();
  return {
    type: kind.type,
    params,
    _info: {
      ...info,
      ...(unreadable.length === 0 ? {} : { [UNREADABLE]: unreadable }),
      ...(noted === undefined ? {} : { [REFERENCE_IDS]: noted }),
    },
    _migration_params: kind.migration?.defaults(body, given) ?? {},
  };
}

function infoValue(field: InfoField, body: Body): unknown {
  const value = body[field.wire ?? field.name] ?? null;
  return field.sorted === true && Array.isArray(value) ? value.toSorted() : value;
}

/** The params that a resource would be exported with: what a change is shown against. */
export async function paramsOf(kind: Kind, body: Body, names: Names): Promise<Body> {
  const params: Record<string, unknown> = {};
  for (const field of kind.fields) {
    const wire = wireValue(field, body);
    if (wire !== undefined) params[field.name] = await fileValue(field, wire, names);
  }
  return params;
}
