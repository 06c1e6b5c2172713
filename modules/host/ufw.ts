import { DroverError } from '../../engine/diagnostics/drover-error.ts';
import {
  defineModule,
  type Module,
  type Change,
  type Connection,
  type ModuleResult,
  type TaskContext,
} from '../../engine/module.ts';
import { ufwArguments } from './firewall/ufw-arguments.ts';
import {
  areRulesOther,
  defaultWords,
  insertAt,
  isDefaultOther,
  isLoggingOther,
  knowsComments,
  ruleWords,
  shownCall,
  stateWords,
  type AskedUfw,
} from './firewall/ufw-words.ts';
import { programsOf, type Programs } from './programs.ts';

/** One thing that is done: the words for ufw, and what becomes other by it. */
interface Deed {
  readonly words: readonly string[];
  readonly change?: Change;
}

interface Facts {
  readonly program: string;
  readonly deeds: readonly Deed[];
  readonly status: string;
  /** Everything that was asked, as results tell it. */
  readonly asked: readonly string[];
}

/* Its type is said here: that of its many arguments would be worked out again by all who list it. */
export const ufw: Module = defineModule({
  name: 'host.ufw',
  aliases: ['ufw', 'community.general.ufw', 'ansible.builtin.ufw'],
  summary: 'Sets rules and defaults of ufw, and switches it on and off.',
  args: { type: 'object', properties: ufwArguments },
  examples: [
    {
      title: 'SSH and nothing else',
      playbook:
        '- ufw:\n    rule: limit\n    port: "22"\n    proto: tcp\n- ufw:\n    state: enabled\n    default: deny\n',
    },
  ],
  returns: {
    commands: {
      type: 'array',
      items: { type: 'string', description: 'A command.' },
      description: 'What was run.',
    },
    msg: { type: 'string', description: 'The status afterwards.' },
  },
  check: (args) => {
    const { direction } = args;
    const problems: string[] = [];
    const exclusive = [
      ['name', 'proto', 'logging'],
      ['direction', 'interface_in'],
      ['direction', 'interface_out'],
    ] as const;
    for (const names of exclusive)
      if (names.filter((name) => args[name] !== undefined).length > 1)
        problems.push(`parameters are mutually exclusive: ${names.join('|')}`);
    if ([args.state, args.default, args.rule, args.logging].every((value) => value === undefined))
      problems.push('one of the following is required: state, default, rule, logging');
    if (args.interface !== undefined && direction === undefined)
      problems.push("missing parameter(s) required by 'interface': direction");
    if (
      args.default !== undefined &&
      direction !== undefined &&
      !['outgoing', 'incoming', 'routed'].includes(direction)
    )
      problems.push(
        'For default, direction must be one of "outgoing", "incoming" and "routed", or direction must not be specified.',
      );
    if (args.rule !== undefined && direction !== undefined && !['in', 'out'].includes(direction))
      problems.push(
        'For rules, direction must be one of "in" and "out", or direction must not be specified.',
      );
    if (
      args.rule !== undefined &&
      !args.route &&
      args.interface_in !== undefined &&
      args.interface_out !== undefined
    )
      problems.push('Only route rules can combine interface_in and interface_out');
    return problems;
  },
  connect: (_args, context) => Promise.resolve(context.connection),
  gather: (args, connection, context) => readUfw(args, connection, context),
  plan: (_args, { deeds, status, asked, program }) => {
    const changes = deeds.flatMap(({ change }) => (change === undefined ? [] : [change]));
    const isSame = changes.length === 0;
    const commands = [...asked, ...deeds.map(({ words }) => shownCall(program, words))];
    return {
      action: isSame ? 'unchanged' : 'update',
      subject: 'ufw',
      reason: isSame
        ? 'it is as asked for'
        : `${changes.map(({ pointer }) => pointer.slice(1)).join(', ')}: other than asked for`,
      changes,
      result: { commands, ...(isSame ? { msg: status.trimEnd() } : {}) },
      detail: { deeds, commands },
    };
  },
  apply: async ({ detail }, connection, context): Promise<ModuleResult> => {
    const programs = programsOf(connection, context);
    for (const { words } of detail.deeds) await run(words, programs);
    return { changed: true, msg: (await run(['status', 'verbose'], programs)).trimEnd() };
  },
});

