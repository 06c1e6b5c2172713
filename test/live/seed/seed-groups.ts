import type { Body, Cloud, Resource } from './cloud.ts';
import { byName, ensure, need } from './ensure.ts';
import type { Surroundings } from './surroundings.ts';
import type { GroupSeed, RuleSeed } from './tenant/types.ts';

/** The fields that make a rule what it is: two rules that agree in all of them cannot be in one group. */
const IDENTITY = [
  'direction',
  'ethertype',
  'protocol',
  'port_range_min',
  'port_range_max',
  'remote_ip_prefix',
  'remote_group_id',
  'remote_address_group_id',
] as const;

const identity = (rule: Body): string => JSON.stringify(IDENTITY.map((field) => rule[field] ?? null));

/** Makes groups, then rules (they refer to one another in circles), and removes rules that are not of the seed. */
export async function seedGroups(
  tenant: Cloud,
  seeds: readonly GroupSeed[],
  surroundings: Surroundings,
): Promise<void> {
  const existing = byName(await tenant.own('security-groups'));
  const groups = byName(
    await Promise.all(
      seeds.map(({ name, body, tags }) => {
        // The name of `default` may not be written, not even with the name that it has.
        const fields = name === 'default' ? { ...body } : { name, ...body };
        return ensure(tenant, 'security-groups', existing.get(name), fields, tags);
      }),
    ),
  );
  const remote = new Map([...surroundings.securityGroups, ...groups]);

  await Promise.all(
    seeds.map(async (seed) => {
      const group = need(groups, seed.name, 'security group');
      const wanted = seed.rules.map((rule) => ruleBody(rule, group, remote, surroundings));
      const present = await tenant.own('security-group-rules', `security_group_id=${group.id}`);
      await alignRules(tenant, wanted, present);
    }),
  );
}

function ruleBody(
  seed: RuleSeed,
  group: Resource,
  groups: ReadonlyMap<string, Resource>,
  { addressGroups }: Surroundings,
): Body {
  const { remoteGroup, remoteAddresses } = seed;
  return {
    security_group_id: group.id,
    ...seed.body,
    ...(remoteGroup !== undefined && { remote_group_id: need(groups, remoteGroup, 'security group').id }),
    ...(remoteAddresses !== undefined && {
      remote_address_group_id: need(addressGroups, remoteAddresses, 'address group').id,
    }),
  };
}

async function alignRules(
  tenant: Cloud,
  wanted: readonly Body[],
  present: readonly Resource[],
): Promise<void> {
  const wantedKeys = new Set(wanted.map(identity));
  const presentKeys = new Set(present.map(identity));
  const surplus = present.filter((rule) => !wantedKeys.has(identity(rule)));
  await Promise.all(surplus.map((rule) => tenant.write('DELETE', `security-group-rules/${rule.id}`)));
  const missing = wanted.filter((rule) => !presentKeys.has(identity(rule)));
  if (missing.length > 0)
    await tenant.write('POST', 'security-group-rules', { security_group_rules: missing });
}
