import { defineAction } from '../../engine/module.ts';

/** Arguments that are no variables of the host; Ansible keeps `host` and `group` as such. */
const own = new Set(['name', 'hostname', 'groups', 'groupname']);

export const addHost = defineAction({
  name: 'core.add_host',
  aliases: ['add_host', 'ansible.builtin.add_host', 'ansible.legacy.add_host'],
  summary: 'Adds a host, with groups and variables, to the inventory in memory.',
  args: {
    type: 'object',
    properties: {
      name: {
        type: 'string',
        description: 'The host, `name` or `name:port`.',
        aliases: ['host', 'hostname'],
      },
      groups: { description: 'Groups, as a list or as text with commas.', aliases: ['group', 'groupname'] },
    },
    required: ['name'],
    additionalProperties: { description: 'A variable of the host.' },
  },
  examples: [
    {
      title: 'A host made in this run',
      playbook:
        '- add_host:\n    name: "{{ server.address }}"\n    groups: conversion_hosts\n    ansible_user: cloud-user\n',
    },
  ],
  returns: { add_host: { description: 'The host, its groups and its variables.' } },
  checkMode: 'run',
  run: (args, context) => {
    const port = /^([^:[\]]+|\[[^\]]+\]):(\d+)$/.exec(args.name);
    const name = (port?.[1] ?? args.name).replace(/^\[|\]$/g, '');
    const groups = groupNames(args.groups);
    const variables = new Map<string, unknown>([...context.rawArguments].filter(([key]) => !own.has(key)));
    if (port?.[2] !== undefined) variables.set('ansible_ssh_port', Number(port[2]));
    const added = { host_name: name, groups, host_vars: Object.fromEntries(variables) };
    return Promise.resolve({
      add_host: added,
      effects: { addHost: { name, groups, variables } },
    });
  },
});

/** Names from a list or from text with commas. */
function groupNames(value: unknown): readonly string[] {
  const parts = Array.isArray(value) ? value : typeof value === 'string' ? value.split(',') : [];
  return parts.map((part) => String(part).trim()).filter((part) => part !== '');
}
