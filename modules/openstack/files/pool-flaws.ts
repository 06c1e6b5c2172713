import type { Body } from '../api/session.types.ts';
import { rangeOf } from './ip-range.ts';
import { wrong, type MeaningFlaw } from './meaning-flaw.ts';

/* What subnet pools, address scopes and RBAC policies say that cannot be so: what Neutron answers with 400. */

const LENGTHS = ['minimum_prefix_length', 'default_prefix_length', 'maximum_prefix_length'] as const;

export function poolFlaws(params: Body): readonly MeaningFlaw[] {
  const given = Array.isArray(params['prefixes']) ? params['prefixes'] : [];
  const ranges = given.map((prefix) => rangeOf(prefix));
  const first = ranges.find((range) => range !== undefined);
  const mixed = ranges.findIndex((range) => range !== undefined && range.version !== first?.version);
  const flaws: MeaningFlaw[] = [];
  if (mixed !== -1)
    flaws.push(
      wrong(
        ['prefixes', mixed],
        `prefixes has ranges of both versions of IP: ${first?.text ?? ''} and ${String(given[mixed])}.`,
        'Make two pools of it.',
      ),
    );
  return [...flaws, ...lengthFlaws(params, first?.version)];
}

function lengthFlaws(params: Body, version: 4 | 6 | undefined): readonly MeaningFlaw[] {
  const most = version === 4 ? 32 : 128;
  const lengths = LENGTHS.flatMap((key) => {
    const value = params[key];
    return typeof value === 'number' ? [{ key, value }] : [];
  });
  const tooLong = lengths.find(({ value }) => version !== undefined && value > most);
  if (tooLong !== undefined)
    return [
      wrong([tooLong.key], `${tooLong.key} is ${tooLong.value}, but IPv${version ?? 4} has ${most} bits.`),
    ];
  return lengths.flatMap(({ key, value }, place) => {
    const before = lengths[place - 1];
    return before !== undefined && before.value > value
      ? [wrong([key], `${key} is ${value}, which is below ${before.key}, ${before.value}.`)]
      : [];
  });
}

export function scopeFlaws({ ip_version: version }: Body): readonly MeaningFlaw[] {
  return version === 5 ? [wrong(['ip_version'], 'ip_version is 5, but can only be 4 or 6.')] : [];
}

const OBJECTS = [
  'network_ref',
  'qos_policy_ref',
  'security_group_ref',
  'address_scope_ref',
  'subnet_pool_ref',
  'address_group_ref',
];

export function rbacFlaws(params: Body): readonly MeaningFlaw[] {
  const given = OBJECTS.filter((key) => params[key] !== null && params[key] !== undefined);
  const [first, second] = given;
  if (first === undefined)
    return [wrong([], 'The policy names nothing that is shared.', `Give it one of ${OBJECTS.join(', ')}.`)];
  if (second !== undefined)
    return [
      wrong(
        [second],
        `The policy has ${first} and ${second}; it can have one of them.`,
        'Make several policies of it.',
      ),
    ];
  return params['action'] === 'access_as_external' && first !== 'network_ref'
    ? [
        wrong(
          ['action'],
          `action is access_as_external, which is for networks only, but the policy has ${first}.`,
        ),
      ]
    : [];
}
