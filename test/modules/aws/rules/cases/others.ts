import type { capacityRules } from '../../../../../modules/aws/rules/table/capacity.ts';
import type { nameRules } from '../../../../../modules/aws/rules/table/names.ts';
import type { transitRules } from '../../../../../modules/aws/rules/table/transit.ts';
import type { wayRules } from '../../../../../modules/aws/rules/table/ways.ts';
import { baseRegion, baseTransit, inVpc, name, VPC } from '../../snapshot/base.ts';
import { vpc, type RuleCases } from '../case.ts';

const group = {
  config: { configure_spoke_gw_hs: true, migrate_natgw_eip: true },
  [`${inVpc}.avtx_cidr`]: '10.1.200.0/24',
};
const nat = (State: 'available' | 'deleted') => [
  {
    NatGatewayId: 'nat-01',
    VpcId: VPC,
    SubnetId: 'subnet-0a',
    State,
    NatGatewayAddresses: [{ AllocationId: 'eipalloc-01' }],
  },
];
const addresses = (count: number) =>
  Array.from({ length: count }, (_unused, index) => ({
    PublicIp: `203.0.113.${index}`,
    AllocationId: `eipalloc-1${index}`,
  }));
const vpnGateway = (state: 'attached' | 'detached') => [
  { VpnGatewayId: 'vgw-01', State: 'available' as const, VpcAttachments: [{ VpcId: VPC, State: state }] },
];
const vpn = [{ VpnConnectionId: 'vpn-01', VpnGatewayId: 'vgw-01' }];
const gatewayInstance = (Tags = name('avx-gw')) => [
  { InstanceId: 'i-01', VpcId: VPC, SubnetId: 'subnet-99', Tags },
];
const blackhole = (DestinationCidrBlock: string, State: 'active' | 'blackhole') => [
  {
    ...baseTransit,
    routeTables: baseTransit.routeTables.map((one) => ({
      ...one,
      routes: [{ DestinationCidrBlock, State, Type: 'static' as const }],
    })),
  },
];
const attached = (id: string, State: 'available' | 'deleted' | 'rejected') => ({
  TransitGatewayAttachmentId: `tgw-attach-${id}`,
  TransitGatewayId: id,
  VpcId: VPC,
  State,
});

const unread = (action: string) => ({ gaps: [{ action, message: 'It is denied.' }] });
/** A second VPC, whose gateway is named so. */
const second = (spoke_gw_name: string) => ({
  'account_info.0.regions.0.vpcs.1': {
    vpc_id: 'vpc-0b',
    avtx_cidr: '10.201.0.0/24',
    spoke_gw_name,
    transit_gw_name: 'transit',
  },
});
const both = (other: string) => ({
  vpcs: [...baseRegion.vpcs, { VpcId: 'vpc-0b', CidrBlock: '10.2.0.0/16', Tags: name(other) }],
});
const namedAfterVpcs = {
  config: { configure_spoke_gw_hs: false, configure_gw_name: false, spoke_gw_name_format: 'VPC_NAME' },
  'account_info.0.regions.0.vpcs': [VPC, 'vpc-0b'].map((vpc_id, index) => ({
    vpc_id,
    avtx_cidr: `10.20${index}.0.0/24`,
  })),
};

type Codes =
  keyof typeof capacityRules | keyof typeof nameRules | keyof typeof transitRules | keyof typeof wayRules;

