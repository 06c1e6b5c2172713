import { DroverError } from '../../engine/diagnostics/drover-error.ts';
import { defineModule, type Connection, type ModuleResult } from '../../engine/module.ts';
import { makeCalls, type Call } from './calls.ts';
import { programsOf } from './programs.ts';

/** debconf-show(1) says this in place of a password. */
const omitted = '(password omitted)';

export const debconf = defineModule({
  name: 'host.debconf',
  aliases: ['debconf', 'ansible.builtin.debconf', 'ansible.legacy.debconf'],
  summary: 'Answers the questions that a package of Debian or Ubuntu asks when it is installed.',
  description: 'A password cannot be read back: setting one counts as a change each time.',
  args: {
    type: 'object',
    properties: {
      name: { type: 'string', description: 'The package.', aliases: ['pkg'] },
      question: {
        type: 'string',
        description: 'The question. Without it: tells the answers that are there.',
        aliases: ['selection', 'setting'],
      },
      vtype: {
        type: 'string',
        enum: [
          ...(['boolean', 'error', 'multiselect', 'note', 'password', 'seen', 'select'] as const),
          ...(['string', 'text', 'title'] as const),
        ],
        description: 'The type of the question.',
      },
      value: { type: 'string', description: 'The answer.', aliases: ['answer'] },
      unseen: { type: 'boolean', description: 'The question is asked all the same.', default: false },
    },
    required: ['name'],
  },
  examples: [
    {
      title: 'The time zone',
      playbook:
        '- debconf:\n    name: tzdata\n    question: tzdata/Areas\n    vtype: select\n    value: Europe\n',
    },
  ],
  returns: {
    current: {
      type: 'object',
      description: 'The answer, or all that there are where nothing changed.',
      properties: {},
      additionalProperties: true,
    },
    previous: {
      type: 'object',
      description: 'The answer before, where it changed.',
      properties: {},
      additionalProperties: true,
    },
  },
  check: ({ question, vtype, value }) => {
    const given = [question, vtype, value].filter((each) => each !== undefined).length;
    return given === 0 || given === 3 ? [] : ['parameters are required together: question, vtype, value'];
  },
  connect: (_args, context) => Promise.resolve(context.connection),
  gather: async ({ name }, connection, context) => {
    const { rc, stdout, stderr } = await programsOf(connection, context).run(['debconf-show', name]);
    if (rc === 0) return parseAnswers(stdout);
    throw new DroverError('module-failed', {
      detail: stderr.trim(),
      help: 'debconf works for the superuser: become: true.',
    });
  },
  plan: (args, answers) => {
    const { name, question, vtype } = args;
    const subject = `debconf of ${name}`;
    const before = question === undefined ? undefined : answers[question];
    const value = spelling(args.value ?? '', vtype, before);
    const isSame = question === undefined || spelling(before, vtype, before) === value;
    if (isSame) {
      const calls: readonly Call[] = [];
      const reason = question === undefined ? 'nothing was asked for' : `${question} is as asked for`;
      return {
        action: 'unchanged' as const,
        subject,
        reason,
        changes: [],
        result: { msg: '', current: answers },
        detail: calls,
      };
    }
    // A password shows nowhere but on the standard input of the program that sets it.
    const shown = vtype === 'password' ? omitted : value;
    const unseen = args.unseen ? ['-u'] : [];
    const stdin = [name, question, vtype, written(value, vtype)].join(' ');
    const calls: readonly Call[] = [{ words: ['debconf-set-selections', ...unseen], stdin }];
    return {
      action: 'update' as const,
      subject,
      reason: `${question} differs`,
      changes: [
        { pointer: `/answers/${question.replaceAll('~', '~0').replaceAll('/', '~1')}`, before, after: shown },
      ],
      diff: { before: `${question}: ${before ?? ''}\n`, after: `${question}: ${shown}\n` },
      result: {
        msg: '',
        current: { [question]: shown },
        previous: before === undefined ? { ...answers, [question]: '' } : { [question]: before },
      },
      detail: calls,
    };
  },
  apply: async ({ detail }, connection: Connection, context): Promise<ModuleResult> => {
    const outcome = await makeCalls(detail, programsOf(connection, context));
    return outcome.rc === 0
      ? { changed: true, msg: outcome.stdout }
      : { changed: false, failed: true, msg: outcome.stderr.trim() };
  },
});

/** Lines `* question: answer`; the star tells that it was asked. */
function parseAnswers(text: string): Readonly<Record<string, string>> {
  const lines = text.split('\n').filter((line) => line.includes(':'));
  return Object.fromEntries(
    lines.map((line) => {
      const at = line.indexOf(':');
      return [
        line
          .slice(0, at)
          .replace(/^\*+|\*+$/g, '')
          .trim(),
        line.slice(at + 1).trim(),
      ] as const;
    }),
  );
}

/** Answers of yes or no are compared without heed of their case, where there is one to compare with. */
function spelling<T extends string | undefined>(
  value: T,
  vtype: string | undefined,
  before: string | undefined,
): T {
  // The type says that a text stays a text, and nothing stays nothing.
  return vtype === 'boolean' && before !== undefined ? (value?.toLowerCase() as T) : value;
}

function written(value: string, vtype: string | undefined): string {
  return vtype === 'boolean' && /^(?:True|False)$/.test(value) ? value.toLowerCase() : value;
}
