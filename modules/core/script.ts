import {
  defineAction,
  type CommandOutcome,
  type ModuleResult,
  type TaskContext,
} from '../../engine/module.ts';
import { commandReturns } from './command.ts';
import { lines } from './command-result.ts';
import { anyMatch, type GuardArguments } from './run-guard.ts';
import { splitWords } from '../../engine/text/shell-words.ts';

const { rc, stdout, stdout_lines, stderr, stderr_lines } = commandReturns;

export const script = defineAction({
  name: 'core.script',
  aliases: ['script', 'ansible.builtin.script', 'ansible.legacy.script'],
  summary: 'Runs a script of the controller on the host.',
  args: {
    type: 'object',
    properties: {
      cmd: {
        type: 'string',
        description: 'The script and its arguments; looked for in the role’s files folder.',
      },
      chdir: { type: 'string', format: 'path', description: 'The folder to run it in.' },
      creates: { type: 'string', description: 'A file (or glob): if it is there, the script is not run.' },
      removes: {
        type: 'string',
        description: 'A file (or glob): if it is not there, the script is not run.',
      },
      executable: { type: 'string', description: 'A program to run the script with.' },
      decrypt: { type: 'boolean', description: 'Open a script that is a vault.', default: true },
    },
    required: ['cmd'],
  },
  freeForm: { argument: 'cmd', parameters: true },
  examples: [{ title: 'A script of the role', playbook: '- script: prepare.sh --fast\n' }],
  returns: { rc, stdout, stdout_lines, stderr, stderr_lines },
  checkMode: 'run',
  run: async (args, context) => {
    const [name, ...words] = splitWords(args.cmd) ?? [];
    if (name === undefined)
      return { failed: true, msg: 'no script given, or a quote in its arguments is not closed' };
    const path = context.findFile('files', name);
    const instead = await whyNot(args, context);
    if (instead !== undefined) return instead;
    const { files } = context.connection;
    const copy = `/tmp/.drover-script-${process.pid}-${Math.random().toString(36).slice(2)}`;
    const raw = await context.controller.files.read(path);
    const content = args.decrypt ? context.openVault(raw, path) : raw;
    await files.write(copy, content, { mode: 0o700 });
    try {
      // By way of a shell: what cannot be started is then the shell's to tell, as status 126 or 127.
      const outcome = await context.connection.execute(
        ['/bin/sh', '-c', '"$0" "$@"', ...runner(args.executable), copy, ...words],
        {
          environment: context.environment,
          signal: context.signal,
          ...(args.chdir === undefined ? {} : { cwd: args.chdir }),
        },
      );
      return scriptResult(outcome);
    } finally {
      await files.remove(copy);
    }
  },
});

/** Why the script is not run, if it is not; in its own words, which differ from those of command. */
async function whyNot(args: GuardArguments, context: TaskContext): Promise<ModuleResult | undefined> {
  const skipped = (msg: string): ModuleResult => ({ changed: false, skipped: true, msg });
  const { creates, removes } = args;
  if (creates !== undefined && (await anyMatch(creates, args.chdir, context)))
    return skipped(`${creates} exists, matching creates option`);
  if (removes !== undefined && !(await anyMatch(removes, args.chdir, context)))
    return skipped(`${removes} does not exist, matching removes option`);
  if (!context.checkMode) return undefined;
  const isGuarded = creates !== undefined || removes !== undefined;
  return isGuarded ? { changed: true } : skipped('Check mode is not supported for this task.');
}

/** Its output is given as it is, with the newlines at its end. */
function scriptResult({ rc, stdout, stderr }: CommandOutcome): ModuleResult {
  return {
    changed: true,
    rc,
    stdout,
    stdout_lines: lines(stdout),
    stderr,
    stderr_lines: lines(stderr),
    ...(rc === 0 ? {} : { failed: true, msg: 'non-zero return code' }),
  };
}

function runner(executable: string | undefined): readonly string[] {
  return executable === undefined ? [] : (splitWords(executable) ?? [executable]);
}
