import { defineAction } from '../../engine/module.ts';

export const assert = defineAction({
  name: 'core.assert',
  aliases: ['assert', 'ansible.builtin.assert', 'ansible.legacy.assert'],
  summary: 'Fails unless conditions hold.',
  args: {
    type: 'object',
    properties: {
      that: { description: 'A condition, or a list of conditions that all must hold; without braces.' },
      fail_msg: { description: 'The message when one does not hold; a text or a list.', aliases: ['msg'] },
      success_msg: { description: 'The message when all hold; a text or a list.' },
      quiet: {
        type: 'boolean',
        description: 'Leave the list of conditions out of the result.',
        default: false,
      },
    },
    required: ['that'],
  },
  examples: [
    {
      title: 'Check an input',
      playbook:
        '- assert:\n    that:\n      - os_migrate_data_dir is defined\n      - os_migrate_networks_filter | length > 0\n',
    },
  ],
  returns: {
    assertion: { description: 'The condition that does not hold.' },
    evaluated_to: { type: 'boolean', description: 'What it evaluated to.' },
    msg: { description: 'The message.' },
  },
  checkMode: 'run',
  run: (args, context) => {
    const that = context.rawArguments.get('that');
    const conditions: readonly unknown[] = Array.isArray(that) ? that : [that];
    const verbose = args.quiet ? {} : { _ansible_verbose_always: true };
    for (const condition of conditions) {
      if (!context.holds(condition)) {
        return Promise.resolve({
          failed: true,
          changed: false,
          assertion: condition,
          evaluated_to: false,
          msg: args.fail_msg ?? 'Assertion failed',
          ...verbose,
        });
      }
    }
    return Promise.resolve({ changed: false, msg: args.success_msg ?? 'All assertions passed', ...verbose });
  },
});
