import type { Subnet } from '../../api/ec2.types.ts';
import { block, code, set } from '../hcl/build.ts';
import type { Attribute, Block } from '../hcl/hcl.types.ts';
import { providerRef } from '../account/account-files.ts';
import type { ProviderFlags } from '../provider-flags.ts';
import { tagsOf } from './tags.ts';
import type { ImportedSubnet, VpcInput } from './vpc-input.ts';

/** A resource that is there already, by its address in Terraform. */
export interface Import {
  readonly address: string;
  readonly id: string;
}

/** Subnets and internet gateway of a VPC, as they are: what an apply would set otherwise is all written down. */
export function importedResources(input: VpcInput): readonly Block[] {
  return [...internetGatewayBlocks(input), ...input.subnets.map((subnet) => subnetBlock(subnet, input))];
}

export function importsOf({ view, internetGateway, subnets }: VpcInput): readonly Import[] {
  if (!view.config.config.import_resources) return [];
  return [
    ...(internetGateway === undefined
      ? []
      : [{ address: `aws_internet_gateway.igw-${view.id}`, id: internetGateway }]),
    ...subnets.map(({ name, id }) => ({ address: `aws_subnet.${name}`, id })),
  ];
}

function internetGatewayBlocks({ view, internetGateway }: VpcInput): readonly Block[] {
  if (internetGateway === undefined || !view.config.config.import_resources) return [];
  return [
    block(
      'resource',
      ['aws_internet_gateway', `igw-${view.id}`],
      set('vpc_id', view.id),
      set('tags', tagsOf(view.internetGateways[0]?.Tags, [])),
      set('provider', code(providerRef(view.region.region))),
      // All traffic of the VPC with the internet goes through it.
      block('lifecycle', [], set('prevent_destroy', true)),
    ),
  ];
}

function subnetBlock({ name, subnet }: ImportedSubnet, { view, options }: VpcInput): Block {
  return block(
    'resource',
    ['aws_subnet', name],
    set('vpc_id', view.id),
    ...settingsOf(subnet, options.provider),
    set('tags', tagsOf(subnet.Tags, view.config.config.subnet_tags)),
    set('provider', code(providerRef(view.region.region))),
  );
}

function settingsOf(subnet: Subnet, provider: ProviderFlags): readonly (Attribute | false | undefined)[] {
  const names = subnet.PrivateDnsNameOptionsOnLaunch;
  const ipv6 = subnet.Ipv6CidrBlockAssociationSet?.find(
    ({ Ipv6CidrBlockState }) => Ipv6CidrBlockState?.State === 'associated',
  )?.Ipv6CidrBlock;
  return [
    given('cidr_block', subnet.CidrBlock),
    given('availability_zone', subnet.AvailabilityZone),
    given('ipv6_cidr_block', ipv6),
    set('map_public_ip_on_launch', subnet.MapPublicIpOnLaunch === true),
    set('assign_ipv6_address_on_creation', subnet.AssignIpv6AddressOnCreation === true),
    given('outpost_arn', subnet.OutpostArn),
    given('customer_owned_ipv4_pool', subnet.CustomerOwnedIpv4Pool),
    isSet('map_customer_owned_ip_on_launch', subnet.MapCustomerOwnedIpOnLaunch),
    given('enable_lni_at_device_index', subnet.EnableLniAtDeviceIndex),
    ...(provider.subnetNames
      ? [
          isSet('ipv6_native', subnet.Ipv6Native),
          set('enable_dns64', subnet.EnableDns64 === true),
          given('private_dns_hostname_type_on_launch', names?.HostnameType),
          set('enable_resource_name_dns_a_record_on_launch', names?.EnableResourceNameDnsARecord === true),
          set(
            'enable_resource_name_dns_aaaa_record_on_launch',
            names?.EnableResourceNameDnsAAAARecord === true,
          ),
        ]
      : []),
  ];
}

function given(name: string, value: string | number | undefined): Attribute | undefined {
  return value === undefined ? undefined : set(name, value);
}

/** What a provider takes only with other settings beside it is left out where it is off. */
function isSet(name: string, value: boolean | undefined): Attribute | false {
  return value === true && set(name, true);
}
