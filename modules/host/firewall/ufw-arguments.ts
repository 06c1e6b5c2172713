import type { Schema } from '../../../engine/schema/types.ts';

const text = (description: string) => ({ type: 'string', description }) as const;
const flag = (description: string) => ({ type: 'boolean', description, default: false }) as const;

/** The arguments of the ufw module. */
export const ufwArguments = {
  state: {
    type: 'string',
    enum: ['enabled', 'disabled', 'reloaded', 'reset'],
    description: 'On or off, now and after the next start; or read anew; or back to how it was installed.',
  },
  default: {
    type: 'string',
    enum: ['allow', 'deny', 'reject'],
    description: 'What becomes of traffic that no rule is about.',
    aliases: ['policy'],
  },
  logging: {
    type: 'string',
    enum: ['full', 'high', 'low', 'medium', 'off', 'on'],
    description: 'How much is logged.',
  },
  direction: {
    type: 'string',
    enum: ['in', 'incoming', 'out', 'outgoing', 'routed'],
    description: 'Which way: in or out for rules, the others for default.',
  },
  rule: {
    type: 'string',
    enum: ['allow', 'deny', 'limit', 'reject'],
    description: 'What becomes of the traffic of a rule.',
  },
  delete: flag('Take the rule away.'),
  route: flag('The rule is about traffic that is passed on.'),
  insert: { type: 'integer', description: 'The number that the rule gets.' },
  insert_relative_to: {
    type: 'string',
    enum: ['zero', 'first-ipv4', 'last-ipv4', 'first-ipv6', 'last-ipv6'],
    description: 'What that number counts from.',
    default: 'zero',
  },
  interface: { type: 'string', description: 'The interface; needs direction.', aliases: ['if'] },
  interface_in: { type: 'string', description: 'The interface that it comes in by.', aliases: ['if_in'] },
  interface_out: { type: 'string', description: 'The interface that it goes out by.', aliases: ['if_out'] },
  log: flag('Log new connections of the rule.'),
  from_ip: { type: 'string', description: 'Where it comes from.', default: 'any', aliases: ['from', 'src'] },
  from_port: text('The port that it comes from.'),
  to_ip: { type: 'string', description: 'Where it goes.', default: 'any', aliases: ['dest', 'to'] },
  to_port: { type: 'string', description: 'The port, or ports, that it goes to.', aliases: ['port'] },
  proto: {
    type: 'string',
    enum: ['ah', 'any', 'esp', 'ipv6', 'tcp', 'udp', 'gre', 'igmp'],
    description: 'The protocol.',
    aliases: ['protocol'],
  },
  name: { type: 'string', description: 'An application, as ufw app list tells them.', aliases: ['app'] },
  comment: text('A comment on the rule.'),
} as const satisfies Readonly<Record<string, Schema>>;
