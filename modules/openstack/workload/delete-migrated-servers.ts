import { DroverError } from '../../../engine/diagnostics/drover-error.ts';
import { defineModule, type AnyConvergingModule } from '../../../engine/module.ts';
import { formatPointer } from '../../../engine/text/json-pointer.ts';
import { authArguments } from '../api/auth-arguments.ts';
import { systemClock } from '../api/clock.ts';
import { claimProject } from '../claim-project.ts';
import { cloudOfTask } from '../cloud-of-task.ts';
import { idOf, textOf } from '../kind/wire.ts';
import { writerFor } from '../kind/write.ts';
import { argumentsOfSource, sourceArguments } from '../source-arguments.ts';
import { migratedServers, type MigratedServer, type Sides } from './migrated-servers.ts';
import { removeServer } from './server/remove-server.ts';

/** Seconds. */
const TIMEOUT = 1800;

interface Facts {
  readonly servers: readonly MigratedServer[];
  readonly timeoutMs: number;
}

export const deleteMigratedServers: AnyConvergingModule = defineModule({
  name: 'openstack.delete_migrated_servers',
  aliases: ['delete_migrated_servers'],
  summary:
    'Deletes servers of the source whose time is over: those that were migrated with delete-after-days.',
  description:
    'A migration with post_migration: {source: delete-after-days} notes at the server of the source from which day on it may be deleted, and which server of the destination stands for it. Past that day it is deleted, if it is still off, and the one at the destination is ACTIVE. Others are left, with the reason. Volumes that do not go with their server stay.',
  args: {
    type: 'object',
    properties: {
      accept_stopped: {
        type: 'boolean',
        description: 'Delete those, too, whose servers at the destination are off (SHUTOFF).',
        default: false,
      },
      wait_timeout: {
        type: 'integer',
        minimum: 1,
        description: `Seconds that a server may take to be gone. Default ${TIMEOUT}.`,
        nullable: true,
      },
      ...authArguments,
      ...sourceArguments,
    },
  },
  examples: [
    {
      title: 'Once a day',
      playbook: [
        '- openstack.delete_migrated_servers:',
        '    auth: "{{ os_migrate_dst_auth }}"',
        '    source_auth: "{{ os_migrate_src_auth }}"',
        '',
      ].join('\n'),
    },
  ],
  returns: {
    deleted: {
      type: 'array',
      items: { type: 'string', description: 'A name and an id.' },
      description: 'The servers of the source that are deleted.',
    },
    kept: {
      type: 'array',
      items: { type: 'string', description: 'A name, an id, and why.' },
      description: 'Those whose day has come, and that are left all the same.',
    },
  },
  connect: async (args, context): Promise<Sides> => {
    const sides = {
      source: await cloudOfTask(argumentsOfSource(args), context, 'source'),
      destination: await cloudOfTask(args, context, 'destination'),
    };
    await claimProject(sides.source, context.journal);
    return sides;
  },
  gather: async (args, sides): Promise<Facts> => ({
    servers: await migratedServers(sides, {
      today: new Date(systemClock.now()).toISOString().slice(0, 10),
      acceptStopped: args.accept_stopped,
    }),
    timeoutMs: (args.wait_timeout ?? TIMEOUT) * 1000,
  }),
  plan: (_args, facts) => {
    const due = facts.servers.filter(({ kept }) => kept === undefined);
    const left = facts.servers.filter(({ kept }) => kept !== undefined);
    const kept = left.map((one) => `${shown(one)}: ${one.kept ?? ''}`);
    const common = {
      subject: 'servers of the source that were migrated',
      warnings: kept.map((words) => `${words} It is left.`),
      result: { deleted: due.map(shown), kept },
      detail: facts,
    };
    if (due.length === 0)
      return {
        ...common,
        action: 'unchanged',
        reason: 'No server of the source is to be deleted.',
        changes: [],
      };
    return {
      ...common,
      action: 'delete',
      reason: `${due.length} ${due.length === 1 ? 'server' : 'servers'} of the source: the day has come, and the destination has ${due.length === 1 ? 'it' : 'them'}.`,
      changes: due.map((one) => ({
        pointer: formatPointer([shown(one)]),
        before: textOf(one.server, 'status') ?? '',
        after: undefined,
      })),
    };
  },
  apply: async ({ detail }, { source }, { journal, stopping }) => {
    for (const one of detail.servers) {
      if (one.kept !== undefined) continue;
      const writer = writerFor({ index: source, journal, name: shown(one) });
      const isGone = await removeServer(
        one.server,
        writer,
        { timeoutMs: detail.timeoutMs, signal: stopping },
        'it was migrated, and what it had cannot be made again.',
      );
      if (isGone) continue;
      throw new DroverError('cloud-timeout', {
        detail: `${shown(one)} of ${source.session.label} does not go away within ${Math.round(detail.timeoutMs / 1000)} seconds.`,
        help: 'Look at what the cloud says of it, or give it more time with os_migrate_timeout (seconds), and run again.',
      });
    }
    return { changed: true };
  },
});

function shown({ server }: MigratedServer): string {
  return `server "${textOf(server, 'name') ?? ''}" (${idOf(server)})`;
}
