import type { Schema } from '../schema/types.ts';

/** Schemas that others are made of. The order of their keys is that of Nova's checks. */

export const NAME: Schema = { type: 'string', minLength: 1, maxLength: 255, format: 'name' };

export const BOOLEAN: Schema = {
  type: ['boolean', 'string'],
  enum: [
    ...[true, 'True', 'TRUE', 'true', '1', 'ON', 'On', 'on', 'YES', 'Yes', 'yes'],
    ...[false, 'False', 'FALSE', 'false', '0', 'OFF', 'Off', 'off', 'NO', 'No', 'no'],
  ],
};

export const NON_NEGATIVE: Schema = {
  type: ['integer', 'string'],
  pattern: '^[0-9]*$',
  minimum: 0,
  minLength: 1,
};

export const POSITIVE: Schema = { ...NON_NEGATIVE, minimum: 1 };

/** The largest number of the database. */
export const MAX_INT = 0x7fffffff;

/** A parameter of a query, which may stand there more than once. */
export const many = (items: Schema): Schema => ({ type: 'array', items });

/** A parameter of a query that may stand there once. */
export const single = (items: Schema): Schema => ({ ...many(items), maxItems: 1 });

export const TEXTS = many({ type: 'string' });

/** A body with one object in it, and nothing else. */
export function wrapped(member: string, schema: Schema): Schema {
  return {
    type: 'object',
    properties: { [member]: schema },
    required: [member],
    additionalProperties: false,
  };
}

/** Parameters of a query; `isStrict` if others are refused, as they are from 2.75 on. */
export function query(properties: Readonly<Record<string, Schema>>, isStrict: boolean): Schema {
  return { type: 'object', properties, additionalProperties: !isStrict };
}

export const PAGE: Readonly<Record<string, Schema>> = { limit: many(NON_NEGATIVE), marker: TEXTS };
