/** VPCs of several shapes, each with the discovery.yaml that it is built by. */
import type { Snapshot } from '../../../../../modules/aws/snapshot/snapshot.types.ts';
import { exampleWith, type ExampleName } from '../../discovery/config/example.ts';
import { checkDiscovery } from '../../../../../modules/aws/discovery/config/check-discovery.ts';
import type { Discovery } from '../../../../../modules/aws/discovery/config/discovery.types.ts';
import { account, internetGateway, region, route, snapshotOf, subnet, table, tags, vpc } from './estate.ts';

export interface Shape {
  readonly name: string;
  readonly config: Discovery;
  readonly snapshot: Snapshot;
  readonly asJson: boolean;
}

type Changes = Readonly<Record<string, unknown>>;

/** The plain file with changes: no bucket, no cloud, one VPC. */
export function discovery(example: ExampleName, changes: Changes): Discovery {
  const { config, findings } = checkDiscovery(
    exampleWith(example, {
      'account_info.0.regions.0.region': region,
      tgw: undefined,
      ...changes,
    }),
  );
  if (config === undefined) throw new Error(findings.map(({ detail }) => detail).join('\n'));
  return config;
}

export const classic: Changes = {
  aws: undefined,
  'terraform.tf_cloud': undefined,
  'terraform.tmp_folder_id': undefined,
  'terraform.terraform_output': '/out',
  'terraform.module_source': undefined,
  'terraform.module_name': undefined,
  'aviatrix.tf_controller_access': undefined,
  'config.snat_policies': undefined,
  'config.filter_tgw_attachment_subnet': false,
  'config.configure_transit_gw_egress': false,
  'config.configure_spoke_advertisement': false,
  'config.configure_jumbo_frame': false,
  'account_info.0.filter_cidrs': [],
  'account_info.0.hpe': false,
  'account_info.0.max_hpe_performance': undefined,
};

export function oneVpc(id: string, more: Changes = {}): Changes {
  return {
    'account_info.0.regions.0.vpcs': [
      { vpc_id: id, avtx_cidr: '10.101.0.0/24', spoke_gw_name: 'spoke', transit_gw_name: 'transit', ...more },
    ],
  };
}

/** With an internet gateway, NAT, an endpoint of S3, a peering, two private tables; one or two names are nasty. */
function busy(id: string): Snapshot {
  return snapshotOf([
    {
      vpc: vpc(id, ['10.0.0.0/16', '100.64.0.0/16'], { Tags: tags({ Name: 'shop' }) }),
      subnets: [
        subnet('subnet-1', id, '10.0.1.0/24', 'a', {
          MapPublicIpOnLaunch: true,
          Tags: tags({ Name: 'out ${here}' }),
        }),
        subnet('subnet-2', id, '10.0.2.0/24', 'a', { Tags: tags({ Name: 'say "hi"\n%{if}', 'aws:x': 'y' }) }),
        subnet('subnet-3', id, '10.0.3.0/24', 'b'),
        subnet('subnet-4', id, '10.0.4.0/24', 'b'),
      ],
      routeTables: [
        table('rtb-1', id, {
          isMain: true,
          routes: [
            route('172.20.0.0/16', { VpcPeeringConnectionId: 'pcx-1' }),
            route('10.0.0.0/8', { TransitGatewayId: 'tgw-1' }),
          ],
        }),
        table('rtb-2', id, {
          subnets: ['subnet-1'],
          tags: { Name: 'public' },
          routes: [route('0.0.0.0/0', { GatewayId: 'igw-1' }), route('pl-63a5400a', { GatewayId: 'vpce-1' })],
        }),
        table('rtb-3', id, {
          subnets: ['subnet-2', 'subnet-3'],
          tags: { Name: 'private', Owner: 'shop' },
          routes: [
            route('0.0.0.0/0', { NatGatewayId: 'nat-1' }),
            route('198.51.100.0/24', { NetworkInterfaceId: 'eni-1', InstanceId: 'i-1' }),
            route('203.0.113.0/24', { NatGatewayId: 'nat-gone', State: 'blackhole' }),
          ],
        }),
      ],
      internetGateways: [internetGateway('igw-1', id, 'out')],
      natGateways: [
        {
          NatGatewayId: 'nat-1',
          VpcId: id,
          SubnetId: 'subnet-1',
          State: 'available',
          ConnectivityType: 'public',
          NatGatewayAddresses: [{ AllocationId: 'eipalloc-1', PublicIp: '203.0.113.7' }],
        },
        {
          NatGatewayId: 'nat-2',
          VpcId: id,
          SubnetId: 'subnet-4',
          State: 'available',
          ConnectivityType: 'public',
          NatGatewayAddresses: [{ AllocationId: 'eipalloc-2', PublicIp: '203.0.113.8' }],
        },
      ],
      vpcEndpoints: [{ VpcEndpointId: 'vpce-1', VpcId: id, VpcEndpointType: 'Gateway' }],
    },
  ]);
}

