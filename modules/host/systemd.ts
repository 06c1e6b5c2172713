import { defineModule } from '../../engine/module.ts';
import { unitArguments } from './services/unit-arguments.ts';
import { applyUnit, planUnit, readUnit } from './services/unit-plan.ts';

export const systemd = defineModule({
  name: 'host.systemd',
  aliases: [
    'systemd',
    'ansible.builtin.systemd',
    'ansible.legacy.systemd',
    'systemd_service',
    'ansible.builtin.systemd_service',
    'ansible.legacy.systemd_service',
  ],
  summary: 'Starts, stops, enables and masks units of systemd.',
  args: {
    type: 'object',
    properties: {
      name: { type: 'string', description: 'The unit.', aliases: ['service', 'unit'] },
      state: {
        type: 'string',
        enum: ['reloaded', 'restarted', 'started', 'stopped'],
        description: 'What it is to be. One that is to be reloaded or restarted, and is stopped, is started.',
      },
      enabled: { type: 'boolean', description: 'Whether it is started when the machine starts.' },
      ...unitArguments,
    },
  },
  examples: [
    {
      title: 'A unit that was just written',
      playbook:
        '- systemd:\n    name: agent.service\n    state: started\n    enabled: true\n    daemon_reload: true\n',
    },
  ],
  returns: {
    name: { type: 'string', description: 'The unit.' },
    state: { type: 'string', description: 'What it is.' },
    enabled: { type: 'boolean', description: 'Whether it is started when the machine starts.' },
    status: {
      type: 'object',
      description: 'What systemctl show told of it before.',
      properties: {},
      additionalProperties: true,
    },
  },
  check: (args) => {
    const { state, enabled, masked, daemon_reload: isReload, daemon_reexec: isReexec, name } = args;
    const needs = { state, enabled, masked };
    const problems = Object.entries(needs)
      .filter(([, value]) => value !== undefined && name === undefined)
      .map(([key]) => `missing parameter(s) required by '${key}': name`);
    const isNothing = Object.values(needs).every((value) => value === undefined) && !isReload && !isReexec;
    if (isNothing)
      problems.push('one of the following is required: state, enabled, masked, daemon_reload, daemon_reexec');
    const glob = ['*', '?', '['].find((sign) => name?.includes(sign));
    if (glob !== undefined)
      problems.push(
        `This module does not currently support using glob patterns, found '${glob}' in service name: ${name ?? ''}`,
      );
    return problems;
  },
  connect: (_args, context) => Promise.resolve(context.connection),
  gather: readUnit,
  plan: planUnit,
  apply: applyUnit,
});
