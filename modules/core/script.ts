import { defineAction } from '../../engine/module.ts';
import { commandReturns } from './command.ts';
import { commandResult, timed } from './command-result.ts';
import { guard } from './run-guard.ts';
import { splitWords } from './words.ts';

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
    },
    required: ['cmd'],
  },
  freeForm: { argument: 'cmd', parameters: true },
  examples: [{ title: 'A script of the role', playbook: '- script: prepare.sh --fast\n' }],
  returns: commandReturns,
  checkMode: 'run',
  run: async (args, context) => {
    const [name, ...words] = splitWords(args.cmd) ?? [];
    if (name === undefined)
      return { failed: true, msg: 'no script given, or a quote in its arguments is not closed' };
    const path = context.findFile('files', name);
    const instead = await guard(args, context, args.cmd);
    if (instead !== undefined) return instead;
    const { files } = context.connection;
    const copy = `/tmp/.drover-script-${process.pid}-${Math.random().toString(36).slice(2)}`;
    const content = context.openVault(await context.controller.files.read(path), path);
    await files.write(copy, content, { mode: 0o700 });
    try {
      const { value, times } = await timed(() =>
        context.connection.execute([...runner(args.executable), copy, ...words] as [string, ...string[]], {
          environment: context.environment,
          signal: context.signal,
          ...(args.chdir === undefined ? {} : { cwd: args.chdir }),
        }),
      );
      return commandResult(value, { command: args.cmd, times, stripEmptyEnds: true });
    } finally {
      await files.remove(copy);
    }
  },
});

function runner(executable: string | undefined): readonly string[] {
  return executable === undefined ? [] : (splitWords(executable) ?? [executable]);
}