/** No internet gateway, IPv6, prefix lists, and all the rarer next hops. */
function rare(id: string): Snapshot {
  return snapshotOf([
    {
      vpc: vpc(id, ['10.0.0.0/16'], { Tags: tags({ Name: 'rare' }) }),
      subnets: [
        subnet('subnet-1', id, '10.0.1.0/24', 'c', {
          Ipv6CidrBlockAssociationSet: [
            { Ipv6CidrBlock: '2001:db8:0:1::/64', Ipv6CidrBlockState: { State: 'associated' } },
          ],
          AssignIpv6AddressOnCreation: true,
          EnableDns64: true,
          PrivateDnsNameOptionsOnLaunch: {
            HostnameType: 'resource-name',
            EnableResourceNameDnsARecord: true,
            EnableResourceNameDnsAAAARecord: true,
          },
        }),
        subnet('subnet-2', id, '10.0.2.0/24', 'a', {
          OutpostArn: 'arn:aws:outposts:us-east-1:123456789012:outpost/op-1',
          CustomerOwnedIpv4Pool: 'ipv4pool-coip-1',
          MapCustomerOwnedIpOnLaunch: true,
        }),
      ],
      routeTables: [
        table('rtb-1', id, {
          isMain: true,
          subnets: ['subnet-1', 'subnet-2'],
          routes: [
            route('::/0', { EgressOnlyInternetGatewayId: 'eigw-1' }),
            route('pl-0123', { NatGatewayId: 'nat-1' }),
            route('10.9.0.0/16', {
              CoreNetworkArn: 'arn:aws:networkmanager::123456789012:core-network/core-network-1',
            }),
            route('10.8.0.0/16', { LocalGatewayId: 'lgw-1' }),
            route('10.7.0.0/16', { CarrierGatewayId: 'cagw-1' }),
            route('10.6.0.0/16', { GatewayId: 'vpce-lb' }),
            route('10.5.0.0/16', { TransitGatewayId: 'tgw-1' }),
            route('10.4.0.0/16', { GatewayId: 'vgw-1' }),
          ],
        }),
      ],
      vpcEndpoints: [{ VpcEndpointId: 'vpce-lb', VpcId: id, VpcEndpointType: 'GatewayLoadBalancer' }],
    },
  ]);
}

function shape(name: string, config: Discovery, snapshot: Snapshot, asJson = false): Shape {
  return { name, config, snapshot, asJson };
}

const group: Changes = {
  'terraform.tf_cloud': undefined,
  'terraform.terraform_output': '/out',
  'account_info.0.regions.0.vpcs': [{ vpc_id: 'vpc-1', avtx_cidr: '10.101.0.0/22', number_of_spokes: 3 }],
};

export const shapes: readonly Shape[] = [
  shape('classic', discovery('classic', { ...classic, ...oneVpc('vpc-1') }), busy('vpc-1')),
  shape(
    'classic-with-everything',
    discovery('classic', {
      'terraform.terraform_output': '/out',
      'terraform.tmp_folder_id': 'VPC_ID',
      'terraform.tf_cloud': undefined,
      'terraform.enable_s3_backend': true,
      'account_info.0.onboard_account': true,
      'account_info.0.enable_spoke_egress': true,
      'config.configure_staging_attachment': false,
      'account_info.0.regions.0.vpcs.0.vpc_id': 'vpc-1',
    }),
    busy('vpc-1'),
  ),
  shape(
    'rare-next-hops',
    discovery('classic', {
      ...classic,
      ...oneVpc('vpc-1', { gw_zones: ['a', 'b'] }),
      'config.filter_tgw_routes': false,
      'config.filter_vgw_routes': false,
      'config.configure_gw_lb_ep': true,
      'config.import_resources': true,
    }),
    rare('vpc-1'),
    true,
  ),
  shape(
    'old-providers',
    discovery('early', {
      'terraform.terraform_output': '/out',
      'terraform.terraform_version': '~> 1.0.0',
      account_info: [
        {
          account_id: account,
          regions: [{ region, vpcs: [{ vpc_id: 'vpc-1', avtx_cidr: '10.101.0.0/24' }] }],
        },
      ],
      config: { configure_gw_name: false },
    }),
    rare('vpc-1'),
  ),
  shape('group', discovery('group', group), busy('vpc-1')),
  shape(
    'group-with-nat-addresses',
    discovery('group', {
      ...group,
      'config.snat_policies': [],
      'config.migrate_natgw_eip': true,
      'config.deploy_2_spokes_only': true,
      'config.deploy_dummy_spokes': true,
      'config.import_resources': false,
      'aviatrix.spoke_access_key_and_secret': true,
      'account_info.0.regions.0.vpcs': [{ vpc_id: 'vpc-1', avtx_cidr: '10.101.0.0/24' }],
    }),
    busy('vpc-1'),
  ),
  shape(
    'cloud',
    discovery('classic', {
      ...classic,
      ...oneVpc('vpc-1'),
      'terraform.tf_cloud': { organization: 'example', tags: ['a', 'b'] },
      'terraform.aviatrix_provider': '= 2.22.0',
    }),
    busy('vpc-1'),
  ),
];
