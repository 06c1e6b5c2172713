import { defineAction, type Connection, type TaskContext } from '../../engine/module.ts';
import type { Collector, Reading } from './facts/collector.ts';
import { dateTime } from './facts/date-time.ts';
import { distribution } from './facts/distribution.ts';
import { hardware } from './facts/hardware.ts';
import { localFacts } from './facts/local-facts.ts';
import { network } from './facts/network.ts';
import { platform } from './facts/platform.ts';
import { security } from './facts/security.ts';
import { subsetNames } from './facts/subset-names.ts';
import { virtualization } from './facts/virtualization.ts';

const collectors: readonly Collector[] = [
  platform,
  distribution,
  dateTime,
  security,
  virtualization,
  hardware,
  network,
];

export const setup = defineAction({
  name: 'host.setup',
  aliases: [
    'setup',
    'gather_facts',
    'ansible.builtin.setup',
    'ansible.builtin.gather_facts',
    'ansible.legacy.setup',
  ],
  summary: 'Gathers facts of a host.',
  args: {
    type: 'object',
    properties: {
      filter: {
        type: 'array',
        items: { type: 'string', description: 'A name or glob.' },
        description: 'Only facts with these names.',
        default: [],
      },
      gather_subset: {
        type: 'array',
        items: {
          type: 'string',
          description: 'all, min, hardware, network, virtual ..., or one with ! before it.',
        },
        description: 'Which facts to gather.',
        default: ['all'],
      },
      gather_timeout: { type: 'integer', description: 'Seconds that a command may take.', default: 10 },
      fact_path: {
        type: 'string',
        format: 'path',
        description: 'The folder of the host’s own facts.',
        default: '/etc/ansible/facts.d',
      },
    },
  },
  examples: [{ title: 'Only what names the system', playbook: '- setup:\n    gather_subset: [min]\n' }],
  returns: { ansible_facts: { description: 'The facts, each with `ansible_` before its name.' } },
  checkMode: 'run',
  run: async (args, context) => {
    const unknown = args.gather_subset.find((name) => !subsetNames.has(name.replace(/^!/, '')));
    if (unknown !== undefined) return { failed: true, msg: badSubset(unknown) };
    const chosen = chooseCollectors(args.gather_subset);
    const reading = await read(chosen, args.gather_timeout * 1000, context);
    const own = wants('local', args.gather_subset) ? await localFacts(args.fact_path, context) : {};
    const facts = {
      ...Object.fromEntries(chosen.flatMap((collector) => Object.entries(collector.parse(reading)))),
      ...own,
      gather_subset: args.gather_subset,
      module_setup: true,
    };
    return { changed: false, ansible_facts: named(facts, args.filter) };
  },
});

function badSubset(name: string): string {
  return `Bad subset '${name}' given to Ansible. gather_subset options allowed: ${[...subsetNames].join(', ')}`;
}

function wants(subset: string, asked: readonly string[]): boolean {
  if (asked.includes(`!${subset}`)) return false;
  const positive = asked.filter((name) => !name.startsWith('!'));
  return (
    positive.includes(subset) ||
    positive.includes('all') ||
    (positive.length === 0 && !asked.includes('!all'))
  );
}

function chooseCollectors(asked: readonly string[]): readonly Collector[] {
  const isMinimumLeftOut = asked.includes('!min');
  return collectors.filter(({ subsets }) => {
    if (asked.includes(`!${subsets[0]}`)) return false;
    if (subsets.includes('min') && !isMinimumLeftOut) return true;
    return subsets.some((subset) => wants(subset, asked));
  });
}

function named(facts: Readonly<Record<string, unknown>>, filter: readonly string[]): Record<string, unknown> {
  const patterns = filter.filter((pattern) => pattern !== '' && pattern !== '*').map(globPattern);
  const all = Object.entries(facts).map(([name, value]) => {
    const keepsName = name === 'module_setup' || name === 'gather_subset';
    return [keepsName ? name : `ansible_${name}`, value] as const;
  });
  if (patterns.length === 0) return Object.fromEntries(all);
  return Object.fromEntries(
    all.filter(([name]) =>
      patterns.some((pattern) => pattern.test(name) || pattern.test(name.replace(/^ansible_/, ''))),
    ),
  );
}

function globPattern(glob: string): RegExp {
  const source = glob
    .replace(/[.+^${}()|\\]/g, '\\$&')
    .replaceAll('*', '.*')
    .replaceAll('?', '.');
  return new RegExp(`^${source}$`);
}

async function read(chosen: readonly Collector[], timeoutMs: number, context: TaskContext): Promise<Reading> {
  const texts = new Map<string, string>();
  const outputs = new Map<string, string>();
  const files = chosen.flatMap((collector) => collector.files ?? []);
  const commands = chosen.flatMap((collector) => Object.entries(collector.commands ?? {}));
  await Promise.all([
    ...[...new Set(files)].map(async (path) => {
      const text = await readText(context.connection, path);
      if (text !== undefined) texts.set(path, text);
    }),
    ...commands.map(async ([name, command]) => {
      const outcome = await context.connection
        .execute(command, {
          timeoutMs,
          signal: context.signal,
          environment: { ...context.environment, LC_ALL: 'C' },
        })
        .catch(() => undefined);
      if (outcome?.rc === 0) outputs.set(name, outcome.stdout);
    }),
  ]);
  return {
    text: (path) => texts.get(path),
    output: (name) => outputs.get(name),
    environment: await environmentOf(context),
    now: Date.now(),
  };
}

/** What programs of the task find in their environment. */
async function environmentOf({
  connection,
  environment,
  signal,
}: TaskContext): Promise<Readonly<Record<string, string | undefined>>> {
  const words = ['cat', '/proc/self/environ'] as const;
  const found = await connection.execute([...words], { environment, signal }).catch(() => undefined);
  if (found?.rc !== 0) return environment;
  const pairs = found.stdout.split('\0').flatMap((pair) => {
    const at = pair.indexOf('=');
    return at > 0 ? [[pair.slice(0, at), pair.slice(at + 1)] as const] : [];
  });
  return Object.fromEntries(pairs);
}

async function readText(connection: Connection, path: string): Promise<string | undefined> {
  try {
    return new TextDecoder().decode(await connection.files.read(path));
  } catch {
    return undefined;
  }
}
