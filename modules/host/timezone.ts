import { DroverError } from '../../engine/diagnostics/drover-error.ts';
import { defineModule, type Change, type Connection } from '../../engine/module.ts';
import {
  clockFilesOf,
  clockKeeps,
  needZone,
  writeClockLine,
  zoneFile,
  zoneIn,
  type ClockFiles,
} from './identity/clock-files.ts';
import { programsOf, type Programs } from './programs.ts';

interface Asked {
  readonly name?: string;
  readonly hwclock?: 'local' | 'UTC';
}

/** As it is, or as it is to be: of what was asked about alone. */
interface ClockState {
  readonly name?: string;
  readonly hwclock?: string;
}

interface Clients {
  readonly connection: Connection;
  readonly programs: Programs;
}

/** Undefined: timedatectl(1) knows it all. */
type Way = ClockFiles | undefined;

export const timezone = defineModule({
  name: 'host.timezone',
  aliases: ['timezone', 'community.general.timezone', 'ansible.builtin.timezone'],
  summary: 'Sets the time zone of the machine, and whether its hardware clock keeps UTC.',
  args: {
    type: 'object',
    properties: {
      name: { type: 'string', description: 'The zone, as in /usr/share/zoneinfo.' },
      hwclock: {
        type: 'string',
        enum: ['local', 'UTC'],
        description: 'What the hardware clock keeps.',
        aliases: ['rtc'],
      },
    },
  },
  examples: [{ title: 'A zone', playbook: '- timezone:\n    name: Europe/Prague\n' }],
  returns: { msg: { type: 'string', description: 'What was done.' } },
  check: ({ name, hwclock }) =>
    name === undefined && hwclock === undefined ? ['one of the following is required: hwclock, name'] : [],
  connect: (_args, context): Promise<Clients> =>
    Promise.resolve({ connection: context.connection, programs: programsOf(context.connection, context) }),
  gather: async (args, clients) => {
    if (args.name !== undefined) await needZone(args.name, clients.connection);
    const way = await wayOf(clients);
    return { way, before: await stateOf(args, way, clients) };
  },
  plan: (args, { way, before }) => {
    const changes: Change[] = [];
    for (const key of ['hwclock', 'name'] as const)
      if (args[key] !== undefined && args[key] !== before[key])
        changes.push({ pointer: `/${key}`, before: before[key], after: args[key] });
    const isSame = changes.length === 0;
    return {
      action: isSame ? ('unchanged' as const) : ('update' as const),
      subject: 'time zone',
      reason: isSame ? 'it is as asked for' : 'it differs',
      changes,
      ...(isSame ? {} : { diff: { before: shown(before), after: shown(args) } }),
      detail: { way, asked: args, before },
    };
  },
  apply: async ({ detail }, clients) => {
    const { way, asked, before } = detail;
    const done: string[] = [];
    for (const key of ['hwclock', 'name'] as const) {
      const value = asked[key];
      if (value === undefined || value === before[key]) continue;
      done.push(
        ...(await (way === undefined ? bySystemd(key, value, clients) : byFiles(way, key, value, clients))),
      );
    }
    const after = await stateOf(asked, way, clients);
    if (shown(after) !== shown(asked))
      throw new DroverError('module-failed', {
        detail: `Error message:\nstill not desired state, though changes have made - planned: ${shown(asked).trim()}, after: ${shown(after).trim()}\nOther message(s):\n${done.join('\n')}`,
        help: 'Something else of the machine keeps its time: look at what it says in its log.',
      });
    return { changed: true, ...(done.length === 0 ? {} : { msg: done.join('\n') }) };
  },
});

async function wayOf({ connection, programs }: Clients): Promise<Way> {
  const program = await programs.find('timedatectl');
  if (program !== undefined && (await programs.run([program])).rc === 0) return undefined;
  return clockFilesOf(connection, programs);
}

async function stateOf(asked: Asked, way: Way, clients: Clients): Promise<ClockState> {
  const { connection, programs } = clients;
  if (way === undefined) {
    const { stdout } = await programs.run(['timedatectl', 'status']);
    const zone = /^\s*Time ?zone\s*:\s*(\S+)/m.exec(stdout)?.[1] ?? 'n/a';
    const isLocal = /^\s*RTC in local TZ\s*:\s*(\S+)/m.exec(stdout)?.[1] === 'yes';
    return chosen(asked, zone, isLocal ? 'local' : 'UTC');
  }
  return chosen(
    asked,
    asked.name === undefined ? '' : await zoneIn(way, asked.name, connection, programs),
    asked.hwclock === undefined ? '' : await clockKeeps(way, asked.hwclock, connection),
  );
}

/** What was asked about, alone. */
function chosen(asked: Asked, name: string, hwclock: string): ClockState {
  return {
    ...(asked.name === undefined ? {} : { name }),
    ...(asked.hwclock === undefined ? {} : { hwclock }),
  };
}

function shown({ name, hwclock }: ClockState): string {
  return `${name === undefined ? '' : `name: ${name}\n`}${hwclock === undefined ? '' : `hwclock: ${hwclock}\n`}`;
}

async function bySystemd(
  key: 'name' | 'hwclock',
  value: string,
  { programs }: Clients,
): Promise<readonly string[]> {
  const program = await programs.need('timedatectl');
  const words =
    key === 'name' ? ['set-timezone', value] : ['set-local-rtc', value === 'local' ? 'yes' : 'no'];
  await must([program, ...words], programs);
  return [`executed \`${[program, ...words].join(' ')}\``];
}

async function byFiles(
  way: ClockFiles,
  key: 'name' | 'hwclock',
  value: string,
  { connection, programs }: Clients,
): Promise<readonly string[]> {
  if (key === 'name') {
    const done = await writeClockLine(way.zone, value, connection);
    for (const words of way.programs(zoneFile(value), value)) await must(words, programs);
    return [done];
  }
  const hwclock = await programs.need('hwclock');
  const done = await writeClockLine(way.clock, value === 'local' ? 'no' : 'yes', connection);
  const words = [hwclock, '--systohc', value === 'local' ? '--localtime' : '--utc'] as const;
  await must(words, programs);
  return [done, `executed \`${words.join(' ')}\``];
}

async function must(words: readonly [string, ...string[]], programs: Programs): Promise<void> {
  const { rc, stdout, stderr } = await programs.run(words);
  if (rc !== 0)
    throw new DroverError('module-failed', {
      detail: `${words.join(' ')} failed: ${`${stdout}${stderr}`.trim()}`,
      help: 'See that the task runs as root (become).',
    });
}
