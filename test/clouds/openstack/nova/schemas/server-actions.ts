import type { Microversion } from '../microversion.ts';
import type { Schema } from '../schema/types.ts';
import { NAME, wrapped } from './parts.ts';
import { DISK_CONFIG, FLAVOR_REF, METADATA } from './server-create.ts';

function closed(properties: Readonly<Record<string, Schema>>, required: readonly string[] = []): Schema {
  return { type: 'object', properties, ...(required.length > 0 ? { required } : {}), additionalProperties: false };
}

export const REBOOT = wrapped(
  'reboot',
  closed({ type: { type: 'string', enum: ['HARD', 'Hard', 'hard', 'SOFT', 'Soft', 'soft'] } }, ['type']),
);

export const CREATE_IMAGE = wrapped('createImage', closed({ name: NAME, metadata: METADATA }, ['name']));

export const CONSOLE_OUTPUT = wrapped(
  'os-getConsoleOutput',
  closed({ length: { type: ['integer', 'string', 'null'], pattern: '^-?[0-9]+$', minimum: -1 } }),
);

export const RESET_STATE = wrapped(
  'os-resetState',
  closed({ state: { type: 'string', enum: ['active', 'error'] } }, ['state']),
);

export const RESIZE = wrapped(
  'resize',
  closed({ flavorRef: FLAVOR_REF, 'OS-DCF:diskConfig': DISK_CONFIG }, ['flavorRef']),
);

const LOCK = wrapped('lock', {
  ...closed({ locked_reason: { type: 'string', minLength: 1, maxLength: 255 } }),
  type: ['object', 'null'],
});

/** Until 2.72 nobody looks at what is said with a lock. */
export const lockSchema = (version: Microversion): Schema => (version >= 73 ? LOCK : {});
