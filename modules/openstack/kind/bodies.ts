import type { Body } from '../api/session.types.ts';
import { isBornWith, type Difference } from './compare.ts';
import { leadOf, wirePath, wireValue } from './field.ts';
import type { Field, Kind } from './kind.ts';
import { bodyOf } from './wanted.ts';

/** What to send to have it made. Fields with a call of their own, and those that only an update can set, come later. */
export function createBody(kind: Kind, wanted: ReadonlyMap<string, unknown>): Body {
  const sent = kind.fields.filter((field) => {
    if (!wanted.has(field.name) || (field.call !== undefined && field.inCreate !== true)) return false;
    const settable = field.set === 'create' || field.set === 'always';
    return settable && !isBornWith(field, wanted.get(field.name));
  });
  return bodyOf(kind, new Map(sent.map((field) => [field.name, wanted.get(field.name)])));
}

/** What to send to have these differences of `found` mended. What lies in one object on the wire is sent together. */
export function updateBody(
  kind: Kind,
  wanted: ReadonlyMap<string, unknown>,
  changed: readonly Difference[],
  found: Body,
): Body {
  const names = new Set(
    changed.filter(({ field }) => field.call === undefined).map(({ field }) => field.name),
  );
  const roots = new Set(kind.fields.filter((field) => names.has(field.name)).flatMap(rootOf));
  const values = new Map<string, unknown>();
  for (const field of kind.fields) {
    const together = rootOf(field).some((root) => roots.has(root));
    if (wanted.has(field.name) && (together || names.has(field.name)))
      values.set(field.name, wanted.get(field.name));
    else if (together && leadOf(kind, field) === field) values.set(field.name, wireValue(field, found));
  }
  return bodyOf(kind, values);
}

/** The object on the wire that the field lies in, if it lies in one. */
function rootOf(field: Field): readonly string[] {
  const path = wirePath(field);
  return path.length > 1 ? path.slice(0, 1) : [];
}
