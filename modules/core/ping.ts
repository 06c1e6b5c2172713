import { defineAction } from '../../engine/module.ts';

export const ping = defineAction({
  name: 'core.ping',
  aliases: ['ping', 'ansible.builtin.ping', 'ansible.legacy.ping'],
  summary: 'Tells that the host can be worked on.',
  args: {
    type: 'object',
    properties: { data: { type: 'string', description: 'What to answer; `crash` fails.', default: 'pong' } },
  },
  examples: [{ title: 'Is it there?', playbook: '- ping:\n' }],
  returns: { ping: { type: 'string', description: 'What was asked for.' } },
  checkMode: 'run',
  run: (args) =>
    args.data === 'crash'
      ? Promise.reject(new Error('boom'))
      : Promise.resolve({ changed: false, ping: args.data }),
});
