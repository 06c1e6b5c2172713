import type { Body } from '../api/session.types.ts';
import type { Codec } from '../kind/codec.ts';
import { pathOf, type Collection } from '../kind/collection.ts';
import type { Wanted } from '../kind/import-facts.ts';
import type { Preparation, SetField } from '../kind/kind.ts';
import { readOne } from '../kind/read-one.ts';
import { bodiesAt, idOf, isBody, isSame, textOf } from '../kind/wire.ts';
import type { UndoCall, Writer } from '../kind/write.ts';
import { qosPolicies } from './collections.ts';

/*
 * The rules of a QoS policy. Each type has a path of its own below the policy, and a policy has one rule of a type for
 * each direction. Rules: Neutron's API reference, "QoS policies".
 */

interface RuleType {
  /** What a rule of the type says, with what it is where nobody says. */
  readonly keys: Readonly<Record<string, unknown>>;
  /** The extension without which there are no such rules. */
  readonly extension: string;
}

/** The types of rules, by the names that Neutron gives them. */
export const RULE_TYPES: Readonly<Record<string, RuleType>> = {
  bandwidth_limit: { keys: { direction: 'egress', max_burst_kbps: 0, max_kbps: null }, extension: 'qos' },
  dscp_marking: { keys: { dscp_mark: null }, extension: 'qos' },
  minimum_bandwidth: { keys: { direction: 'egress', min_kbps: null }, extension: 'qos' },
  minimum_packet_rate: { keys: { direction: 'egress', min_kpps: null }, extension: 'qos-pps-minimum' },
  packet_rate_limit: {
    keys: { direction: 'egress', max_burst_kpps: 0, max_kpps: null },
    extension: 'qos-pps',
  },
};

/** A rule as it is compared: without its id, and with what nobody says. */
export function plainRule(rule: Body): Body {
  const type = textOf(rule, 'type') ?? '';
  const { id: _id, qos_policy_id: _policy, ...rest } = rule;
  return { ...RULE_TYPES[type]?.keys, ...withoutNulls(rest), type };
}

/** What tells rules of a policy from each other. */
export function ruleKey(rule: Body): string {
  const { type, direction } = plainRule(rule);
  return `${String(type)} ${typeof direction === 'string' ? direction : ''}`.trim();
}

export const rulesCodec: Codec = {
  refersTo: [],
  read: (wire) => Promise.resolve(Array.isArray(wire) ? wire.filter(isBody).map(plainRule) : wire),
  write: (value) => Promise.resolve(normaliseRules(value)),
  references: () => [],
};

export function normaliseRules(value: unknown): unknown {
  return Array.isArray(value) ? value.filter(isBody).map(plainRule) : value;
}

/** Leaves out rules of types that the cloud does not have. */
export async function settleRules({ wanted, index }: Preparation): Promise<Wanted> {
  const rules = wanted.values.get('rules');
  if (!Array.isArray(rules)) return wanted;
  const extensions = await index.session.extensions(qosPolicies.service);
  const lacking = [...new Set(rules.filter(isBody).map((rule) => textOf(rule, 'type') ?? ''))].filter(
    (type) => !extensions.has(RULE_TYPES[type]?.extension ?? 'qos'),
  );
  if (lacking.length === 0) return wanted;
  const kept = rules.filter(isBody).filter((rule) => !lacking.includes(textOf(rule, 'type') ?? ''));
  const warnings = lacking.map(
    (type) =>
      `rules of type ${type} are left out: ${index.session.label} does not have the extension "${RULE_TYPES[type]?.extension ?? 'qos'}".`,
  );
  return {
    ...wanted,
    values: new Map([...wanted.values, ['rules', kept]]),
    warnings: [...wanted.warnings, ...warnings],
  };
}

/** Removes, changes and makes rules until the policy has those that are asked for. */
export async function setRules({
  id,
  value,
  found,
  facts,
  writer,
}: Parameters<SetField>[0]): ReturnType<SetField> {
  const wanted = Array.isArray(value) ? value.filter(isBody) : [];
  const before = bodiesAt(found, 'rules');
  const isNew = facts.found === undefined;
  const kept: Body[] = [];
  for (const rule of before) {
    const same = wanted.find((one) => ruleKey(one) === ruleKey(rule));
    if (same === undefined) await removeRule(writer, id, rule);
    else
      kept.push(isSame(plainRule(same), plainRule(rule)) ? rule : await changeRule(writer, id, rule, same));
  }
  for (const rule of wanted) {
    if (!before.some((one) => ruleKey(one) === ruleKey(rule)))
      kept.push(await addRule(writer, id, rule, isNew));
  }
  return { rules: kept };
}

async function addRule(writer: Writer, policy: string, rule: Body, isNew: boolean): Promise<Body> {
  const { type, collection } = placeOf(policy, rule);
  const answer = await writer.write({
    operation: 'create',
    collection,
    method: 'POST',
    path: collection.path,
    body: { [collection.one]: valuesOf(rule) },
    findMade: async () => {
      const listed = bodiesAt(await readOne(writer.index, collection, collection.path), collection.many);
      const made = listed.find((one) => ruleKey({ ...one, type }) === ruleKey(rule));
      return made === undefined ? undefined : { [collection.one]: made };
    },
    ...(isNew ? { undo: 'with-parent' as const } : {}),
  });
  const made = answer[collection.one];
  return { ...plainRule(rule), ...(isBody(made) ? made : {}), type };
}

async function changeRule(writer: Writer, policy: string, rule: Body, wanted: Body): Promise<Body> {
  const { collection } = placeOf(policy, rule);
  const call = (values: Body): UndoCall => ({
    method: 'PUT',
    path: pathOf(collection, idOf(rule)),
    body: { [collection.one]: values },
  });
  await writer.write({
    operation: 'update',
    collection,
    id: idOf(rule),
    ...call(valuesOf(wanted)),
    before: valuesOf(rule),
    undo: call(valuesOf(rule)),
  });
  return { ...rule, ...plainRule(wanted) };
}

async function removeRule(writer: Writer, policy: string, rule: Body): Promise<void> {
  const { collection } = placeOf(policy, rule);
  await writer.write({
    operation: 'delete',
    collection,
    method: 'DELETE',
    path: pathOf(collection, idOf(rule)),
    id: idOf(rule),
    before: rule,
    undo: { method: 'POST', path: collection.path, body: { [collection.one]: valuesOf(rule) } },
  });
}

/** Where the rules of the type of one are made. */
function placeOf(policy: string, rule: Body): { readonly type: string; readonly collection: Collection } {
  const type = textOf(rule, 'type') ?? '';
  const one = `${type}_rule`;
  const path = `${pathOf(qosPolicies, policy)}/${one}s`;
  return {
    type,
    collection: {
      name: 'qos_rule',
      title: 'QoS rule',
      service: 'network',
      path,
      many: `${one}s`,
      one,
      owned: false,
    },
  };
}

function valuesOf(rule: Body): Body {
  const { type: _type, ...values } = plainRule(rule);
  return withoutNulls(values);
}

function withoutNulls(body: Body): Body {
  return Object.fromEntries(
    Object.entries(body).filter(([, value]) => value !== null && value !== undefined),
  );
}
