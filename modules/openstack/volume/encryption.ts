import type { Body } from '../api/session.types.ts';
import { pathOf } from '../kind/collection.ts';
import type { Field, SetField } from '../kind/kind.ts';
import { isBody } from '../kind/wire.ts';
import type { UndoCall } from '../kind/write.ts';
import { volumeTypes } from './collections.ts';

const KEYS = ['provider', 'control_location', 'cipher', 'key_size'] as const;

/** How volumes of a type are encrypted. Cinder refuses to change it once there is a volume of the type. */
export const encryptionField: Field = {
  name: 'encryption',
  set: 'always',
  extra: true,
  empty: null,
  adminOnly: true,
  call: setEncryption(),
  schema: {
    type: 'object',
    nullable: true,
    required: ['provider'],
    description: 'How its volumes are encrypted.',
    properties: {
      provider: { type: 'string', description: 'luks, luks2 or plain.' },
      control_location: {
        type: 'string',
        nullable: true,
        description: 'front-end: by the hypervisor, back-end: by the storage.',
      },
      cipher: { type: 'string', nullable: true, description: 'The cipher: aes-xts-plain64.' },
      key_size: { type: 'integer', nullable: true, minimum: 0, description: 'The size of the key in bits.' },
    },
  },
  normalise: (value) => (isBody(value) ? withDefaults(value) : null),
};

/** What the service tells of the encryption of a type, as records have it; null where there is none. */
export function encryptionIn(answer: Body): Body | null {
  if (typeof answer['provider'] !== 'string') return null;
  return Object.fromEntries(KEYS.map((key) => [key, answer[key] ?? null]));
}

function withDefaults(value: Body): Body {
  return {
    provider: value['provider'],
    control_location: value['control_location'] ?? 'front-end',
    cipher: value['cipher'] ?? null,
    key_size: value['key_size'] ?? null,
  };
}

function setEncryption(): SetField {
  return async ({ id, value, found, facts, writer }) => {
    const path = `${pathOf(volumeTypes, id)}/encryption`;
    const before = isBody(found['encryption']) ? found['encryption'] : undefined;
    const call = changeTo(path, before, isBody(value) ? value : undefined);
    const back = changeTo(path, isBody(value) ? value : undefined, before);
    await writer.write({
      operation: 'update',
      collection: volumeTypes,
      id,
      ...call,
      before: { encryption: before ?? null },
      undo: facts.found === undefined ? 'with-parent' : back,
    });
    return { encryption: value };
  };
}

/** A type has one encryption at most, so that Cinder does not look at the last part of the path. */
function changeTo(path: string, before: Body | undefined, after: Body | undefined): UndoCall {
  const one = `${path}/provider`;
  if (after === undefined) return { method: 'DELETE', path: one };
  const body = { encryption: withDefaults(after) };
  return before === undefined ? { method: 'POST', path, body } : { method: 'PUT', path: one, body };
}
