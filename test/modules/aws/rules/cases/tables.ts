import type * as ec2 from '../../../../../modules/aws/api/ec2.types.ts';
import type { tableRules } from '../../../../../modules/aws/rules/table/tables.ts';
import { baseRegion, inVpc, route, subnet, table, VPC } from '../../snapshot/base.ts';
import { routes, tables, type RuleCases } from '../case.ts';

const many = (count: number, target: Parameters<typeof route>[1]): readonly ec2.Route[] =>
  Array.from({ length: count }, (_unused, index) => route(`11.0.${index}.0/24`, target));

const manyIpv6 = (count: number): readonly ec2.Route[] =>
  Array.from({ length: count }, (_unused, index) =>
    route(`2001:db8:${index}::/48`, { EgressOnlyInternetGatewayId: 'eigw-01' }),
  );

const endpointRoutes = ['01', '02'].map((id) => route(`pl-${id}`, { GatewayId: `vpce-${id}` }));

const nat = { NatGatewayId: 'nat-01' };
const extra = (count: number) =>
  Array.from({ length: count }, (_unused, index) => table(`rtb-1${index}`, [], [route('0.0.0.0/0', nat)]));

const withAttachmentSubnet = (subnets: readonly string[]) => ({
  ...tables('rtb-0d', subnets, [route('0.0.0.0/0', nat)]),
  subnets: [...baseRegion.subnets, subnet('subnet-0d', '10.1.3.0/28')],
  attachments: baseRegion.attachments.map((one) => ({ ...one, SubnetIds: ['subnet-0d'] })),
});

