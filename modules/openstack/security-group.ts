import { securityGroupRules, securityGroups } from './collections.ts';
import { descriptionField, nameField, standardInfo, tagsField } from './kind/common-fields.ts';
import { exportModule } from './kind/export-module.ts';
import type { ImportFacts } from './kind/import-facts.ts';
import { importModule } from './kind/import-module.ts';
import { infoModule } from './kind/info-module.ts';
import { defineKind } from './kind/kind.ts';
import { namedLabel, nameIn } from './kind/labels.ts';
import { bodiesAt, idOf, textOf } from './kind/wire.ts';
import { deleteOne, noted, type Writer } from './kind/write.ts';
import type { Body } from './api/session.types.ts';
import { ruleText } from './rule-text.ts';

/** Security groups. Rules of the fields: Neutron's API reference, "Security groups". */
export const securityGroup = defineKind({
  collection: securityGroups,
  type: 'openstack.network.SecurityGroup',
  file: 'security_groups.yml',
  plural: 'security_groups',
  about: 'A group of ports that the same rules hold for. Its rules are records of their own.',
  scopedToProject: true,
  keys: (body) => [textOf(body, 'name') ?? ''],
  label: (params) => namedLabel('security group', params),
  identity: (params) => String(params['name']),
  fields: [
    nameField,
    descriptionField,
    {
      name: 'stateful',
      set: 'always',
      extra: true,
      born: true,
      extension: 'stateful-security-group',
      schema: {
        type: 'boolean',
        nullable: true,
        description: 'Whether answers to what is let through are let through, too.',
      },
    },
    tagsField(securityGroups, { extra: true }),
  ],
  info: standardInfo,
  importArguments: {
    rules_path: {
      type: 'string',
      format: 'path',
      description:
        'The file with the rules of the groups. Of those that a new group is born with, the ones that stand there are kept.',
      nullable: true,
    },
  },
  siblingsArgument: 'rules_path',
  behaviour: {
    afterCreate: removeUnwantedRules,
    assumed: (body, facts) => ({
      ...body,
      security_group_rules: bornRules(body).filter((rule) => isWanted(rule, facts)),
    }),
  },
});

/**
 * A new group is born with rules that let everything out. Those that the file has are kept, as they would only have
 * to be made again; the others are removed, once, here.
 */
async function removeUnwantedRules(made: Body, facts: ImportFacts, writer: Writer): Promise<Body> {
  const born = bodiesAt(made, 'security_group_rules');
  const kept = born.filter((rule) => isWanted(rule, facts));
  const rules = await writer.index.load(securityGroupRules);
  for (const rule of kept) rules.put(rule);
  for (const rule of born) if (!kept.includes(rule)) await deleteOne(writer, securityGroupRules, rule);
  return noted(writer, securityGroups, { ...made, security_group_rules: kept });
}

function isWanted(rule: Body, { record, siblings }: ImportFacts): boolean {
  const text = ruleText(rule, '');
  return siblings.some(
    ({ params }) =>
      nameIn(params['security_group_ref']) === record.params['name'] &&
      params['remote_group_ref'] == null &&
      params['remote_address_group_ref'] == null &&
      (params['description'] ?? '') === (rule['description'] ?? '') &&
      ruleText({ ...params, ethertype: params['ether_type'] }, '') === text,
  );
}

/** What Neutron puts into a group that it makes. */
function bornRules(body: Body): readonly Body[] {
  return ['IPv4', 'IPv6'].map((ethertype) => ({
    id: `planned ${ethertype} rule of ${idOf(body)}`,
    security_group_id: idOf(body),
    project_id: body['project_id'],
    direction: 'egress',
    ethertype,
    protocol: null,
    port_range_min: null,
    port_range_max: null,
    remote_ip_prefix: null,
    remote_group_id: null,
    description: null,
  }));
}

export const exportSecurityGroup = exportModule(securityGroup);
export const importSecurityGroup = importModule(securityGroup);
export const securityGroupsInfo = infoModule(securityGroup, {
  names: ['os_security_groups_info', 'security_groups_info'],
  result: 'openstack_security_groups',
});
