import type { Body } from '../api/session.types.ts';
import { isSameField, wireValue } from './field.ts';
import type { Field, Kind } from './kind.ts';
import { isSame } from './wire.ts';

/** A field of which the cloud has something else than the record asks for. */
export interface Difference {
  readonly field: Field;
  /** The wire value that is asked for. */
  readonly wanted: unknown;
}

/**
 * Where a resource differs from what is asked for. What the answer does not tell is not compared: it cannot be read
 * with these credentials. `fresh`: the resource was just made, so that a field which the answer leaves out has what
 * every new resource has.
 */
export function differences(
  kind: Kind,
  wanted: ReadonlyMap<string, unknown>,
  found: Body,
  options: { readonly fresh?: boolean } = {},
): readonly Difference[] {
  return kind.fields.flatMap((field) => {
    if (!wanted.has(field.name) || field.identifies === true) return [];
    const value = wanted.get(field.name);
    const told = wireValue(field, found);
    const have =
      told === undefined && options.fresh === true && field.call !== undefined ? field.empty : told;
    return have === undefined || isSameField(field, value, have) ? [] : [{ field, wanted: value }];
  });
}

/** Whether the field can still be set on what is there. */
export function isSettableNow({ field }: Difference): boolean {
  return field.set === 'always' || field.set === 'update';
}

/** Whether the value is what a new resource has without being told. */
export function isBornWith(field: Field, value: unknown): boolean {
  if (value === null || value === undefined) return field.sendNull !== true;
  return field.born !== undefined && isSame(field.born, value);
}
