import type { Microversion } from '../microversion.ts';
import type { Schema } from '../schema/types.ts';
import { NAME, PAGE, query, TEXTS, wrapped } from './parts.ts';

/** The body of a new key pair. */
export function newKeypair(version: Microversion): Schema {
  const isNew = version >= 92;
  const format = isNew ? 'keypair_name_292' : 'keypair_name_20';
  return wrapped('keypair', {
    type: 'object',
    properties: {
      name: { allOf: [NAME, { type: 'string', minLength: 1, maxLength: 255, format }] },
      ...(version >= 2 ? { type: { type: 'string', enum: ['ssh', 'x509'] } } : {}),
      public_key: { type: 'string' },
      ...(version >= 10 ? { user_id: { type: 'string' } } : {}),
    },
    required: ['name', ...(isNew ? ['public_key'] : [])],
    additionalProperties: false,
  });
}

/** Parameters of a call about one key pair, or about the list. */
export function keypairQuery(version: Microversion, isList: boolean): Schema {
  return query(
    {
      ...(version >= 10 ? { user_id: TEXTS } : {}),
      ...(isList && version >= 35 ? PAGE : {}),
    },
    version >= 75,
  );
}
