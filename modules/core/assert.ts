import { DroverError, messageOf } from '../../engine/diagnostics/drover-error.ts';
import { defineAction, type TaskContext } from '../../engine/module.ts';

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
    const wrong =
      messageProblem('fail_msg or msg', args.fail_msg) ?? messageProblem('success_msg', args.success_msg);
    if (wrong !== undefined) return Promise.resolve({ failed: true, msg: wrong });
    const that = context.rawArguments.get('that');
    const conditions: readonly unknown[] = Array.isArray(that) ? that : [that];
    const verbose = args.quiet ? {} : { _ansible_verbose_always: true };
    for (const condition of conditions) {
      if (!holds(condition, context)) {
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

function holds(condition: unknown, context: TaskContext): boolean {
  try {
    return context.holds(condition);
  } catch (error) {
    const text = String(condition);
    const inner = error instanceof DroverError ? error.diagnostic : undefined;
    throw new DroverError(inner?.code ?? 'template-failed', {
      detail: `The conditional check '${text}' failed. The error was: error while evaluating conditional (${text}): ${messageOf(error)}`,
      help: inner?.help,
      cause: error,
    });
  }
}

/** Messages are texts or lists of texts. */
function messageProblem(name: string, message: unknown): string | undefined {
  if (message === undefined || typeof message === 'string') return undefined;
  if (!Array.isArray(message))
    return `Incorrect type for ${name}, expected a string or list and got <class '${pythonType(message)}'>`;
  return message.every((one) => typeof one === 'string')
    ? undefined
    : `Type of one of the elements in ${name} list is not string type`;
}

function pythonType(value: unknown): string {
  if (typeof value === 'number') return Number.isInteger(value) ? 'int' : 'float';
  return value === null ? 'NoneType' : typeof value === 'boolean' ? 'bool' : 'dict';
}
