import { bornRules } from './born-group.ts';
import { isWanted, remainingRules, removalOfRemainingRules, removeUnwantedRules } from './born-rules.ts';
import { securityGroups } from './collections.ts';
import { descriptionField, foundByName, nameField, standardInfo, tagsField } from '../kind/common-fields.ts';
import { defineKind } from '../kind/kind.ts';

/** Security groups. Rules of the fields: Neutron's API reference, "Security groups". */
export const securityGroup = defineKind({
  collection: securityGroups,
  type: 'openstack.network.SecurityGroup',
  file: 'security_groups.yml',
  plural: 'security_groups',
  about: 'A group of ports that the same rules hold for. Its rules are records of their own.',
  ...foundByName('security group'),
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
    remainder: remainingRules,
    completion: removalOfRemainingRules,
    assumed: (body, facts) => ({
      ...body,
      security_group_rules: bornRules(body).filter((rule) => isWanted(rule, facts)),
    }),
  },
});
