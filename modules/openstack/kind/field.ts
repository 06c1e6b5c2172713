import type { Body } from '../api/session.types.ts';
import type { Codec } from './codec.ts';
import type { Field, Kind } from './kind.ts';
import { isBody, isSame } from './wire.ts';

/** The value of a field as it stands on the wire; undefined where the answer does not tell it. */
export function wireValue(field: Field, body: Body): unknown {
  let here: unknown = body;
  for (const key of wirePath(field)) {
    // A parent that is null tells that there is nothing, rather than not telling.
    if (here === null) return null;
    if (!isBody(here) || !Object.hasOwn(here, key)) return undefined;
    here = here[key];
  }
  return here;
}

/** `external_gateway_info.network_id` stands for a key inside an object. */
export function wirePath(field: Field): readonly string[] {
  return field.path ?? (field.wire ?? field.name).split('.');
}

/**
 * The first field of those that lie in one object on the wire: without it the others say nothing, and when it is
 * cleared the whole object is.
 */
export function leadOf(kind: Pick<Kind, 'fields'>, field: Field): Field {
  const [root, ...rest] = wirePath(field);
  if (rest.length === 0) return field;
  return kind.fields.find((other) => wirePath(other).length > 1 && wirePath(other)[0] === root) ?? field;
}

/** The value as the file has it. */
export async function fileValue(
  field: Field,
  wire: unknown,
  names: Parameters<Codec['read']>[1],
): Promise<unknown> {
  const read = field.codec === undefined ? wire : await field.codec.read(wire, names);
  if (read === undefined) return null;
  return field.sorted === undefined || !Array.isArray(read) ? read : sortedBy(read, field.sorted);
}

/** Whether two wire values say the same. */
export function isSameField(field: Field, one: unknown, other: unknown): boolean {
  return isSame(comparable(field, one), comparable(field, other));
}

function comparable(field: Field, value: unknown): unknown {
  // What null stands for and null itself are the same thing.
  const given = value === null && field.empty !== undefined ? field.empty : value;
  const normal = field.normalise === undefined ? given : field.normalise(given);
  return field.sorted === undefined || !Array.isArray(normal) ? normal : sortedBy(normal, field.sorted);
}

function sortedBy(items: readonly unknown[], keys: readonly string[]): unknown[] {
  return items.toSorted((one, other) => compareBy(one, other, keys));
}

function compareBy(one: unknown, other: unknown, keys: readonly string[]): number {
  if (keys.length === 0 || !isBody(one) || !isBody(other)) return compareText(textFor(one), textFor(other));
  for (const key of keys) {
    const order = compareText(textFor(one[key]), textFor(other[key]));
    if (order !== 0) return order;
  }
  return 0;
}

function textFor(value: unknown): string {
  return typeof value === 'string' ? value : value === undefined ? '' : JSON.stringify(value);
}

/** By code points, as Python sorts text. */
function compareText(one: string, other: string): number {
  if (one === other) return 0;
  const a = [...one];
  const b = [...other];
  for (let index = 0; index < Math.min(a.length, b.length); index += 1) {
    const difference = (a[index]?.codePointAt(0) ?? 0) - (b[index]?.codePointAt(0) ?? 0);
    if (difference !== 0) return difference;
  }
  return a.length - b.length;
}
