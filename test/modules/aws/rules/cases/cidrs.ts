import type { cidrRules } from '../../../../../modules/aws/rules/table/cidrs.ts';
import { baseRegion, inVpc, name, route, subnet, VPC } from '../../snapshot/base.ts';
import { cidrs, routes, vpc, type RuleCases } from '../case.ts';

const five = ['10.1.0.0/16', '10.2.0.0/16', '10.3.0.0/16', '10.4.0.0/16', '10.5.0.0/16'] as const;
const gateways = `${inVpc}.avtx_cidr`;
const second = (cidr: string, more: Readonly<Record<string, unknown>> = {}) => ({
  'account_info.0.regions.0.vpcs.1': {
    vpc_id: 'vpc-0b',
    avtx_cidr: '10.201.0.0/24',
    spoke_gw_name: 'other',
    transit_gw_name: 'transit',
    ...more,
  },
  [gateways]: cidr,
});
const other = (CidrBlock: string) => ({
  VpcId: 'vpc-0b',
  CidrBlock,
  OwnerId: '123456789012',
  Tags: name('other'),
});
const both = (CidrBlock: string) => ({ vpcs: [...baseRegion.vpcs, other(CidrBlock)] });
const group = { config: { configure_spoke_gw_hs: true } };
const sized = (avtx_cidr: string) => ({ ...group, [gateways]: avtx_cidr, [`${inVpc}.number_of_spokes`]: 2 });
const placed = (...avtx_subnets: readonly string[]) => ({
  ...group,
  [gateways]: undefined,
  [`${inVpc}.avtx_subnets`]: avtx_subnets,
});
const peered = (CidrBlock: string, Code: 'active' | 'deleted') => ({
  peerings: [
    {
      VpcPeeringConnectionId: 'pcx-01',
      Status: { Code },
      RequesterVpcInfo: { VpcId: VPC },
      AccepterVpcInfo: { VpcId: 'vpc-77', CidrBlockSet: [{ CidrBlock }] },
    },
  ],
});

