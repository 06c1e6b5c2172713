import type { Body } from '../api/session.types.ts';
import { bornRules } from './born-group.ts';
import { securityGroupRules, securityGroups } from './collections.ts';
import type { Completion } from '../kind/completion.ts';
import type { ImportFacts } from '../kind/import-facts.ts';
import { nameIn } from '../kind/labels.ts';
import { bodiesAt, idOf, isBody } from '../kind/wire.ts';
import { deleteOne, noted, type UndoCall, type Writer } from '../kind/write.ts';
import { ruleText } from './rule-text.ts';

/*
 * A new security group is born with rules that let everything out. Those that the file has are kept, as they would only
 * have to be made again; the others are removed, once, when the group is made. No rule is removed from a group that is
 * there already, but for what a run that was cut off has left: the journal knows.
 */

/** What the journal keeps of a group that is to be made. */
interface Remainder {
  readonly project_id: unknown;
  /** The texts of the rules that it is born with and is not to have. */
  readonly rules: readonly string[];
}

/** Whether the file has a rule that its group was born with. */
export function isWanted(
  rule: Body,
  { record, siblings }: Pick<ImportFacts, 'record' | 'siblings'>,
): boolean {
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

/** Removes from a group that was just made what the file does not have. */
export function removeUnwantedRules(made: Body, facts: ImportFacts, writer: Writer): Promise<Body> {
  return removeRules(
    made,
    bodiesAt(made, 'security_group_rules').filter((rule) => !isWanted(rule, facts)),
    writer,
  );
}

async function removeRules(group: Body, unwanted: readonly Body[], writer: Writer): Promise<Body> {
  const after = withoutRules(group, unwanted);
  const rules = await writer.index.load(securityGroupRules);
  for (const rule of bodiesAt(after, 'security_group_rules')) rules.put(rule);
  for (const rule of unwanted) await deleteOne(writer, securityGroupRules, rule, madeAnew(rule));
  return noted(writer, securityGroups, after);
}

/** The call that makes a rule again. */
function madeAnew(rule: Body): UndoCall {
  const { security_group_id, direction, ethertype, protocol } = rule;
  const body = { security_group_id, direction, ethertype, protocol };
  return { method: 'POST', path: securityGroupRules.path, body: { [securityGroupRules.one]: body } };
}

function withoutRules(group: Body, unwanted: readonly Body[]): Body {
  const kept = bodiesAt(group, 'security_group_rules').filter((rule) => !unwanted.includes(rule));
  return { ...group, security_group_rules: kept };
}

/** For the journal: what will be removed once the group is there. */
export function remainingRules(facts: ImportFacts): Remainder | undefined {
  const unwanted = bornRules({ id: '' }).filter((rule) => !isWanted(rule, facts));
  if (unwanted.length === 0) return undefined;
  return { project_id: facts.projectId, rules: unwanted.map((rule) => ruleText(rule, '')) };
}

/** What of it is still there. Only rules that a group was born with have no description: Neutron gives all others one. */
export async function removalOfRemainingRules(
  found: Body,
  facts: Pick<ImportFacts, 'record' | 'siblings'>,
  remainder: () => Promise<unknown>,
): Promise<Completion | undefined> {
  const untouched = bodiesAt(found, 'security_group_rules').filter(
    (rule) => rule['description'] === null && !isWanted(rule, facts),
  );
  if (untouched.length === 0) return undefined;
  const given = await remainder();
  if (!isRemainder(given) || given.project_id !== found['project_id']) return undefined;
  const left = untouched.filter((rule) => given.rules.includes(ruleText(rule, '')));
  if (left.length === 0) return undefined;
  return {
    reason: 'An import that was cut off has left rules that it was born with: they are removed.',
    changes: left.map((rule) => ({
      pointer: `/security_group_rules/${idOf(rule)}`,
      before: `${String(rule['direction'])} ${String(rule['ethertype'])} any`,
      after: undefined,
    })),
    after: withoutRules(found, left),
    apply: (writer) => removeRules(found, left, writer),
  };
}

function isRemainder(value: unknown): value is Remainder {
  return isBody(value) && Array.isArray(value['rules']);
}