export const otherCases: Readonly<Record<Codes, RuleCases>> = {
  'VPC-NAME-MISSING': {
    raises: [
      { region: vpc({ Tags: [] }), log: 'Missing VPC name in us-east-1/vpc-0a' },
      { region: vpc({ Tags: name('') }), log: 'Missing VPC name in us-east-1/vpc-0a' },
    ],
    silent: [{ region: vpc({ Tags: name('x') }) }],
  },
  'VPC-NAME-INVALID': {
    raises: ['1web', 'my_vpc', 'my vpc', '-web'].map((wrong) => ({
      region: vpc({ Tags: name(wrong) }),
      log: `VPC name ${wrong} must start with a letter and can only contain alphamumeric characters and hypen (-).`,
    })),
    silent: [{ region: vpc({ Tags: name('Web-1') }) }, { region: vpc({ Tags: [] }) }],
  },
  'VPC-NAME-LONG': {
    raises: [
      {
        region: vpc({ Tags: name('a'.repeat(30)) }),
        log: `VPC name ${'a'.repeat(30)} > 29 chars, in us-east-1/vpc-0a`,
      },
    ],
    silent: [{ region: vpc({ Tags: name('a'.repeat(29)) }) }],
  },
  'VPC-NAME-DUPLICATE': {
    raises: [
      {
        region: { vpcNames: { [VPC]: 'web', 'vpc-0f': 'web' } },
        log: 'duplicate VPC name web 2 times:\n  us-east-1/vpc-0a\n  us-east-1/vpc-0f',
      },
    ],
    silent: [{ region: { vpcNames: { [VPC]: 'web', 'vpc-0f': 'Web' } } }],
  },
  'VPC-GATEWAY-NAME-DUPLICATE': {
    raises: [
      {
        region: both('other'),
        config: second('web-spoke'),
        log: 'spoke gateway name web-spoke of us-east-1/vpc-0a and of us-east-1/vpc-0b',
      },
      {
        region: both('web'),
        config: namedAfterVpcs,
        log: 'spoke gateway name aws-use1-web-gw of us-east-1/vpc-0a and of us-east-1/vpc-0b',
      },
    ],
    silent: [
      { region: both('other'), config: second('other-spoke') },
      { region: both('other'), config: namedAfterVpcs },
      { region: both(''), config: { ...namedAfterVpcs } },
    ],
  },
  'VPC-ADDRESSES-SHORT': {
    raises: [
      { region: { addresses: addresses(4) }, log: 'only 1 left, require 2 EIP(s) for 1 VPC(s)' },
      { region: { addresses: addresses(7) }, log: 'only 0 left, require 2 EIP(s) for 1 VPC(s)' },
    ],
    silent: [
      { region: { addresses: addresses(3) } },
      { region: { addresses: addresses(4) }, config: { [`${inVpc}.spoke_ha`]: false } },
      {
        region: { addresses: addresses(5) },
        config: { [`${inVpc}.eips`]: ['203.0.113.0', '203.0.113.1'] },
      },
      { region: { addresses: addresses(5), natGateways: nat('available') }, config: group },
      { region: { addresses: addresses(5), gateways: gatewayInstance() } },
      { region: { addressLimit: undefined as never, addresses: addresses(9) } },
    ],
  },
  'VPC-ADDRESS-UNUSABLE': {
    raises: [
      {
        config: { [`${inVpc}.eips`]: ['198.51.100.1', '198.51.100.2'] },
        log: 'EIP 198.51.100.1 of vpc-0a is not in us-east-1',
      },
      {
        region: { addresses: [...addresses(1), { PublicIp: '203.0.113.1', NetworkInterfaceId: 'eni-01' }] },
        config: { [`${inVpc}.eips`]: ['203.0.113.0', '203.0.113.1'] },
        log: 'EIP 203.0.113.1 of vpc-0a is used by eni-01',
      },
    ],
    silent: [
      { region: { addresses: addresses(2) }, config: { [`${inVpc}.eips`]: ['203.0.113.0', '203.0.113.1'] } },
      {
        region: {
          addresses: [...addresses(1), { PublicIp: '203.0.113.1', InstanceId: 'i-01' }],
          gateways: gatewayInstance(),
        },
        config: { [`${inVpc}.eips`]: ['203.0.113.0', '203.0.113.1'] },
      },
      {
        region: unread('DescribeAddresses'),
        config: { [`${inVpc}.eips`]: ['203.0.113.0', '203.0.113.1'] },
      },
    ],
  },
  'VPC-ZONE-UNAVAILABLE': {
    raises: [
      {
        config: { [`${inVpc}.gw_zones`]: ['a', 'f'] },
        log: 'us-east-1f is not available in us-east-1',
      },
    ],
    silent: [
      { config: { [`${inVpc}.gw_zones`]: ['a', 'c'] } },
      { config: { [`${inVpc}.gw_zones`]: ['f', 'f'] }, region: { zones: [] } },
    ],
  },
  'VPC-SHARED': {
    raises: [
      { region: vpc({ OwnerId: '999999999999' }), log: 'vpc-0a shared by 999999999999' },
      {
        region: {
          subnets: baseRegion.subnets.map((one) =>
            one.SubnetId === 'subnet-0b' ? { ...one, OwnerId: '999999999999' } : one,
          ),
        },
        log: 'subnet-0b of vpc-0a shared by 999999999999',
      },
    ],
    silent: [{}],
  },
  'VPC-UNREAD': {
    raises: [
      {
        region: { gaps: [{ action: 'DescribeNatGateways', message: 'It is denied.' }] },
        log: 'DescribeNatGateways unread in us-east-1',
      },
    ],
    silent: [{}],
  },
  'VPC-TRANSIT-NONE': {
    raises: [
      {
        config: { 'tgw.tgw_by_region': {} },
        log: 'missing tgw info for 123456789012 in us-east-1',
      },
    ],
    silent: [{}],
  },
  'VPC-TRANSIT-NOT-FOUND': {
    raises: [{ transits: [], log: 'tgw-01 not found in us-east-1' }],
    silent: [{}, { transits: [], config: { 'tgw.tgw_by_region': {} } }],
  },
  'VPC-TRANSIT-UNATTACHED': {
    raises: [
      { region: { attachments: [] }, log: 'vpc-0a not attached to tgw-01' },
      { region: { attachments: [attached('tgw-01', 'deleted')] }, log: 'vpc-0a not attached to tgw-01' },
      { region: { attachments: [attached('tgw-01', 'rejected')] }, log: 'vpc-0a not attached to tgw-01' },
    ],
    silent: [
      { region: { attachments: [] }, config: { 'tgw.tgw_by_region': {} } },
      { region: { attachments: [], ...unread('DescribeTransitGatewayVpcAttachments') } },
    ],
  },
  'VPC-TRANSIT-SEVERAL': {
    raises: [
      {
        region: { attachments: [...baseRegion.attachments, attached('tgw-02', 'available')] },
        log: 'vpc-0a attached to tgw-01, tgw-02',
      },
    ],
    silent: [{ region: { attachments: [...baseRegion.attachments, attached('tgw-02', 'deleted')] } }],
  },
  'VPC-TRANSIT-BLACKHOLE': {
    raises: [
      {
        transits: blackhole('10.1.2.0/24', 'blackhole'),
        log: 'blackhole 10.1.2.0/24 in tgw-rtb-01 for vpc-0a',
      },
    ],
    silent: [
      { transits: blackhole('10.1.2.0/24', 'active') },
      { transits: blackhole('10.2.0.0/24', 'blackhole') },
    ],
  },
  'VPC-NO-INTERNET-GATEWAY': {
    raises: [
      { region: { internetGateways: [] }, log: 'vpc-0a has no IGW' },
      {
        region: {
          internetGateways: [
            { InternetGatewayId: 'igw-02', Attachments: [{ VpcId: 'vpc-0f', State: 'attached' }] },
          ],
        },
        log: 'vpc-0a has no IGW',
      },
    ],
    silent: [{}, { region: { internetGateways: [], ...unread('DescribeInternetGateways') } }],
  },
  'VPC-VPN': {
    raises: [
      {
        region: { vpnGateways: vpnGateway('attached'), vpnConnections: vpn },
        log: 'vpn-01 associated with vgw-01 attached to vpc-0a',
      },
    ],
    silent: [
      { region: { vpnGateways: vpnGateway('detached'), vpnConnections: vpn } },
      { region: { vpnGateways: vpnGateway('attached') } },
    ],
  },
  'VPC-VPN-GATEWAY-UNATTACHED': {
    raises: [
      { region: { vpnGateways: vpnGateway('detached') }, log: 'vgw-01 not attached to any VPC' },
      {
        region: { vpnGateways: [{ VpnGatewayId: 'vgw-01', State: 'available' }] },
        log: 'vgw-01 not attached to any VPC',
      },
    ],
    silent: [
      { region: { vpnGateways: vpnGateway('attached') } },
      { region: { vpnGateways: [{ VpnGatewayId: 'vgw-01', State: 'deleted' }] } },
    ],
  },
  'VPC-PEERING': {
    raises: [
      {
        region: {
          peerings: [
            {
              VpcPeeringConnectionId: 'pcx-01',
              Status: { Code: 'active' },
              RequesterVpcInfo: { VpcId: VPC },
              AccepterVpcInfo: { VpcId: 'vpc-77', OwnerId: '999999999999', CidrBlock: '10.77.0.0/16' },
            },
          ],
        },
        log: 'pcx-01 - vpc-77 - 999999999999 - 10.77.0.0/16',
      },
    ],
    silent: [
      {
        region: {
          peerings: [
            {
              VpcPeeringConnectionId: 'pcx-01',
              Status: { Code: 'rejected' },
              RequesterVpcInfo: { VpcId: VPC },
              AccepterVpcInfo: { VpcId: 'vpc-77' },
            },
          ],
        },
      },
    ],
  },
  'VPC-MIGRATED': {
    raises: [
      {
        region: { gateways: gatewayInstance() },
        log: 'VPC vpc-0a already migrated, found an aviatrix gateway avx-gw',
      },
      {
        region: { gateways: gatewayInstance([]) },
        log: 'VPC vpc-0a already migrated, found an aviatrix gateway with no Name tag',
      },
    ],
    silent: [
      { region: { gateways: gatewayInstance() }, config: { 'alert.check_gateway_existence': false } },
      { region: { gateways: gatewayInstance().map((one) => ({ ...one, VpcId: 'vpc-0f' })) } },
    ],
  },
  'VPC-NAT-NONE': {
    raises: [
      { config: group, log: 'vpc-0a has no NAT gateway to migrate EIP(s) from' },
      {
        region: { natGateways: nat('deleted') },
        config: group,
        log: 'vpc-0a has no NAT gateway to migrate EIP(s) from',
      },
    ],
    silent: [
      { region: { natGateways: nat('available') }, config: group },
      { region: unread('DescribeNatGateways'), config: group },
      {},
    ],
  },
};
