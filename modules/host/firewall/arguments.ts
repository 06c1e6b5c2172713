import type { Schema } from '../../../engine/schema/types.ts';

const text = (description: string) => ({ type: 'string', description }) as const;

/** The arguments of the firewalld module. */
export const firewalldArguments = {
  zone: text('The zone. Default: the default zone.'),
  service: text('A service, as firewall-cmd --get-services tells them.'),
  port: text('A port or range, with its protocol: 8080/tcp, 8000-8010/udp.'),
  protocol: text('A protocol: icmp, gre.'),
  port_forward: {
    type: 'array',
    items: {
      type: 'object',
      description: 'A port that is passed on.',
      properties: {
        port: { description: 'The port.' },
        proto: { description: 'tcp or udp.' },
        toport: { description: 'The port that it is passed on to.' },
        toaddr: { description: 'The address that it is passed on to.' },
      },
      additionalProperties: true,
    },
    description: 'A port that is passed on; one at a time.',
  },
  rich_rule: text('A rule in the rich language.'),
  source: text('A network whose traffic belongs to the zone.'),
  interface: text('An interface whose traffic belongs to the zone.'),
  icmp_block: text('A type of ICMP that is not let through.'),
  icmp_block_inversion: text('Whether blocked types of ICMP are those that are let through.'),
  masquerade: text('Whether addresses behind it are hidden.'),
  target: {
    type: 'string',
    enum: ['default', 'ACCEPT', 'DROP', '%%REJECT%%'],
    description: 'What becomes of traffic that nothing is said of.',
  },
  permanent: { type: 'boolean', description: 'Keep it: it holds from the next reload on.' },
  immediate: {
    type: 'boolean',
    description: 'Let it hold at once. Without permanent, that is so anyway.',
    default: false,
  },
  state: {
    type: 'string',
    enum: ['absent', 'disabled', 'enabled', 'present'],
    description: 'enabled or disabled; for a zone itself, and for a target, present or absent.',
  },
  timeout: {
    type: 'integer',
    description: 'How many seconds it holds, where it is not kept; 0 for ever.',
    default: 0,
  },
  offline: {
    type: 'boolean',
    description: 'Accepted: where firewalld does not run, its files are changed anyway.',
  },
} as const satisfies Readonly<Record<string, Schema>>;
