import type { JsonObject } from '../../http/exchange.ts';
import { securityGroupAttributes } from '../attributes/security-groups.ts';
import type { Context } from '../context.ts';
import { conflict, refuse } from '../errors.ts';
import type { Kind } from '../kind.ts';
import { isOwnOrShared, isSharedWith } from '../policy/visible.ts';
import { checkLimit } from '../quota.ts';
import type { SecurityGroup, SecurityGroupRule } from '../rows.ts';
import type { NetworkState } from '../state.ts';
import { newRow, touched } from '../standard-row.ts';
import { pick, viewHistory } from './network.ts';
import { viewRule } from './security-group-rule.ts';

export interface SecurityGroupInput {
  readonly tenant_id: string;
  readonly name: string;
  readonly description: string;
  readonly stateful?: boolean;
}

export const securityGroupKind: Kind<SecurityGroup, SecurityGroupInput> = {
  member: 'security_group',
  collection: 'security_groups',
  path: 'security-groups',
  extension: 'security-group',
  attributes: securityGroupAttributes,
  hasQuota: true,
  hasTags: true,
  table: (state) => state.securityGroups,
  view: viewGroup,
  isVisible: isOwnOrShared,
  notFound: securityGroupNotFound,

  create(values, { state }) {
    ensureDefaultGroup(state, values.tenant_id);
    return insertGroup(state, values, false);
  },

  update(row, values, context) {
    const { state } = context;
    if (row.isDefault && values.name !== undefined && values.name !== row.name) {
      throw conflict('SecurityGroupCannotUpdateDefault', 'Updating default security group not allowed.');
    }
    if (values.stateful !== undefined && values.stateful !== row.stateful) refuseIfUsed(row, context);
    const changed: SecurityGroup = { ...row, ...pick(values, ['name', 'description', 'stateful']) };
    return state.securityGroups.replace(Object.keys(values).length === 0 ? row : touched(state, changed));
  },

  remove(row, context) {
    const { state } = context;
    refuseIfUsed(row, context);
    if (row.isDefault && !context.who.isAdmin) {
      throw conflict(
        'SecurityGroupCannotRemoveDefault',
        'Insufficient rights for removing default security group.',
      );
    }
    for (const rule of state.securityGroupRules.by('group', row.id)) state.securityGroupRules.remove(rule.id);
    // A rule that lets this group in goes with it.
    for (const rule of state.securityGroupRules.by('remote', row.id))
      state.securityGroupRules.remove(rule.id);
    for (const policy of state.rbacPolicies.by('object', row.id)) state.rbacPolicies.remove(policy.id);
    state.securityGroups.remove(row.id);
  },
};

export function securityGroupNotFound(id: string) {
  return refuse(404, 'SecurityGroupNotFound', `Security group ${id} does not exist`);
}

function refuseIfUsed(row: SecurityGroup, { state }: Context): void {
  if (state.ports.count('group', row.id) === 0) return;
  throw conflict('SecurityGroupInUse', `Security Group ${row.id} in use.`);
}

function viewGroup(row: SecurityGroup, context: Context): JsonObject {
  const rules = context.state.securityGroupRules.by('group', row.id);
  return {
    id: row.id,
    name: row.name,
    stateful: row.stateful,
    tenant_id: row.tenant_id,
    description: row.description,
    shared: isSharedWith(context, row.id),
    security_group_rules: [...rules].sort((a, b) => (a.id < b.id ? -1 : 1)).map(viewInGroup),
    ...viewHistory(row),
  };
}

/** Inside its group a rule has two attributes more than on its own. */
function viewInGroup(rule: SecurityGroupRule): JsonObject {
  const {
    remote_group_id: remote,
    description,
    created_at: created,
    updated_at: updated,
    revision_number: revision,
    project_id: project,
    ...start
  } = viewRule(rule);
  return {
    ...start,
    remote_group_id: remote,
    standard_attr_id: rule.standard_attr_id,
    description,
    tags: rule.tags,
    created_at: created,
    updated_at: updated,
    revision_number: revision,
    project_id: project,
  };
}

/** The group that every project has; made when it is first needed. */
export function ensureDefaultGroup(state: NetworkState, tenantId: string): SecurityGroup | undefined {
  if (tenantId === '' || !state.extensions.has('security-group')) return undefined;
  const found = state.securityGroups.by('tenant', tenantId).find((group) => group.isDefault);
  if (found) return found;
  const values = { tenant_id: tenantId, name: 'default', description: 'Default security group' };
  return insertGroup(state, values, true);
}

function insertGroup(state: NetworkState, values: SecurityGroupInput, isDefault: boolean): SecurityGroup {
  const used = state.securityGroupRules.count('tenant', values.tenant_id);
  checkLimit(state, values.tenant_id, 'security_group_rule', used, isDefault ? 4 : 2);
  const row = state.securityGroups.insert({
    ...newRow(state, values.tenant_id, 1, { description: values.description }),
    name: values.name,
    stateful: values.stateful ?? true,
    isDefault,
  });
  for (const ethertype of ['IPv4', 'IPv6'] as const) {
    if (isDefault) insertBirthRule(state, row, 'ingress', ethertype, row.id);
    insertBirthRule(state, row, 'egress', ethertype, null);
  }
  return row;
}

function insertBirthRule(
  state: NetworkState,
  group: SecurityGroup,
  direction: 'ingress' | 'egress',
  ethertype: 'IPv4' | 'IPv6',
  remote: string | null,
): void {
  state.securityGroupRules.insert({
    ...newRow(state, group.tenant_id, 0, { description: null }),
    security_group_id: group.id,
    direction,
    ethertype,
    protocol: null,
    port_range_min: null,
    port_range_max: null,
    remote_ip_prefix: null,
    remote_group_id: remote,
    remote_address_group_id: null,
  });
}
