import { DroverError } from '../../engine/diagnostics/drover-error.ts';
import { defineModule, type Module, type Change, type ModuleResult } from '../../engine/module.ts';
import {
  areSame,
  noAlternatives,
  parseDisplay,
  type Alternatives,
  type Subcommand,
} from './alternatives/display.ts';
import { callFailure, makeCalls, type Call } from './calls.ts';
import { programsOf } from './programs.ts';

interface Facts extends Alternatives {
  /** Whether the path that is asked for is there. */
  readonly isThere: boolean;
}

/** One thing that is done: what is said of it, the call, and the field that it changes. */
interface Deed {
  readonly said: string;
  readonly words: Call['words'];
  readonly change: Change;
}

interface Asked {
  readonly name: string;
  readonly path: string;
  readonly link?: string;
  readonly priority?: number;
  readonly state: 'present' | 'selected' | 'absent' | 'auto';
  readonly subcommands?: readonly Subcommand[];
}

/* Its type is said here: that of its many arguments would be worked out again by all who list it. */
export const alternatives: Module = defineModule({
  name: 'host.alternatives',
  aliases: ['alternatives', 'community.general.alternatives', 'ansible.builtin.alternatives'],
  summary: 'Chooses which of several programs a name stands for, with update-alternatives.',
  args: {
    type: 'object',
    properties: {
      name: { type: 'string', description: 'The name: java, editor.' },
      path: { type: 'string', format: 'path', description: 'The program that it is to stand for.' },
      link: {
        type: 'string',
        format: 'path',
        description: 'The link that people call. Needed for a name that is new.',
      },
      priority: { type: 'integer', description: 'The one with the highest goes first. New ones get 50.' },
      state: {
        type: 'string',
        enum: ['present', 'selected', 'absent', 'auto'],
        description: 'Known, chosen, not known, or known and the choice left to priorities.',
        default: 'selected',
      },
      subcommands: {
        type: 'array',
        items: {
          type: 'object',
          description: 'A name that goes with it.',
          properties: {
            name: { type: 'string', description: 'The name.' },
            path: { type: 'string', format: 'path', description: 'The file that it stands for.' },
            link: { type: 'string', format: 'path', description: 'The link.' },
          },
          required: ['name', 'path', 'link'],
        },
        description: 'Names that go with it, such as manual pages.',
        aliases: ['slaves'],
      },
    },
    required: ['name', 'path'],
  },
  examples: [
    {
      title: 'A Java',
      playbook:
        '- alternatives:\n    name: java\n    link: /usr/bin/java\n    path: /usr/lib/jvm/java-17/bin/java\n',
    },
  ],
  returns: { msg: { type: 'string', description: 'What was done.' } },
  connect: (_args, context) => Promise.resolve(context.connection),
  gather: async (args, connection, context): Promise<Facts> => {
    const { rc, stdout } = await programsOf(connection, context).run([
      'update-alternatives',
      '--display',
      args.name,
    ]);
    const isThere = (await connection.files.status(args.path, { follow: true })) !== undefined;
    return { ...(rc === 0 ? parseDisplay(stdout, args.subcommands) : noAlternatives), isThere };
  },
  plan: (args, facts) => {
    const deeds = deedsFor(args, facts);
    const msg = deeds.map(({ said }) => said).join(' ');
    return {
      action: deeds.length === 0 ? 'unchanged' : args.state === 'absent' ? 'delete' : 'update',
      subject: `alternative ${args.path} of ${args.name}`,
      reason: deeds.length === 0 ? 'it is as asked for' : msg,
      changes: deeds.map(({ change }) => change),
      diff: { before: stateText(args, facts, []), after: stateText(args, facts, deeds) },
      result: { msg },
      detail: deeds.map(({ words }): Call => ({ words })),
    };
  },
  apply: async ({ detail }, connection, context): Promise<ModuleResult> => {
    const outcome = await makeCalls(detail, programsOf(connection, context));
    return outcome.rc === 0 ? { changed: true } : { ...callFailure(outcome), cmd: outcome.failed?.words };
  },
});

function deedsFor(asked: Asked, facts: Facts): readonly Deed[] {
  const { name, path, state } = asked;
  const program = 'update-alternatives';
  const own = facts.byPath.get(path);
  const pointer = '/state';
  if (state === 'absent') {
    if (own === undefined) return [];
    const change = { pointer, before: 'present', after: 'absent' };
    return [
      {
        said: `Remove alternative '${path}' from '${name}'.`,
        words: [program, '--remove', name, path],
        change,
      },
    ];
  }
  const deeds: Deed[] = [];
  const isOther =
    own === undefined ||
    (asked.priority !== undefined && own.priority !== asked.priority) ||
    (asked.subcommands !== undefined && !areSame(own.subcommands, asked.subcommands));
  if (isOther) {
    const change = { pointer, before: own === undefined ? 'absent' : own, after: 'present' };
    deeds.push({
      said: `Install alternative '${path}' for '${name}'.`,
      words: installation(asked, facts),
      change,
    });
  }
  if (state === 'selected' && facts.current !== path) {
    const change = { pointer: '/selected', before: facts.current, after: path };
    deeds.push({
      said: `Set alternative '${path}' for '${name}'.`,
      words: [program, '--set', name, path],
      change,
    });
  }
  if (state === 'auto' && facts.mode === 'manual') {
    const change = { pointer: '/mode', before: 'manual', after: 'auto' };
    deeds.push({ said: `Set alternative to auto for '${name}'.`, words: [program, '--auto', name], change });
  }
  return deeds;
}

function installation(asked: Asked, facts: Facts): Call['words'] {
  const { name, path } = asked;
  if (!facts.isThere)
    throw new DroverError('module-failed', {
      detail: `Specified path ${path} does not exist`,
      help: 'Install the package that has the program first.',
    });
  const link = asked.link ?? facts.link;
  if (link === undefined)
    throw new DroverError('invalid-argument', {
      detail: 'Needed to install the alternative, but unable to do so as we are missing the link',
      help: `Give link: the path by which people call ${name}.`,
    });
  const priority = asked.priority ?? facts.byPath.get(path)?.priority ?? 50;
  const slaves = (asked.subcommands ?? []).flatMap((each) => [
    '--slave',
    each.link ?? '',
    each.name,
    each.path,
  ]);
  return ['update-alternatives', '--install', link, name, path, String(priority), ...slaves];
}

/** The alternative as a text, for people: as it is, or as it is after the deeds. */
function stateText(asked: Asked, facts: Facts, deeds: readonly Deed[]): string {
  const own = facts.byPath.get(asked.path);
  const isChanged = deeds.length > 0;
  if (isChanged ? asked.state === 'absent' : own === undefined) return 'state: absent\n';
  const priority = (isChanged ? asked.priority : undefined) ?? own?.priority ?? 50;
  const current = isChanged && asked.state === 'selected' ? asked.path : facts.current;
  const names = (isChanged ? asked.subcommands : undefined) ?? own?.subcommands ?? [];
  const below = names.map(({ name, path }) => `subcommand ${name}: ${path}\n`).join('');
  return `state: present\npriority: ${priority}\nin use: ${current ?? 'none'}\n${below}`;
}
