import type { CloudReply, CloudRequest, JsonObject } from '../http/exchange.ts';
import { prepareCreate, prepareUpdate, oneIn } from './attributes/prepare.ts';
import { qosRuleAttributes } from './attributes/qos.ts';
import type { Attributes } from './attributes/types.ts';
import type { Context } from './context.ts';
import { findRow, jsonBody } from './crud.ts';
import { conflict, httpNotFound, refuse } from './errors.ts';
import { enforceAction } from './policy/enforce.ts';
import { qosPolicyKind } from './resources/qos-policy.ts';
import type { QosPolicy, QosRule } from './rows.ts';
import { touched } from './standard-row.ts';

/** `/v2.0/qos/policies/{policy}/{type}_rules[/{rule}]`; nothing if the path means something else. */
export function answerQosRules(
  policyId: string,
  collection: string,
  ruleId: string | undefined,
  request: CloudRequest,
  context: Context,
): CloudReply | undefined {
  const type = /^(\w+)_rules$/.exec(collection)?.[1] ?? '';
  const attributes = qosRuleAttributes[type];
  if (!attributes) return undefined;
  const policy = findRow(qosPolicyKind, policyId, context);
  const at: Place = { policy, type, attributes, context };
  if (ruleId === undefined) {
    if (request.method === 'POST') return createRule(at, request);
    if (request.method !== 'GET') throw httpNotFound();
    const rules = context.state.qosRules.by('policy', policy.id).filter((rule) => rule.type === type);
    return { status: 200, body: { [collection]: rules.map(viewRule) } };
  }
  const rule = context.state.qosRules.get(ruleId);
  if (rule?.policy_id !== policy.id || rule.type !== type) {
    throw refuse(404, 'QosRuleNotFound', `QoS rule ${ruleId} for policy ${policy.id} could not be found.`);
  }
  if (request.method === 'GET') return { status: 200, body: { [`${type}_rule`]: viewRule(rule) } };
  if (request.method === 'PUT') return updateRule(at, rule, request);
  if (request.method !== 'DELETE') throw httpNotFound();
  enforceAction(context, `delete_policy_${type}_rule`, policy as unknown as JsonObject);
  context.state.qosRules.remove(rule.id);
  touchPolicy(at);
  return { status: 204 };
}

interface Place {
  readonly policy: QosPolicy;
  readonly type: string;
  readonly attributes: Attributes;
  readonly context: Context;
}

function createRule(at: Place, request: CloudRequest): CloudReply {
  const { policy, type, attributes, context } = at;
  const given = oneIn(jsonBody(request), `${type}_rule`);
  const values = prepareCreate(given, attributes, context.who);
  refuseUnlessAdmin(at, 'create');
  const same = context.state.qosRules
    .by('policy', policy.id)
    .find((rule) => rule.type === type && rule.values['direction'] === values['direction']);
  if (same) {
    throw conflict(
      'QoSRulesConflict',
      `Rule ${type} conflicts with rule ${same.id} which already exists in QoS Policy ${policy.id}.`,
    );
  }
  const row = context.state.qosRules.insert({
    id: context.state.ids.uuid(),
    tenant_id: policy.tenant_id,
    policy_id: policy.id,
    type,
    values,
  });
  touchPolicy(at);
  return { status: 201, body: { [`${type}_rule`]: viewRule(row) } };
}

function updateRule(at: Place, rule: QosRule, request: CloudRequest): CloudReply {
  const { type, attributes, context } = at;
  const values = prepareUpdate(oneIn(jsonBody(request), `${type}_rule`), attributes, context.who);
  refuseUnlessAdmin(at, 'update');
  const row = context.state.qosRules.replace({ ...rule, values: { ...rule.values, ...values } });
  touchPolicy(at);
  return { status: 200, body: { [`${type}_rule`]: viewRule(row) } };
}

function refuseUnlessAdmin({ context, type }: Place, verb: string): void {
  if (context.who.isAdmin) return;
  throw refuse(403, 'PolicyNotAuthorized', `rule:${verb}_policy_${type}_rule is disallowed by policy`);
}

function touchPolicy({ policy, context }: Place): void {
  const now = context.state.qosPolicies.get(policy.id);
  if (now) context.state.qosPolicies.replace(touched(context.state, now));
}

function viewRule(rule: QosRule): JsonObject {
  return { ...rule.values, id: rule.id };
}
