import type { GroupOptions } from '../discovery.types.ts';
import { isInside, networkOf } from '../networks.ts';
import { settingsOf } from '../settings.ts';
import { performanceRule } from './account-rules.ts';
import type { Rule, VpcScope } from './rule.ts';

type Key = keyof VpcScope['vpc'];

function groups({ config: { config } }: VpcScope): GroupOptions | undefined {
  return config.configure_spoke_gw_hs ? config : undefined;
}

function isGiven(scope: VpcScope, key: Key): boolean {
  const value = scope.vpc[key];
  return value != null && !(key === 'gw_zones' && scope.vpc.gw_zones.length === 0);
}

/** A name that every VPC has, or none. */
const named = (key: 'spoke_gw_name' | 'transit_gw_name'): readonly Rule<VpcScope>[] => [
  {
    at: [key],
    when: (scope) => scope.config.config.configure_gw_name && !scope.isInventory && !isGiven(scope, key),
    says: 'is missing, which every VPC has where configure_gw_name is true',
    help: 'Add it, or set config.configure_gw_name to false.',
  },
  {
    at: [key],
    when: (scope) => !scope.config.config.configure_gw_name && isGiven(scope, key),
    says: 'is there, and no VPC may have it where configure_gw_name is false',
    help: 'Take it out, or set config.configure_gw_name to true.',
  },
];

/** A key that an option of `config` opens. */
const opened = (
  key: Key,
  option: 'configure_transit_gw_egress' | 'configure_spoke_advertisement' | 'configure_jumbo_frame',
): Rule<VpcScope> => ({
  at: [key],
  when: (scope) => isGiven(scope, key) && !scope.config.config[option],
  says: `is there, which needs config.${option}`,
  help: `Set ${option} to true, or take this out.`,
});

/** A key of groups of gateways. */
const ofGroups = (key: 'avtx_subnets' | 'number_of_spokes'): Rule<VpcScope> => ({
  at: [key],
  when: (scope) => isGiven(scope, key) && groups(scope) === undefined,
  says: 'goes with configure_spoke_gw_hs: true only',
  help: 'Take it out, or set config.configure_spoke_gw_hs to true.',
});

/** A key that does not go with spokes that get the addresses of NAT gateways. */
const notWithNat = (key: 'gw_zones' | 'avtx_subnets' | 'number_of_spokes'): Rule<VpcScope> => ({
  at: [key],
  when: (scope) => isGiven(scope, key) && groups(scope)?.migrate_natgw_eip === true,
  says: 'does not go with migrate_natgw_eip: the NAT gateways say where the spokes are',
  help: 'Take it out, or set config.migrate_natgw_eip to false.',
});

