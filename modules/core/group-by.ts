import { defineAction } from '../../engine/module.ts';

export const groupBy = defineAction({
  name: 'core.group_by',
  aliases: ['group_by', 'ansible.builtin.group_by', 'ansible.legacy.group_by'],
  summary: 'Puts the host into a group that is named by a value.',
  args: {
    type: 'object',
    properties: {
      key: { type: 'string', description: 'The name of the group; spaces become dashes.' },
      parents: {
        description: 'The group that it is a child of, or a list of them.',
        default: 'all',
      },
    },
    required: ['key'],
  },
  examples: [
    {
      title: 'Group by distribution',
      playbook: "- group_by:\n    key: os_{{ ansible_facts['distribution'] }}\n",
    },
  ],
  returns: {
    add_group: { type: 'string', description: 'The group.' },
    parent_groups: {
      type: 'array',
      items: { type: 'string', description: 'A group.' },
      description: 'Its parents.',
    },
  },
  checkMode: 'run',
  run: (args) => {
    const name = args.key.replaceAll(' ', '-');
    const parents = [args.parents].flat().map((parent) => String(parent).replaceAll(' ', '-'));
    return Promise.resolve({
      add_group: name,
      parent_groups: parents,
      effects: { addGroup: { name, parents } },
    });
  },
});
