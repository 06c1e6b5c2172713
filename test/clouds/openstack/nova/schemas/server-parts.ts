import type { Microversion } from '../microversion.ts';
import type { Schema } from '../schema/types.ts';
import { BOOLEAN, many, NON_NEGATIVE, query, wrapped } from './parts.ts';
import { ADDRESS, METADATA, TAG, UUID } from './server-create.ts';

const DEVICE: Schema = {
  type: ['string', 'null'],
  pattern: '(^/dev/x{0,1}[a-z]{0,1}d{0,1})([a-z]+)[0-9]*$',
};

function attachment(properties: Readonly<Record<string, Schema>>): Schema {
  return wrapped('volumeAttachment', {
    type: 'object',
    properties: { volumeId: UUID, ...properties },
    required: ['volumeId'],
    additionalProperties: false,
  });
}

/** The body that gives a server a volume. */
export function newAttachment(version: Microversion): Schema {
  return attachment({
    device: DEVICE,
    ...(version >= 49 ? { tag: TAG } : {}),
    ...(version >= 79 ? { delete_on_termination: BOOLEAN } : {}),
  });
}

/** The body that changes how a server has a volume; until 2.84 it can only name another volume. */
export function changedAttachment(version: Microversion): Schema {
  if (version < 85) return attachment({});
  return attachment({ device: DEVICE, tag: TAG, delete_on_termination: BOOLEAN, serverId: UUID, id: UUID });
}

export const attachmentQuery = (isStrict: boolean): Schema =>
  query({ limit: many(NON_NEGATIVE), offset: many(NON_NEGATIVE) }, isStrict);

/** The body that gives a server a network card; there may be none. */
export function newInterface(version: Microversion): Schema {
  const card: Schema = {
    type: 'object',
    properties: {
      net_id: UUID,
      port_id: UUID,
      fixed_ips: {
        type: 'array',
        minItems: 1,
        maxItems: 1,
        items: {
          type: 'object',
          properties: { ip_address: ADDRESS },
          required: ['ip_address'],
          additionalProperties: false,
        },
      },
      ...(version >= 49 ? { tag: TAG } : {}),
    },
    additionalProperties: false,
  };
  return { type: 'object', properties: { interfaceAttachment: card }, additionalProperties: false };
}

export const WHOLE_METADATA = wrapped('metadata', METADATA);
export const ONE_METADATUM = wrapped('meta', { ...METADATA, minProperties: 1, maxProperties: 1 });

export const WHOLE_TAGS = wrapped('tags', { type: 'array', items: TAG, maxItems: 50 });
