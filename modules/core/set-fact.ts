import { defineAction } from '../../engine/module.ts';
import { badVariableName, isVariableName } from './variable-name.ts';

export const setFact = defineAction({
  name: 'core.set_fact',
  aliases: ['set_fact', 'ansible.builtin.set_fact', 'ansible.legacy.set_fact'],
  summary: 'Sets variables of a host for the rest of the run.',
  description: 'Values keep their types: `"{{ 1 }}"` is a number.',
  args: {
    type: 'object',
    properties: {
      cacheable: { type: 'boolean', description: 'Keep them as facts, too.', default: false },
    },
    additionalProperties: { description: 'A variable and its value.' },
  },
  freeForm: { argument: '_raw_params', parameters: true },
  examples: [
    {
      title: 'Remember a list',
      playbook: '- set_fact:\n    network_names: "{{ networks | map(attribute=\'name\') | list }}"\n',
    },
  ],
  returns: { ansible_facts: { description: 'The variables that were set.' } },
  checkMode: 'run',
  run: (args, context) => {
    const facts = new Map([...context.rawArguments].filter(([name]) => name !== 'cacheable'));
    const wrong = [...facts.keys()].find((name) => !isVariableName(name));
    if (wrong !== undefined) return Promise.resolve({ failed: true, msg: badVariableName(wrong) });
    if (facts.size === 0) {
      return Promise.resolve({
        failed: true,
        msg: 'No key/value pairs provided, at least one is required for this action to succeed',
      });
    }
    return Promise.resolve({
      changed: false,
      ansible_facts: Object.fromEntries(facts),
      effects: { setFacts: facts, cacheable: args.cacheable },
    });
  },
});
