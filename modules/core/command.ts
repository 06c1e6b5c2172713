import { defineAction, type TaskContext } from '../../engine/module.ts';
import type { Schema } from '../../engine/schema/types.ts';
import { noOutput } from './command-result.ts';
import { guard } from './run-guard.ts';
import { runProgram } from './run-program.ts';
import { expandVariables, splitWords, usersIn } from '../../engine/text/shell-words.ts';

/** Arguments that command and shell share. */
export const commandArguments = {
  cmd: { type: 'string', description: 'The command line.' },
  chdir: { type: 'string', format: 'path', description: 'The folder to run it in.' },
  creates: { type: 'string', description: 'A file (or glob): if it is there, the program is not run.' },
  removes: { type: 'string', description: 'A file (or glob): if it is not there, the program is not run.' },
  stdin: { type: 'string', description: 'Text for its standard input.' },
  stdin_add_newline: {
    type: 'boolean',
    description: 'End the standard input with a newline.',
    default: true,
  },
  strip_empty_ends: {
    type: 'boolean',
    description: 'Take empty lines off the end of its output.',
    default: true,
  },
  warn: { type: 'boolean', description: 'No longer of any effect; accepted so that older roles run.' },
} as const satisfies Readonly<Record<string, Schema>>;

/** What command, shell and script return. */
export const commandReturns = {
  cmd: { description: 'What was run.' },
  rc: { type: 'integer', description: 'Its exit status.' },
  stdout: { type: 'string', description: 'Its standard output.' },
  stdout_lines: {
    type: 'array',
    items: { type: 'string', description: 'A line.' },
    description: 'Its standard output, line by line.',
  },
  stderr: { type: 'string', description: 'Its standard error.' },
  stderr_lines: {
    type: 'array',
    items: { type: 'string', description: 'A line.' },
    description: 'Its standard error, line by line.',
  },
  start: { type: 'string', description: 'When it began.' },
  end: { type: 'string', description: 'When it ended.' },
  delta: { type: 'string', description: 'How long it took.' },
} as const satisfies Readonly<Record<string, Schema>>;

/** What a command line that turns out to be empty comes to. */
export const noCommand = {
  changed: false,
  failed: true,
  cmd: null,
  rc: 256,
  ...noOutput,
  msg: 'no command given',
} as const;

export const command = defineAction({
  name: 'core.command',
  aliases: ['command', 'ansible.builtin.command', 'ansible.legacy.command'],
  summary: 'Runs a program without a shell.',
  args: {
    type: 'object',
    properties: {
      ...commandArguments,
      argv: {
        type: 'array',
        items: { type: 'string', description: 'A word.' },
        description: 'The command as a list of words.',
      },
      expand_argument_vars: {
        type: 'boolean',
        description: 'Replace $NAME in the words by environment variables.',
        default: true,
      },
    },
  },
  freeForm: { argument: 'cmd', parameters: true },
  examples: [
    {
      title: 'Once only',
      playbook: '- command: make-certificate server.pem\n  args:\n    creates: server.pem\n',
    },
  ],
  returns: commandReturns,
  checkMode: 'run',
  check: (args) => {
    if (args.cmd !== undefined && args.argv !== undefined)
      return ['only command or argv can be given, not both'];
    return args.cmd === undefined && args.argv === undefined ? ['no command given'] : [];
  },
  run: async (args, context) => {
    const words = args.argv ?? splitWords(args.cmd ?? '');
    if (words === undefined)
      return { failed: true, rc: 257, msg: `A quote in the command line is not closed: ${args.cmd ?? ''}` };
    const [program, ...rest] = args.expand_argument_vars ? await expanded(words, context) : words;
    if (program === undefined || program === '') return noCommand;
    const instead = await guard(args, context, words);
    if (instead !== undefined) return instead;
    return runProgram({ ...args, words: [program, ...rest], shown: words }, context);
  },
});

async function expanded(words: readonly string[], context: TaskContext): Promise<readonly string[]> {
  const environment = { ...process.env, ...context.environment };
  const homes = new Map<string, string>();
  for (const user of usersIn(words)) {
    const entry = await context.connection.execute(['getent', 'passwd', user], { signal: context.signal });
    const home = entry.stdout.split(':')[5];
    if (home !== undefined) homes.set(user, home);
  }
  return words.map((word) => expandVariables(word, environment, homes));
}
