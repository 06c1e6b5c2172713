import type { Body } from '../api/session.types.ts';
import { bodiesAt } from '../kind/wire.ts';
import { wrong, type MeaningFlaw } from './meaning-flaw.ts';

/* What a QoS policy says that cannot be so. Rules: what Neutron answers with 400 or 409, tried on a real one. */

/** What a rule of a type has to say, and what else it can. */
const TYPES: Readonly<Record<string, { readonly needs: string; readonly may: readonly string[] }>> = {
  bandwidth_limit: { needs: 'max_kbps', may: ['direction', 'max_burst_kbps'] },
  dscp_marking: { needs: 'dscp_mark', may: [] },
  minimum_bandwidth: { needs: 'min_kbps', may: ['direction'] },
  minimum_packet_rate: { needs: 'min_kpps', may: ['direction'] },
  packet_rate_limit: { needs: 'max_kpps', may: ['direction', 'max_burst_kpps'] },
};

/** The marks that there are (RFC 2474, 2597, 3246). */
const MARKS = [0, 8, 10, 12, 14, 16, 18, 20, 22, 24, 26, 28, 30, 32, 34, 36, 38, 40, 46, 48, 56];

export function qosFlaws(params: Body): readonly MeaningFlaw[] {
  const seen = new Map<string, number>();
  return bodiesAt(params, 'rules').flatMap((rule, place): readonly MeaningFlaw[] => {
    const type = String(rule['type']);
    const known = TYPES[type];
    if (known === undefined) return [];
    const path = ['rules', place];
    const flaws = ruleFlaws(rule, type, known, path);
    const direction = typeof rule['direction'] === 'string' ? rule['direction'] : 'egress';
    const key = type === 'dscp_marking' ? type : `${type} ${direction}`;
    const before = seen.get(key);
    seen.set(key, before ?? place);
    return before === undefined
      ? flaws
      : [
          ...flaws,
          wrong(
            path,
            `rules[${place}] is a second ${key} rule, beside rules[${before}]; a policy has one of a type and direction.`,
            'Take one of them out.',
          ),
        ];
  });
}

function ruleFlaws(
  rule: Body,
  type: string,
  { needs, may }: { readonly needs: string; readonly may: readonly string[] },
  path: readonly (string | number)[],
): readonly MeaningFlaw[] {
  const said = Object.keys(rule).filter(
    (key) => key !== 'type' && rule[key] !== null && rule[key] !== undefined,
  );
  const stranger = said.find((key) => key !== needs && !may.includes(key));
  if (stranger !== undefined)
    return [
      wrong(
        [...path, stranger],
        `A rule of type ${type} has no ${stranger}.`,
        `It has ${[needs, ...may].join(', ')}.`,
      ),
    ];
  if (!said.includes(needs)) return [wrong(path, `A rule of type ${type} needs ${needs}.`)];
  const mark = rule['dscp_mark'];
  if (typeof mark === 'number' && !MARKS.includes(mark))
    return [
      wrong(
        [...path, 'dscp_mark'],
        `dscp_mark is ${mark}, which is none of those that there are.`,
        `One of ${MARKS.join(', ')}.`,
      ),
    ];
  return rule['direction'] === 'any' && type !== 'minimum_packet_rate'
    ? [
        wrong(
          [...path, 'direction'],
          `direction is any, which is for minimum_packet_rate only.`,
          'Write two rules: egress and ingress.',
        ),
      ]
    : [];
}
