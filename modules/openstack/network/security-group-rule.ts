import { DroverError } from '../../../engine/diagnostics/drover-error.ts';
import type { Body } from '../api/session.types.ts';
import { addressGroups, securityGroupRules, securityGroups } from './collections.ts';
import { reference } from '../kind/codecs.ts';
import { standardInfo } from '../kind/common-fields.ts';
import type { ImportFacts } from '../kind/import-facts.ts';
import { defineKind, type Made } from '../kind/kind.ts';
import { nameIn } from '../kind/labels.ts';
import { referenceSchema, requiredReferenceSchema } from '../kind/schemas.ts';
import { isBody, textOf } from '../kind/wire.ts';
import { createOne, noted, type CreateOptions, type Writer } from '../kind/write.ts';
import { ruleLabel, ruleText } from './rule-text.ts';

/**
 * Rules of security groups. A rule cannot be changed, and two that say the same are one: it is found again by what it
 * says. Rules of the fields: Neutron's API reference, "Security group rules". They have no tags: Neutron shows an empty
 * list with them, but has no call to set it.
 */
export const securityGroupRule = defineKind({
  collection: securityGroupRules,
  type: 'openstack.network.SecurityGroupRule',
  file: 'security_group_rules.yml',
  plural: 'security_group_rules',
  about: 'What a security group lets through.',
  parent: { collection: securityGroups, key: 'security_group_id', reference: 'security_group_ref' },
  roles: {
    label:
      "{{ item.params.security_group_ref.name }} {{ item.params.direction }} {{ item.params.protocol | default('any', true) }}",
  },
  scopedToProject: false,
  sameIsOne: true,
  keys: (body) => [ruleText(body, textOf(body, 'security_group_id') ?? '')],
  label: (params) => `rule ${ruleLabel(params)} of security group "${nameIn(params['security_group_ref'])}"`,
  identity: (params) =>
    ruleText(
      {
        ...params,
        ethertype: params['ether_type'],
        remote_group_id: nameIn(params['remote_group_ref']),
        remote_address_group_id: nameIn(params['remote_address_group_ref']),
      },
      nameIn(params['security_group_ref']),
    ),
  fields: [
    {
      name: 'security_group_ref',
      wire: 'security_group_id',
      set: 'create',
      identifies: true,
      codec: reference(securityGroups),
      schema: requiredReferenceSchema('The group that it belongs to.'),
    },
    {
      name: 'direction',
      set: 'create',
      identifies: true,
      schema: {
        type: 'string',
        enum: ['ingress', 'egress'],
        description: 'ingress: to the port, egress: from it.',
      },
    },
    {
      name: 'ether_type',
      wire: 'ethertype',
      set: 'create',
      identifies: true,
      schema: { type: 'string', enum: ['IPv4', 'IPv6'], description: 'The version of IP.' },
    },
    {
      name: 'protocol',
      set: 'create',
      identifies: true,
      schema: {
        nullable: true,
        description: 'The protocol, by name or number. Null: any.',
        anyOf: [
          { type: 'string', description: 'tcp, udp, icmp, ... or a number.' },
          { type: 'integer', minimum: 0, maximum: 255, description: "IANA's number." },
        ],
      },
    },
    {
      name: 'port_range_min',
      set: 'create',
      identifies: true,
      schema: {
        type: 'integer',
        nullable: true,
        minimum: 0,
        maximum: 65535,
        description: 'The first port; for ICMP the type.',
      },
    },
    {
      name: 'port_range_max',
      set: 'create',
      identifies: true,
      schema: {
        type: 'integer',
        nullable: true,
        minimum: 0,
        maximum: 65535,
        description: 'The last port; for ICMP the code.',
      },
    },
    {
      name: 'remote_ip_prefix',
      set: 'create',
      identifies: true,
      schema: {
        type: 'string',
        format: 'cidr',
        nullable: true,
        description: 'The addresses of the other side.',
      },
    },
    {
      name: 'remote_group_ref',
      wire: 'remote_group_id',
      set: 'create',
      identifies: true,
      codec: reference(securityGroups),
      schema: referenceSchema('The group that the other side has to be in.'),
    },
    {
      name: 'remote_address_group_ref',
      wire: 'remote_address_group_id',
      set: 'create',
      extra: true,
      identifies: true,
      extension: 'security-groups-remote-address-group',
      codec: reference(addressGroups),
      schema: referenceSchema('The address group that the other side has to be in.'),
    },
    {
      name: 'description',
      set: 'create',
      empty: '',
      schema: { type: 'string', nullable: true, description: 'A text for people.' },
    },
  ],
  info: [...standardInfo, { name: 'remote_group_id' }, { name: 'security_group_id' }],
  behaviour: { create },
});

/** A rule that the cloud says it has already is that rule. */
async function create(
  _facts: ImportFacts,
  body: Body,
  writer: Writer,
  { findMade }: Pick<CreateOptions, 'findMade'>,
): Promise<Made> {
  try {
    const options = findMade === undefined ? {} : { findMade };
    return { body: await createOne(writer, securityGroupRules, body, options), isNew: true };
  } catch (error) {
    const id = existingRule(error);
    if (id === undefined) throw error;
    const { body: answer } = await writer.index.session.call(
      'network',
      'GET',
      `${securityGroupRules.path}/${id}`,
    );
    const found = isBody(answer) ? answer[securityGroupRules.one] : undefined;
    if (!isBody(found)) throw error;
    return { body: await noted(writer, securityGroupRules, found), isNew: false };
  }
}

function existingRule(error: unknown): string | undefined {
  if (!(error instanceof DroverError) || error.code !== 'openstack-conflict') return undefined;
  return /already exists\. Rule id is ([0-9a-f-]{36})/.exec(error.message)?.[1];
}
