import { defineAction } from '../../engine/module.ts';
import { commandArguments, commandReturns, noCommand } from './command.ts';
import { guard } from './run-guard.ts';
import { runProgram } from './run-program.ts';

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
  check: (args) => (args.cmd === undefined ? ['no command given'] : []),
  run: async (args, context) => {
    if (args.cmd === undefined || args.cmd.trim() === '') return noCommand;
    const instead = await guard(args, context, args.cmd);
    if (instead !== undefined) return instead;
    return runProgram({ ...args, words: [args.executable, '-c', args.cmd], shown: args.cmd }, context);
  },
});