async function run(words: readonly string[], programs: Programs): Promise<string> {
  const { rc, stdout, stderr } = await programs.run(['ufw', ...words]);
  if (rc === 0) return stdout;
  throw new DroverError('command-failed', {
    detail: stderr.trim() || stdout.trim(),
    help: `ufw ${words.join(' ')} failed with status ${rc}. ufw status verbose on the machine tells what there is.`,
  });
}

const ruleFiles = ['/lib/ufw', '/etc/ufw', '/var/lib/ufw'].flatMap((folder) => [
  `${folder}/user.rules`,
  `${folder}/user6.rules`,
]);

async function readUfw(asked: AskedUfw, connection: Connection, context: TaskContext): Promise<Facts> {
  const programs = programsOf(connection, context);
  const program = await programs.need('ufw');
  const grep = await programs.need('grep');
  const status = await run(['status', 'verbose'], programs);
  const { stdout: rules } = await programs.run([grep, '-h', '^### tuple', ...ruleFiles]);
  const told = [`${program} status verbose`, `${grep} -h '^### tuple' ${ruleFiles.join(' ')}`];
  const deeds = [
    ...stateDeeds(asked, status),
    ...defaultDeeds(asked, status),
    ...(await ruleDeeds(asked, rules, programs)),
    ...loggingDeeds(asked, status),
  ];
  const version = asked.rule === undefined ? [] : [`${program} --version`];
  return { program, deeds, status, asked: [...told, ...version] };
}

function stateDeeds({ state }: AskedUfw, status: string): readonly Deed[] {
  if (state === undefined) return [];
  const isOn = status.includes(' active');
  const isOther = state === 'enabled' ? !isOn : state === 'disabled' ? isOn : true;
  const change = { pointer: '/state', before: isOn ? 'enabled' : 'disabled', after: state };
  return [{ words: stateWords(state), ...(isOther ? { change } : {}) }];
}

/** Its status tells the defaults only where it is on. */
function defaultDeeds({ default: value, direction }: AskedUfw, status: string): readonly Deed[] {
  if (value === undefined) return [];
  const change = { pointer: `/default/${direction ?? 'incoming'}`, before: undefined, after: value };
  return [
    {
      words: defaultWords(value, direction),
      ...(isDefaultOther(status, value, direction) ? { change } : {}),
    },
  ];
}

function loggingDeeds({ logging }: AskedUfw, status: string): readonly Deed[] {
  if (logging === undefined) return [];
  const change = { pointer: '/logging', before: undefined, after: logging };
  return [{ words: ['logging', logging], ...(isLoggingOther(status, logging) ? { change } : {}) }];
}

/** A trial tells whether the rule is there already. */
async function ruleDeeds(asked: AskedUfw, rules: string, programs: Programs): Promise<readonly Deed[]> {
  const { rule } = asked;
  if (rule === undefined) return [];
  const hasComments = knowsComments(await run(['--version'], programs));
  if (hasComments === undefined)
    throw new DroverError('module-failed', {
      detail: 'Failed to get ufw version.',
      help: 'See what ufw --version says on the machine.',
    });
  const isRelative = asked.insert !== undefined && asked.insert_relative_to !== 'zero';
  const numbered = isRelative ? await run(['status', 'numbered'], programs) : '';
  const words = ruleWords(asked, rule, insertAt(asked, numbered), hasComments);
  const trial = await run(['--dry-run', ...words], programs);
  const change = { pointer: '/rule', before: undefined, after: words.join(' ') };
  return [{ words, ...(areRulesOther(rules, trial, asked) ? { change } : {}) }];
}
