import { defineAction } from '../../engine/module.ts';

export const fail = defineAction({
  name: 'core.fail',
  aliases: ['fail', 'ansible.builtin.fail', 'ansible.legacy.fail'],
  summary: 'Fails with a message.',
  args: {
    type: 'object',
    properties: {
      msg: { description: 'Why it fails; any value.', default: 'Failed as requested from task' },
    },
  },
  examples: [
    {
      title: 'Stop unless there is a data directory',
      playbook: '- fail:\n    msg: Set os_migrate_data_dir.\n  when: os_migrate_data_dir is not defined\n',
    },
  ],
  returns: { msg: { description: 'The message.' } },
  checkMode: 'run',
  run: (args) => Promise.resolve({ failed: true, changed: false, msg: args.msg }),
});
