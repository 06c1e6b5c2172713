/** Arguments about units of systemd that other managers of services have not. */
import type { Schema } from '../../../engine/schema/types.ts';

export const unitArguments = {
  masked: { type: 'boolean', description: 'Whether it is kept from being started at all.' },
  force: { type: 'boolean', description: 'Replace links that are in the way.' },
  daemon_reload: {
    type: 'boolean',
    description: 'Read all unit files anew first.',
    default: false,
    aliases: ['daemon-reload'],
  },
  daemon_reexec: {
    type: 'boolean',
    description: 'Start systemd itself anew first.',
    default: false,
    aliases: ['daemon-reexec'],
  },
  scope: {
    type: 'string',
    enum: ['system', 'user', 'global'],
    description: 'Whose units: of the machine, of the user that the task runs as, or of all users.',
    default: 'system',
  },
  no_block: {
    type: 'boolean',
    description: 'Do not wait until it has been started or stopped.',
    default: false,
  },
} as const satisfies Readonly<Record<string, Schema>>;