/** Rules of a VPC. */
export const vpcRules: readonly Rule<VpcScope>[] = [
  ...named('spoke_gw_name'),
  ...named('transit_gw_name'),
  opened('transit_gw_egress_name', 'configure_transit_gw_egress'),
  opened('spoke_advertisement', 'configure_spoke_advertisement'),
  opened('enable_jumbo_frame', 'configure_jumbo_frame'),
  performanceRule,
  {
    at: ['avtx_cidr'],
    when: (scope) => !isGiven(scope, 'avtx_cidr') && !scope.isInventory && groups(scope) === undefined,
    says: 'is missing',
    help: 'Add the CIDR for the gateways: each of them gets one half.',
  },
  {
    at: ['avtx_cidr'],
    when: (scope) => !isGiven(scope, 'avtx_cidr') && groups(scope)?.migrate_natgw_eip === true,
    says: 'is missing, which migrate_natgw_eip needs',
    help: 'Add the CIDR for the gateways.',
  },
  {
    at: ['avtx_cidr'],
    when: ({ vpc }) => networkOf(vpc.avtx_cidr)?.family === 6,
    says: 'is IPv6; gateways have IPv4 addresses',
    help: 'Write an IPv4 CIDR.',
  },
  {
    at: ['avtx_cidr'],
    when: (scope) => groups(scope) !== undefined && (networkOf(scope.vpc.avtx_cidr)?.length ?? 0) > 24,
    says: ({ vpc }) => `is ${vpc.avtx_cidr ?? ''}, which is too small for a group of gateways`,
    help: 'Write a CIDR of 24 bits or fewer: 10.101.0.0/24.',
  },
  {
    at: ['avtx_cidr'],
    when: (scope) => groups(scope) === undefined && isTooSmallForHalves(scope.vpc.avtx_cidr),
    says: ({ vpc }) =>
      `is ${vpc.avtx_cidr ?? ''}, whose halves are smaller than the smallest subnet of AWS (28 bits)`,
    help: 'Write a CIDR of 27 bits or fewer: each gateway gets one half.',
  },
  {
    at: ['avtx_cidr'],
    when: ({ vpc, config }) => {
      const network = networkOf(vpc.avtx_cidr);
      return network?.family === 4 && !isInside(network, config.config.allow_vpc_cidrs);
    },
    says: ({ vpc }) => `is ${vpc.avtx_cidr ?? ''}, which is in none of config.allow_vpc_cidrs`,
    help: 'Add the network that it is in to allow_vpc_cidrs, or choose another CIDR.',
  },
  ofGroups('avtx_subnets'),
  ofGroups('number_of_spokes'),
  notWithNat('gw_zones'),
  notWithNat('avtx_subnets'),
  notWithNat('number_of_spokes'),
  {
    at: ['number_of_spokes'],
    when: (scope) => isGiven(scope, 'number_of_spokes') && isGiven(scope, 'avtx_subnets'),
    says: 'stands beside avtx_subnets, which says already how many there are',
    help: 'Take one of the two out.',
  },
  {
    at: ['number_of_spokes'],
    when: (scope) =>
      groups(scope)?.migrate_natgw_eip === false &&
      !scope.isInventory &&
      !isGiven(scope, 'number_of_spokes') &&
      !isGiven(scope, 'avtx_subnets'),
    says: 'is missing, and so is avtx_subnets',
    help: 'Add one of them: a group of gateways needs to know how many there are.',
  },
  {
    at: ['gw_zones'],
    when: ({ vpc }) => vpc.gw_zones.length > 0 && vpc.gw_zones.length < (vpc.avtx_subnets?.length ?? 0),
    says: 'has fewer zones than avtx_subnets has subnets',
    help: 'Write one zone for each subnet.',
  },
  {
    at: ['avtx_subnets'],
    when: ({ vpc }) => (vpc.avtx_subnets?.length ?? 0) > 6,
    says: 'has more than six subnets',
    help: 'A group has six gateways at most.',
  },
  {
    at: ['avtx_subnets'],
    when: ({ vpc }) => vpc.avtx_subnets?.some((subnet) => networkOf(subnet)?.family === 6) === true,
    says: 'holds an IPv6 subnet; gateways have IPv4 addresses',
    help: 'Write IPv4 CIDRs.',
  },
  {
    at: ['eips'],
    when: (scope) => isGiven(scope, 'eips') && scope.vpc.eips?.length !== addressesNeeded(scope),
    says: (scope) =>
      `has ${scope.vpc.eips?.length ?? 0} addresses; ${addressesNeeded(scope) ?? 0} are needed, one for each gateway`,
    help: 'Write one for each gateway (two with spoke_ha, one for each of avtx_subnets), or take the key out.',
  },
  {
    at: ['encrypt_key'],
    when: ({ vpc }) => vpc.encrypt_key != null && vpc.encrypt !== true,
    says: 'is there, but encrypt is not true',
    help: 'Set encrypt to true, or take the key out.',
  },
];

/** AWS has no subnet of more than 28 bits. */
function isTooSmallForHalves(text: string | null | undefined): boolean {
  const network = networkOf(text);
  return network?.family === 4 && network.length > 27;
}

/** How many elastic IPs a VPC needs; undefined where any number may be right. */
function addressesNeeded(scope: VpcScope): number | undefined {
  const { vpc, account } = scope;
  if (groups(scope) !== undefined) return vpc.avtx_subnets?.length ?? vpc.eips?.length;
  return settingsOf(account, vpc).spoke_ha ? 2 : 1;
}
