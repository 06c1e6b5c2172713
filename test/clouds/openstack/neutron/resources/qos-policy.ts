import type { JsonObject } from '../../http/exchange.ts';
import { qosPolicyAttributes } from '../attributes/qos.ts';
import type { Context } from '../context.ts';
import { conflict, refuse } from '../errors.ts';
import type { Kind } from '../kind.ts';
import { isOwnOrShared, isSharedWith } from '../policy/visible.ts';
import type { QosPolicy, QosRule } from '../rows.ts';
import { newRow, touched } from '../standard-row.ts';
import { pick, viewHistory } from './network.ts';
import { shareWithAll, stopSharing } from './sharing.ts';

export interface QosPolicyInput {
  readonly tenant_id: string;
  readonly name: string;
  readonly description: string;
  readonly shared: boolean;
  readonly is_default: boolean;
}

export const qosPolicyKind: Kind<QosPolicy, QosPolicyInput> = {
  member: 'policy',
  collection: 'policies',
  path: 'qos/policies',
  bulk: 'unknown',
  extension: 'qos',
  attributes: qosPolicyAttributes,
  hasTags: true,
  table: (state) => state.qosPolicies,
  view: viewPolicy,
  isVisible: isOwnOrShared,
  notFound: (id) => refuse(404, 'QosPolicyNotFound', `QoS policy ${id} could not be found.`),

  create(values, context) {
    const row = context.state.qosPolicies.insert({
      ...newRow(context.state, values.tenant_id, 0, { description: values.description }),
      name: values.name,
      is_default: values.is_default,
    });
    if (values.shared) shareWithAll(row, 'qos_policy', 'access_as_shared', context);
    return row;
  },

  update(row, values, context) {
    if (values.shared === true) shareWithAll(row, 'qos_policy', 'access_as_shared', context);
    if (values.shared === false) stopSharing(row, 'access_as_shared', context);
    const changed = { ...row, ...pick(values, ['name', 'description', 'is_default']) };
    return context.state.qosPolicies.replace(touched(context.state, changed));
  },

  remove(row, { state }) {
    const users = [
      ...state.networks.all().map((user) => ({ kind: 'network', ...user })),
      ...state.ports.all().map((user) => ({ kind: 'port', ...user })),
      ...state.floatingIps.all().map((user) => ({ kind: 'floatingip', ...user })),
    ];
    const user = users.find((each) => each.qos_policy_id === row.id);
    if (user) {
      throw conflict('QosPolicyInUse', `QoS Policy ${row.id} is used by ${user.kind} ${user.id}.`);
    }
    for (const rule of state.qosRules.by('policy', row.id)) state.qosRules.remove(rule.id);
    for (const policy of state.rbacPolicies.by('object', row.id)) state.rbacPolicies.remove(policy.id);
    state.qosPolicies.remove(row.id);
  },
};

function viewPolicy(row: QosPolicy, context: Context): JsonObject {
  return {
    id: row.id,
    name: row.name,
    shared: isSharedWith(context, row.id),
    rules: context.state.qosRules.by('policy', row.id).map(viewInPolicy),
    is_default: row.is_default,
    description: row.description,
    tenant_id: row.tenant_id,
    ...viewHistory(row),
  };
}

function viewInPolicy(rule: QosRule): JsonObject {
  return { ...rule.values, id: rule.id, qos_policy_id: rule.policy_id, type: rule.type };
}