export const tableCases: Readonly<Record<keyof typeof tableRules, RuleCases>> = {
  'VPC-TABLE-COUNT': {
    raises: [
      {
        region: { routeTables: [...baseRegion.routeTables, ...extra(97)] },
        log: 'vpc-0a has 100 route table(s)',
      },
    ],
    silent: [
      { region: { routeTables: [...baseRegion.routeTables, ...extra(96)] } },
      // With the copies that were made of them.
      {
        region: {
          routeTables: [
            ...baseRegion.routeTables,
            ...extra(60),
            ...Array.from({ length: 60 }, (_unused, index) =>
              table(`rtb-2${index}`, [], [], { Tags: [{ Key: 'Org_RT', Value: `org_rtb-1${index}` }] }),
            ),
          ],
        },
      },
    ],
  },
  'VPC-TABLE-EMPTY': {
    raises: [{ region: tables('rtb-0d', ['subnet-0d'], []), log: 'empty route table rtb-0d' }],
    silent: [{ region: tables('rtb-0d', ['subnet-0d'], [route('0.0.0.0/0', nat)]) }],
  },
  'VPC-TABLE-UNUSED': {
    raises: [
      {
        region: tables('rtb-0d', [], [route('0.0.0.0/0', nat)]),
        log: 'rtb-0d has no subnet associations (skipped)',
      },
    ],
    silent: [
      { region: tables('rtb-0d', ['subnet-0d'], [route('0.0.0.0/0', nat)]) },
      { region: tables('rtb-0d', ['igw-01'], [route('0.0.0.0/0', nat)]) },
    ],
  },
  'VPC-TABLE-ATTACHMENT-ONLY': {
    raises: [
      {
        region: withAttachmentSubnet(['subnet-0d']),
        config: { 'config.filter_tgw_attachment_subnet': true },
        log: 'rtb-0d associated ONLY to tgw VPC attachment subnet(s) (skipped)',
      },
    ],
    silent: [
      { region: withAttachmentSubnet(['subnet-0d']) },
      {
        region: withAttachmentSubnet(['subnet-0c', 'subnet-0d']),
        config: { 'config.filter_tgw_attachment_subnet': true },
      },
    ],
  },
  'VPC-TABLE-LEFT-OUT': {
    raises: [
      { config: { [`${inVpc}.skip_rts`]: ['rtb-0b'] }, log: 'rtb-0b skip_rts names it (skipped)' },
      {
        region: {
          ...tables('rtb-0d', ['subnet-0d'], [route('0.0.0.0/0', { GatewayId: 'igw-01' })]),
          subnets: [
            ...baseRegion.subnets,
            subnet('subnet-0d', '10.200.0.0/25', 'a', {
              Tags: [{ Key: 'Aviatrix-Created-Resource', Value: 'x' }],
            }),
          ],
        },
        log: 'rtb-0d its subnets are those of gateways (skipped)',
      },
    ],
    silent: [{ config: { [`${inVpc}.skip_rts`]: [] } }],
  },
  'VPC-TABLE-EDGE': {
    raises: [
      {
        region: tables('rtb-0d', ['igw-01'], [route('10.1.0.0/24', { NetworkInterfaceId: 'eni-01' })]),
        log: 'rtb-0d associated to gateway igw-01 - NOT switched',
      },
    ],
    silent: [{ region: tables('rtb-0d', ['subnet-0d'], [route('0.0.0.0/0', nat)]) }],
  },
  'VPC-TABLE-INTERNET-AND-PRIVATE': {
    raises: [
      {
        region: routes([route('10.9.0.0/16', { VpcPeeringConnectionId: 'pcx-01' })], 'rtb-0c'),
        log: 'rtb-0c is associated to an IGW and has RFC1918 routes',
      },
    ],
    silent: [
      { region: routes([route('10.9.0.0/16', { VpcPeeringConnectionId: 'pcx-01' })], 'rtb-0b') },
      {
        region: routes(
          [route('10.9.0.0/16', { VpcPeeringConnectionId: 'pcx-01', State: 'blackhole' })],
          'rtb-0c',
        ),
      },
    ],
  },
  'VPC-TABLE-STATIC-ROUTES': {
    raises: [
      { region: routes(many(34, nat)), log: 'rtb-0b (Private) has 36 (> 35) static routes' },
      { region: routes(many(34, nat), 'rtb-0c'), log: 'rtb-0c (Public) has 36 (> 35) static routes' },
    ],
    silent: [
      { region: routes(many(33, nat)) },
      { region: routes(many(60, { GatewayId: 'vgw-01', Origin: 'EnableVgwRoutePropagation' })) },
    ],
  },
  'VPC-TABLE-QUOTA': {
    raises: [
      { region: routes(many(47, nat)), log: 'copy of rtb-0b needs 51 (> 50) routes' },
      {
        region: {
          ...routes([route('pl-01', nat)]),
          prefixLists: [{ PrefixListId: 'pl-01', MaxEntries: 47, Entries: [] }],
        },
        log: 'copy of rtb-0b needs 51 (> 50) routes',
      },
      // Gateway endpoints take a route each.
      {
        region: {
          ...routes([...many(45, nat), ...endpointRoutes]),
          vpcEndpoints: ['01', '02'].map((id) => ({
            VpcEndpointId: `vpce-${id}`,
            VpcId: VPC,
            VpcEndpointType: 'Gateway' as const,
          })),
        },
        log: 'copy of rtb-0b needs 51 (> 50) routes',
      },
    ],
    silent: [
      { region: routes(many(46, nat)) },
      { region: routes(many(60, { TransitGatewayId: 'tgw-01' })) },
      // IPv4 and IPv6 have 50 each.
      { region: routes([...many(46, nat), ...manyIpv6(50)]) },
    ],
  },
  'VPC-TABLE-PROPAGATION': {
    raises: [
      {
        region: tables('rtb-0d', ['subnet-0d'], [route('0.0.0.0/0', nat)], {
          PropagatingVgws: [{ GatewayId: 'vgw-01' }],
        }),
        log: 'rtb-0d has routes propagated by vgw-01',
      },
    ],
    silent: [
      {
        region: tables('rtb-0d', [], [route('0.0.0.0/0', nat)], {
          PropagatingVgws: [{ GatewayId: 'vgw-01' }],
        }),
      },
    ],
  },
  'VPC-MAIN-SHARED': {
    raises: [
      {
        region: { subnets: [...baseRegion.subnets, subnet('subnet-0d', '10.1.3.0/24')] },
        log: `1 subnet of ${VPC} associated to main rtb-0a implicitly`,
      },
    ],
    silent: [
      {
        region: { subnets: [...baseRegion.subnets, subnet('subnet-0d', '10.1.3.0/24')] },
        config: { [`${inVpc}.skip_rts`]: ['rtb-0a'] },
      },
      {
        region: {
          ...tables('rtb-0d', ['subnet-0d'], [route('0.0.0.0/0', nat)]),
          subnets: [...baseRegion.subnets, subnet('subnet-0d', '10.1.3.0/24')],
        },
      },
    ],
  },
  'VPC-SKIPPED-TABLE-UNKNOWN': {
    raises: [
      {
        config: { [`${inVpc}.skip_rts`]: ['rtb-99'] },
        log: 'rtb-99 in skip_rts not found in vpc-0a',
      },
    ],
    silent: [{ config: { [`${inVpc}.skip_rts`]: ['rtb-0b'] } }],
  },
  'VPC-COPY-ORPHANED': {
    raises: [
      {
        region: tables('rtb-0d', [], [], { Tags: [{ Key: 'Org_RT', Value: 'org_rtb-99' }] }),
        log: 'original of rtb-0d not found in vpc-0a',
      },
    ],
    silent: [{ region: tables('rtb-0d', [], [], { Tags: [{ Key: 'Org_RT', Value: 'org_rtb-0b' }] }) }],
  },
};
