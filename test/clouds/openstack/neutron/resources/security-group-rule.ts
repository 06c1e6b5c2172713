import type { JsonObject } from '../../http/exchange.ts';
import { formatNetwork, parseCidr } from '../address/cidr.ts';
import { securityGroupRuleAttributes } from '../attributes/security-groups.ts';
import type { Context } from '../context.ts';
import { conflict, invalidInput, refuse } from '../errors.ts';
import type { Kind } from '../kind.ts';
import { isSharedWith } from '../policy/visible.ts';
import type { SecurityGroup, SecurityGroupRule } from '../rows.ts';
import { newRow, touched } from '../standard-row.ts';
import { checkRule, normalizeRule, ruleKey } from './rule-checks.ts';
import { securityGroupNotFound } from './security-group.ts';

export type RuleInput = Pick<
  SecurityGroupRule,
  | 'tenant_id'
  | 'security_group_id'
  | 'direction'
  | 'ethertype'
  | 'protocol'
  | 'port_range_min'
  | 'port_range_max'
  | 'remote_ip_prefix'
  | 'remote_group_id'
> & { readonly remote_address_group_id?: string | null; readonly description?: string };

export const securityGroupRuleKind: Kind<SecurityGroupRule, RuleInput> = {
  member: 'security_group_rule',
  collection: 'security_group_rules',
  path: 'security-group-rules',
  extension: 'security-group',
  attributes: securityGroupRuleAttributes,
  hasQuota: true,
  table: (state) => state.securityGroupRules,
  view: viewRule,
  // The policy alone decides: the owner of a group sees what others put into it.
  isVisible: () => true,
  notFound: (id) => refuse(404, 'SecurityGroupRuleNotFound', `Security group rule ${id} does not exist`),

  beforeBulk(rules) {
    if (new Set(rules.map((rule) => rule.security_group_id)).size > 1) {
      throw invalidInput(
        'Only allowed to update rules for one security profile at a time',
        'SecurityGroupNotSingleGroupRules',
      );
    }
    if (new Set(rules.map((rule) => rule.tenant_id)).size > 1) {
      throw invalidInput(
        'Multiple tenant_ids in bulk security group rule create not allowed',
        'SecurityGroupRulesNotSingleTenant',
      );
    }
    const keys = rules.map((rule) => ruleKey(normalizeRule(rule)));
    if (new Set(keys).size < keys.length) {
      throw conflict('DuplicateSecurityGroupRuleInPost', 'Duplicate Security Group Rule in POST.');
    }
  },

  create(values, context) {
    const { state } = context;
    const rule = normalizeRule(values);
    checkRule(rule);
    if (rule.remote_group_id !== null) findGroup(rule.remote_group_id, rule.tenant_id, context);
    if (isSetText(rule.remote_address_group_id)) checkAddressGroup(rule.remote_address_group_id, context);
    const group = findGroup(rule.security_group_id, rule.tenant_id, context);
    refuseDouble(rule, group, context);
    const row = state.securityGroupRules.insert({
      ...newRow(state, rule.tenant_id, 0, { description: rule.description ?? '' }),
      security_group_id: group.id,
      direction: rule.direction,
      ethertype: rule.ethertype,
      protocol: rule.protocol,
      port_range_min: rule.port_range_min,
      port_range_max: rule.port_range_max,
      remote_ip_prefix: rule.remote_ip_prefix,
      remote_group_id: rule.remote_group_id,
      remote_address_group_id: rule.remote_address_group_id ?? null,
    });
    state.securityGroups.replace(touched(state, group));
    return row;
  },

  remove(row, { state }) {
    state.securityGroupRules.remove(row.id);
    const group = state.securityGroups.get(row.security_group_id);
    if (group) state.securityGroups.replace(touched(state, group));
  },
};

/** A rule as it is shown on its own. */
export function viewRule(row: SecurityGroupRule): JsonObject {
  const cidr = row.remote_ip_prefix === null ? undefined : parseCidr(row.remote_ip_prefix);
  return {
    id: row.id,
    tenant_id: row.tenant_id,
    security_group_id: row.security_group_id,
    ethertype: row.ethertype,
    direction: row.direction,
    protocol: row.protocol,
    port_range_min: row.port_range_min,
    port_range_max: row.port_range_max,
    remote_ip_prefix: row.remote_ip_prefix,
    remote_address_group_id: row.remote_address_group_id,
    normalized_cidr: cidr ? formatNetwork(cidr) : null,
    remote_group_id: row.remote_group_id,
    description: row.description,
    created_at: row.created_at,
    updated_at: row.updated_at,
    revision_number: row.revision_number,
    project_id: row.tenant_id,
  };
}

/** A group that the owner of the rule may name: his own, or one shared with him; an administrator any. */
function findGroup(id: string, tenantId: string, context: Context): SecurityGroup {
  const group = context.state.securityGroups.get(id);
  const isUsable =
    group && (context.who.isAdmin || group.tenant_id === tenantId || isSharedWith(context, group.id));
  if (!isUsable) throw securityGroupNotFound(id);
  return group;
}

function checkAddressGroup(id: string, context: Context): void {
  const group = context.state.addressGroups.get(id);
  const isUsable =
    group &&
    (context.who.isAdmin || group.tenant_id === context.who.projectId || isSharedWith(context, group.id));
  if (!isUsable) throw refuse(404, 'AddressGroupNotFound', `Address group ${id} could not be found.`);
}

function refuseDouble(rule: RuleInput, group: SecurityGroup, { state }: Context): void {
  const key = ruleKey(rule);
  const same = state.securityGroupRules.by('key', key).find((row) => row.security_group_id === group.id);
  if (!same) return;
  throw conflict('SecurityGroupRuleExists', `Security group rule already exists. Rule id is ${same.id}.`);
}

function isSetText(value: string | null | undefined): value is string {
  return value !== null && value !== undefined;
}
