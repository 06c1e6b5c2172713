import type { Body } from '../api/session.types.ts';
import { wrong, type MeaningFlaw } from './meaning-flaw.ts';
import { poolFlaws, rbacFlaws, scopeFlaws } from './pool-flaws.ts';
import { floatingIpFlaws, portFlaws, trunkFlaws } from './port-flaws.ts';
import { qosFlaws } from './qos-flaws.ts';
import { ruleFlaws } from './rule-flaws.ts';
import { subnetFlaws } from './subnet-flaws.ts';

const OF_TYPE: Readonly<Record<string, (params: Body) => readonly MeaningFlaw[]>> = {
  'openstack.subnet.Subnet': subnetFlaws,
  'openstack.network.SecurityGroupRule': ruleFlaws,
  'openstack.network.AddressScope': scopeFlaws,
  'openstack.network.SubnetPool': poolFlaws,
  'openstack.network.QoSPolicy': qosFlaws,
  'openstack.network.RBACPolicy': rbacFlaws,
  'openstack.network.Port': portFlaws,
  'openstack.network.FloatingIP': floatingIpFlaws,
  'openstack.network.Trunk': trunkFlaws,
};

/** As long as names, descriptions and tags can be in Neutron's database. */
const LONGEST = 255;

/** Services whose descriptions can be longer. */
const LONGEST_DESCRIPTION: Readonly<Record<string, number>> = { 'openstack.compute.Flavor': 65535 };

/** What the params of a record say that cannot be so; values of a wrong type are passed over. */
export function meaningFlaws(type: string, params: Body): readonly MeaningFlaw[] {
  return [...lengthFlaws(type, params), ...tagFlaws(params), ...(OF_TYPE[type]?.(params) ?? [])];
}

function lengthFlaws(type: string, params: Body): readonly MeaningFlaw[] {
  return ['name', 'description'].flatMap((key) => {
    const value = params[key];
    const length = typeof value === 'string' ? [...value].length : 0;
    const most = (key === 'description' ? LONGEST_DESCRIPTION[type] : undefined) ?? LONGEST;
    return length > most ? [wrong([key], `${key} is ${length} characters long; ${most} is the most.`)] : [];
  });
}

function tagFlaws({ tags }: Body): readonly MeaningFlaw[] {
  if (!Array.isArray(tags)) return [];
  return tags.flatMap((tag: unknown, index): readonly MeaningFlaw[] => {
    if (typeof tag !== 'string') return [];
    if (tag.length > LONGEST)
      return [
        wrong(['tags', index], `tags[${index}] is ${tag.length} characters long; ${LONGEST} is the most.`),
      ];
    return tags.indexOf(tag) < index
      ? [wrong(['tags', index], `tags has "${tag}" twice.`, 'Take one of them out.')]
      : [];
  });
}
