import { defineAction, type TaskContext } from '../../engine/module.ts';

export const debug = defineAction({
  name: 'core.debug',
  aliases: ['debug', 'ansible.builtin.debug', 'ansible.legacy.debug'],
  summary: 'Shows a message or the value of a variable.',
  args: {
    type: 'object',
    properties: {
      msg: { description: 'What to show; any value.' },
      var: { type: 'string', description: 'An expression to show the value of, without braces.' },
      verbosity: { type: 'integer', description: 'Show it only with at least this many -v.', default: 0 },
    },
  },
  examples: [
    {
      title: 'Show a message',
      playbook: "- debug:\n    msg: 'There are {{ networks | length }} networks.'\n",
    },
    { title: 'Show a variable', playbook: '- debug:\n    var: os_migrate_data_dir\n' },
  ],
  returns: { msg: { description: 'The message.' } },
  checkMode: 'run',
  check: (args) =>
    args.msg !== undefined && args.var !== undefined ? ["'msg' and 'var' are incompatible options"] : [],
  run: (args, context) => {
    if (args.verbosity > context.verbosity) {
      return Promise.resolve({ skipped: true, skipped_reason: 'Verbosity threshold not met.' });
    }
    const shown =
      args.var === undefined
        ? { msg: context.rawArguments.has('msg') ? context.rawArguments.get('msg') : 'Hello world!' }
        : shownVariable(args.var, context);
    return Promise.resolve({ changed: false, ...shown, _ansible_verbose_always: true });
  },
});

type Scope = Pick<TaskContext, 'evaluate' | 'holds'>;

function shownVariable(name: string, scope: Scope): Record<string, unknown> {
  return { [name]: isDefined(name, scope) ? scope.evaluate(name) : 'VARIABLE IS NOT DEFINED!' };
}

/** What cannot be read counts as defined: evaluating it by itself says why in words of its own. */
function isDefined(name: string, scope: Scope): boolean {
  try {
    return scope.holds(`(${name}) is defined`);
  } catch {
    return true;
  }
}
