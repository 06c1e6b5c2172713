import { defineAction } from '../../engine/module.ts';
import { commandArguments, commandReturns } from './command.ts';
import { commandResult, timed } from './command-result.ts';
import { guard } from './run-guard.ts';

export const shell = defineAction({
  name: 'core.shell',
  aliases: ['shell', 'ansible.builtin.shell', 'ansible.legacy.shell'],
  summary: 'Runs a command line in a shell.',
  args: {
    type: 'object',
    properties: {
      ...commandArguments,
      executable: { type: 'string', format: 'path', description: 'The shell.', default: '/bin/sh' },
    },
    required: ['cmd'],
  },
  freeForm: { argument: 'cmd', parameters: true },
  examples: [
    {
      title: 'A pipe',
      playbook:
        "- shell: openstack network list -f json | jq '.[].Name'\n  register: names\n  changed_when: false\n",
    },
  ],
  returns: commandReturns,
  checkMode: 'run',
  run: async (args, context) => {
    const instead = await guard(args, context, args.cmd);
    if (instead !== undefined) return instead;
    const { value, times } = await timed(() =>
      context.connection.execute([args.executable, '-c', args.cmd], {
        environment: context.environment,
        signal: context.signal,
        ...(args.chdir === undefined ? {} : { cwd: args.chdir }),
        ...(args.stdin === undefined
          ? {}
          : { stdin: args.stdin_add_newline ? `${args.stdin}\n` : args.stdin }),
      }),
    );
    return commandResult(value, { command: args.cmd, times, stripEmptyEnds: args.strip_empty_ends });
  },
});
