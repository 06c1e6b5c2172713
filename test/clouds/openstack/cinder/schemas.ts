import type { Schema } from '../nova/schema/types.ts';

/** An object of one key, and nothing else. */
export function wrapped(key: string, schema: Schema): Schema {
  return {
    type: 'object',
    properties: { [key]: schema },
    required: [key],
    additionalProperties: false,
  };
}

export const BOOLEAN: Schema = {
  type: ['boolean', 'string'],
  enum: [
    ...[true, 'True', 'TRUE', 'true', '1', 'ON', 'On', 'on', 'YES', 'Yes', 'yes', 'y', 't'],
    ...[false, 'False', 'FALSE', 'false', '0', 'OFF', 'Off', 'off', 'NO', 'No', 'no', 'n', 'f'],
  ],
};
export const TEXT_OR_NULL: Schema = { type: ['string', 'null'], minLength: 0, maxLength: 255 };
export const ANY_TEXT_OR_NULL: Schema = { type: ['string', 'null'] };
const KEY = '^[a-zA-Z0-9-_:. /]{1,255}$';
const KEY_WITHOUT_BLANKS = '^[a-zA-Z0-9-_:.]{1,255}$';
export const TEXTS: Schema = {
  type: 'object',
  patternProperties: { [KEY]: { type: 'string', maxLength: 255 } },
  additionalProperties: false,
};
export const TEXTS_OR_NULL: Schema = { ...TEXTS, type: ['object', 'null'] };
export const SPECS: Schema = {
  type: 'object',
  patternProperties: { [KEY]: { type: ['string', 'null'], maxLength: 255 } },
  additionalProperties: false,
};
export const SPECS_WITHOUT_BLANKS: Schema = {
  type: 'object',
  patternProperties: { [KEY_WITHOUT_BLANKS]: { type: ['string', 'null'], minLength: 0, maxLength: 255 } },
  additionalProperties: false,
};
export const ONE_SPEC: Schema = { ...SPECS_WITHOUT_BLANKS, minProperties: 1, maxProperties: 1 };
export const SIZE: Schema = {
  type: ['integer', 'string'],
  pattern: '^[0-9]+$',
  minimum: 1,
  maximum: 2_147_483_647,
};
export const SIZE_OR_NULL: Schema = { ...SIZE, type: ['integer', 'string', 'null'] };
