import { qosPolicies } from './collections.ts';
import { descriptionField, foundByName, nameField, standardInfo, tagsField } from '../kind/common-fields.ts';
import { defineKind } from '../kind/kind.ts';
import type { Schema } from '../../../engine/schema/types.ts';
import { normaliseRules, RULE_TYPES, rulesCodec, setRules, settleRules } from './qos-rules.ts';

/** QoS policies with their rules. Rules of the fields: Neutron's API reference, "QoS policies", and its default policies. */
export const qosPolicy = defineKind({
  collection: qosPolicies,
  type: 'openstack.network.QoSPolicy',
  file: 'qos_policies.yml',
  plural: 'qos_policies',
  about: 'How fast ports, networks and floating IPs may be. Administrators make them.',
  ...foundByName('QoS policy'),
  adminOnly: true,
  needsAdmin: 'import',
  fields: [
    nameField,
    descriptionField,
    {
      name: 'is_shared',
      wire: 'shared',
      set: 'always',
      born: false,
      schema: { type: 'boolean', nullable: true, description: 'Whether all projects may use it.' },
    },
    {
      name: 'is_default',
      set: 'always',
      born: false,
      extension: 'qos-default',
      schema: {
        type: 'boolean',
        nullable: true,
        description: 'Whether new networks of the project get it. A project has one such policy.',
      },
    },
    {
      name: 'rules',
      set: 'always',
      empty: [],
      born: [],
      sorted: ['type', 'direction'],
      normalise: normaliseRules,
      codec: rulesCodec,
      call: setRules,
      schema: {
        type: 'array',
        nullable: true,
        description: 'Its rules: of a type, one for each direction.',
        items: {
          type: 'object',
          description: 'A rule.',
          required: ['type'],
          properties: {
            type: { type: 'string', enum: Object.keys(RULE_TYPES), description: 'What it is about.' },
            direction: {
              type: 'string',
              enum: ['egress', 'ingress', 'any'],
              nullable: true,
              description:
                'egress: from the port (what it is where nobody says). ingress: to it. any: both, for minimum_packet_rate.',
            },
            max_kbps: limit('bandwidth_limit: the most, in kbit/s.'),
            max_burst_kbps: limit(
              'bandwidth_limit: what may go beyond it for a moment, in kbit. 0: the cloud chooses.',
            ),
            min_kbps: limit('minimum_bandwidth: the least, in kbit/s.'),
            dscp_mark: {
              type: 'integer',
              nullable: true,
              minimum: 0,
              maximum: 56,
              description: 'dscp_marking: the mark of its packets.',
            },
            max_kpps: limit('packet_rate_limit: the most, in thousand packets a second.'),
            max_burst_kpps: limit(
              'packet_rate_limit: what may go beyond it for a moment, in thousand packets.',
            ),
            min_kpps: limit('minimum_packet_rate: the least, in thousand packets a second.'),
          },
        },
      },
    },
    // Neutron has the tags of policies beside the path of the policies.
    tagsField(qosPolicies, { path: '/policies' }),
  ],
  info: standardInfo,
  behaviour: { prepare: settleRules },
});

function limit(description: string): Schema {
  return { type: 'integer', nullable: true, minimum: 0, description };
}
