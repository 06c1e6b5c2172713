import { DroverError } from '../../engine/diagnostics/drover-error.ts';
import { defineModule, type Connection, type ModuleResult, type TaskContext } from '../../engine/module.ts';
import { linesOf, linesOfFile, parseGroups, type GroupEntry } from './accounts/databases.ts';
import { outputs } from './program-result.ts';
import { programsOf } from './programs.ts';

interface GroupFacts {
  /** The group, if it is there. */
  readonly group: GroupEntry | undefined;
  /** Another group that has the number that is wanted, where `local` asks to look. */
  readonly holder: GroupEntry | undefined;
  readonly warnings: readonly string[];
}

interface GroupDetail {
  readonly args: { readonly name: string; readonly state: string; readonly system: boolean };
  readonly words: readonly [string, ...string[]];
}

export const group = defineModule({
  name: 'host.group',
  aliases: ['group', 'ansible.builtin.group', 'ansible.legacy.group'],
  summary: 'Makes and removes groups of users.',
  args: {
    type: 'object',
    properties: {
      name: { type: 'string', description: 'The group.' },
      state: {
        type: 'string',
        enum: ['absent', 'present'],
        description: 'Whether it is to be there.',
        default: 'present',
      },
      gid: { type: 'integer', description: 'Its number.' },
      non_unique: {
        type: 'boolean',
        description: 'Give it its number even if another group has it.',
        default: false,
      },
      system: {
        type: 'boolean',
        description: 'Make it as a group of the system, with a low number.',
        default: false,
      },
      local: {
        type: 'boolean',
        description:
          'Look at and change the machine’s own files alone, with libuser: for machines in a directory.',
        default: false,
      },
    },
    required: ['name'],
  },
  examples: [{ title: 'A group', playbook: '- group:\n    name: deploy\n    gid: 1200\n' }],
  returns: {
    name: { type: 'string', description: 'The group.' },
    state: { type: 'string', description: 'What was asked for.' },
    gid: { type: 'integer', description: 'Its number, if it is there.' },
    system: { type: 'boolean', description: 'Whether it was asked for as a group of the system.' },
  },
  check: (args) =>
    args.non_unique && args.gid === undefined
      ? ['non_unique is True but all of the following are missing: gid']
      : [],
  connect: (_args, context) => Promise.resolve(context.connection),
  gather: async (args, connection, context): Promise<GroupFacts> => {
    const found = await lookUp(args, connection, context);
    const isNumberAsked = args.local && args.gid !== undefined && args.state === 'present';
    const holder = isNumberAsked
      ? parseGroups(await linesOf('group', programsOf(connection, context), connection)).find(
          (other) => other.gid === args.gid && other.name !== args.name,
        )
      : undefined;
    const isUnseen = args.local && found === undefined;
    return { group: found, holder, warnings: isUnseen ? [unseen] : [] };
  },
  plan: (args, { group: current, holder, warnings }) => {
    const isWanted = args.state === 'present';
    if (holder !== undefined && current?.gid !== args.gid)
      throw new DroverError('module-failed', {
        detail: `GID '${holder.gid}' already exists with group '${holder.name}'`,
        help: 'Choose a number that is free.',
      });
    const subject = `group ${args.name}`;
    const asked = { args, subject, warnings };
    if (!isWanted) return current === undefined ? same(asked, undefined) : removal(asked, current);
    if (current === undefined) return creation(asked, args);
    return args.gid === undefined || args.gid === current.gid
      ? same(asked, current)
      : renumbering(asked, current, args);
  },
  apply: async ({ detail }, connection, context): Promise<ModuleResult> => {
    const { args, words } = detail;
    const programs = programsOf(connection, context);
    const outcome = await programs.run(words);
    if (outcome.rc !== 0) return { changed: false, failed: true, name: args.name, msg: outcome.stderr };
    const made = await lookUp({ name: args.name, local: words[0].startsWith('lgroup') }, connection, context);
    return { changed: true, ...about(args, made), ...outputs(outcome) };
  },
});

const unseen =
  "'local: true' specified and group was not found in /etc/group. " +
  'The local group may already exist if the local group database exists somewhere other than /etc/group.';

interface Asked {
  readonly args: {
    readonly name: string;
    readonly state: string;
    readonly system: boolean;
    readonly local: boolean;
  };
  readonly subject: string;
  readonly warnings: readonly string[];
}

/** The group with this very name: getent(1) takes one of digits for a number, too. */
async function lookUp(
  { name, local }: { readonly name: string; readonly local: boolean },
  connection: Connection,
  context: TaskContext,
): Promise<GroupEntry | undefined> {
  const text = local
    ? await linesOfFile('group', connection)
    : await linesOf('group', programsOf(connection, context), connection, name);
  return parseGroups(text).find((entry) => entry.name === name);
}

function about({ name, state, system }: GroupDetail['args'], current: GroupEntry | undefined) {
  return { name, state, ...(current === undefined ? {} : { system, gid: current.gid }) };
}

/** libuser's programs are named as the others, with an l before it. */
function program({ local }: { readonly local: boolean }, name: string): string {
  return local ? `l${name}` : name;
}

function numberWords({ gid, non_unique: isShared }: { readonly gid?: number; readonly non_unique: boolean }) {
  return gid === undefined ? [] : ['-g', String(gid), ...(isShared ? ['-o'] : [])];
}

function same({ args, subject, warnings }: Asked, current: GroupEntry | undefined) {
  const detail: GroupDetail = { args, words: ['true'] };
  return {
    action: 'unchanged' as const,
    subject,
    reason: current === undefined ? 'it is not there' : 'it is as asked for',
    changes: [],
    warnings,
    result: about(args, current),
    detail,
  };
}

function removal({ args, subject, warnings }: Asked, current: GroupEntry) {
  const detail: GroupDetail = { args, words: [program(args, 'groupdel'), args.name] };
  const changes = [{ pointer: '/state', before: 'present', after: 'absent' }];
  return {
    action: 'delete' as const,
    subject,
    reason: `it is there (${current.gid})`,
    changes,
    warnings,
    detail,
  };
}

function creation(
  { args, subject, warnings }: Asked,
  wanted: { readonly gid?: number; readonly non_unique: boolean },
) {
  const system = args.system ? ['-r'] : [];
  const detail: GroupDetail = {
    args,
    words: [program(args, 'groupadd'), ...numberWords(wanted), ...system, args.name],
  };
  const changes = [
    { pointer: '/state', before: 'absent', after: 'present' },
    ...(wanted.gid === undefined ? [] : [{ pointer: '/gid', before: undefined, after: wanted.gid }]),
  ];
  return { action: 'create' as const, subject, reason: 'it is not there', changes, warnings, detail };
}

function renumbering(
  { args, subject, warnings }: Asked,
  current: GroupEntry,
  wanted: { readonly gid?: number; readonly non_unique: boolean },
) {
  const detail: GroupDetail = { args, words: [program(args, 'groupmod'), ...numberWords(wanted), args.name] };
  const changes = [{ pointer: '/gid', before: current.gid, after: wanted.gid }];
  const result = about(args, current);
  return {
    action: 'update' as const,
    subject,
    reason: 'its number differs',
    changes,
    warnings,
    result,
    detail,
  };
}