export const cidrCases: Readonly<Record<keyof typeof cidrRules, RuleCases>> = {
  'VPC-CIDR-COUNT': {
    raises: [{ region: cidrs(...five), log: 'vpc-0a has 5 (>= 5) cidr(s)' }],
    silent: [
      { region: cidrs(...five.slice(1)) },
      {
        region: vpc({
          CidrBlockAssociationSet: five.map((CidrBlock, index) => ({
            CidrBlock,
            CidrBlockState: { State: index === 4 ? 'disassociated' : 'associated' },
          })),
        }),
      },
    ],
  },
  'VPC-CIDR-QUOTA': {
    raises: [{ region: cidrs(...five), log: 'vpc-0a has no room for 10.200.0.0/24: 5 cidr(s)' }],
    silent: [
      { region: cidrs(...five.slice(1)) },
      { region: cidrs(...five.slice(0, 4), '10.200.0.0/24') },
      { region: cidrs(...five), config: { 'config.add_vpc_cidr': false } },
    ],
  },
  'VPC-CIDR-UNEXPECTED': {
    raises: [
      {
        region: cidrs('10.1.0.0/16', '100.64.0.0/24'),
        config: { 'alert.expect_vpc_prefixes': ['10.0.0.0/8'] },
        log: 'vpc-0a with cidr 100.64.0.0/24 not matching expected VPC prefix',
      },
    ],
    silent: [
      { region: cidrs('10.1.0.0/16', '100.64.0.0/24') },
      { config: { 'alert.expect_vpc_prefixes': ['10.0.0.0/8'] } },
    ],
  },
  'VPC-CIDR-NONE-ALLOWED': {
    raises: [
      {
        config: { 'config.allow_vpc_cidrs': ['10.200.0.0/16'] },
        log: 'vpc-0a with EMPTY cidr list - does not have any accepted VPC cidr(s)',
      },
    ],
    silent: [
      { config: { 'config.allow_vpc_cidrs': ['10.200.0.0/16', '10.1.0.0/16'] } },
      {
        config: {
          'config.allow_vpc_cidrs': ['10.200.0.0/16'],
          'config.configure_spoke_advertisement': true,
          [`${inVpc}.spoke_advertisement`]: ['10.77.0.0/16'],
        },
      },
    ],
  },
  'VPC-CIDR-OVERLAP': {
    raises: [
      {
        region: both('10.1.128.0/20'),
        config: second('10.200.0.0/24'),
        log: 'vpc-0a with cidr 10.1.0.0/16 overlaps vpc-0b with cidr 10.1.128.0/20',
      },
      {
        region: both('10.2.0.0/16'),
        config: {
          ...second('10.200.0.0/24', { spoke_advertisement: ['10.1.7.0/24'] }),
          'config.configure_spoke_advertisement': true,
        },
        log: 'vpc-0a with cidr 10.1.0.0/16 overlaps vpc-0b with cidr 10.1.7.0/24',
      },
    ],
    silent: [
      { region: both('10.2.0.0/16'), config: second('10.200.0.0/24') },
      // A VPC of the region that discovery.yaml does not name is not advertised.
      { region: both('10.1.128.0/20') },
      {
        region: both('10.1.128.0/20'),
        config: {
          ...second('10.200.0.0/24', { spoke_advertisement: ['10.77.0.0/16'] }),
          'config.configure_spoke_advertisement': true,
        },
      },
    ],
  },
  'VPC-GATEWAY-CIDR-OVERLAP': {
    raises: [
      {
        config: { [gateways]: '10.1.1.0/25' },
        log: 'avtx_cidr 10.1.1.0/25 in vpc-0a overlaps 10.1.1.0/24 of subnet-0b',
      },
      {
        region: both('10.200.0.0/16'),
        log: 'avtx_cidr 10.200.0.0/24 in vpc-0a overlaps 10.200.0.0/16 of vpc-0b',
      },
      {
        region: peered('10.200.0.0/20', 'active'),
        log: 'avtx_cidr 10.200.0.0/24 in vpc-0a overlaps 10.200.0.0/20 of vpc-77',
      },
      {
        region: both('10.2.0.0/16'),
        config: second('10.201.0.0/25'),
        log: 'avtx_cidr 10.201.0.0/25 in vpc-0a overlaps 10.201.0.0/24 of gateways of vpc-0b',
      },
      {
        config: placed('10.1.7.0/26', '10.1.1.64/26'),
        log: 'avtx_subnets 10.1.1.64/26 in vpc-0a overlaps 10.1.1.0/24 of subnet-0b',
      },
    ],
    silent: [
      { region: peered('10.200.0.0/20', 'deleted') },
      { config: placed('10.1.7.0/26', '10.1.7.64/26') },
      {
        region: {
          ...cidrs('10.1.0.0/16', '10.200.0.0/24'),
          subnets: [
            ...baseRegion.subnets,
            subnet('subnet-0d', '10.200.0.0/25', 'a', {
              Tags: [{ Key: 'Aviatrix-Created-Resource', Value: 'gateways' }],
            }),
          ],
        },
      },
    ],
  },
  'VPC-GATEWAY-CIDR-OUTSIDE': {
    raises: [
      {
        config: { 'config.add_vpc_cidr': false },
        log: 'avtx_cidr 10.200.0.0/24 not in cidr(s) of vpc-0a',
      },
      {
        config: placed('10.1.7.0/26', '10.200.0.0/26'),
        log: 'avtx_subnets 10.200.0.0/26 not in cidr(s) of vpc-0a',
      },
    ],
    silent: [
      // Terraform adds the CIDR of a group.
      { config: sized('10.200.0.0/24') },
      { config: placed('10.1.7.0/26', '10.1.7.64/26') },
      { config: { 'config.add_vpc_cidr': false, [gateways]: '10.1.200.0/24' } },
      { region: cidrs('10.1.0.0/16', '10.200.0.0/24'), config: { 'config.add_vpc_cidr': false } },
    ],
  },
  'VPC-GATEWAY-CIDR-REFUSED': {
    raises: [
      {
        config: { [gateways]: '192.168.4.0/24' },
        log: 'avtx_cidr 192.168.4.0/24 cannot be added to vpc-0a: a VPC that began with 10.1.0.0/16 takes no CIDR of 192.168.0.0/16',
      },
      {
        config: sized('192.168.4.0/24'),
        log: 'avtx_cidr 192.168.4.0/24 cannot be added to vpc-0a: a VPC that began with 10.1.0.0/16 takes no CIDR of 192.168.0.0/16',
      },
      {
        config: { [gateways]: '10.200.0.0/15' },
        log: 'avtx_cidr 10.200.0.0/15 cannot be added to vpc-0a: its prefix is not between 16 and 28 bits',
      },
      {
        region: cidrs('10.1.0.0/16', '10.200.0.0/26'),
        log: 'avtx_cidr 10.200.0.0/24 cannot be added to vpc-0a: it overlaps 10.200.0.0/26 of the VPC',
      },
      {
        region: routes([route('10.200.0.0/25', { VpcPeeringConnectionId: 'pcx-01' })]),
        log: 'avtx_cidr 10.200.0.0/24 cannot be added to vpc-0a: there is a route to 10.200.0.0/25 already',
      },
    ],
    silent: [
      { config: { [gateways]: '100.64.0.0/24' } },
      // A longer route is allowed to be there; a shorter one contains what is added.
      { region: routes([route('10.200.0.0/23', { VpcPeeringConnectionId: 'pcx-01' })]) },
      { region: cidrs('10.1.0.0/16', '10.200.0.0/24') },
    ],
  },
  'VPC-IPV6': {
    raises: [
      {
        region: vpc({
          Ipv6CidrBlockAssociationSet: [
            { Ipv6CidrBlock: '2001:db8::/56', Ipv6CidrBlockState: { State: 'associated' } },
          ],
        }),
        log: 'vpc-0a has IPv6 cidr(s) 2001:db8::/56',
      },
    ],
    silent: [
      {
        region: vpc({
          Ipv6CidrBlockAssociationSet: [
            { Ipv6CidrBlock: '2001:db8::/56', Ipv6CidrBlockState: { State: 'disassociated' } },
          ],
        }),
      },
    ],
  },
};
