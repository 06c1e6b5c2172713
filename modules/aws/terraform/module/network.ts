import { block, code, set, template } from '../hcl/build.ts';
import type { Body } from '../hcl/hcl.types.ts';
import { madeTags } from './made-by.ts';
import { hasDummies, mayBeTwoOnly, type ModuleOptions } from './module-options.ts';

const vpcName = code('var.vpc_name');

/** Where the gateways stand: their CIDR, subnets, route table, and a way to the internet. */
export function networkResources(options: ModuleOptions): Body {
  return [
    ...cidrAssociation(options),
    block(
      'resource',
      ['aws_internet_gateway', 'IGW'],
      set('count', code('var.igw_id == "" ? 1 : 0')),
      set('vpc_id', code('var.vpc_id')),
      set('tags', madeTags(template('aviatrix-', vpcName))),
    ),
    options.isGroup ? groupSubnets() : classicSubnets(),
    block(
      'resource',
      ['aws_route_table', 'aviatrix_public'],
      set('count', code('var.hpe ? 0 : 1')),
      set('vpc_id', code('var.vpc_id')),
      set('tags', madeTags(template('aviatrix-', vpcName, '-gw'))),
    ),
    block(
      'resource',
      ['aws_route', 'aviatrix_default'],
      set('count', code('var.hpe ? 0 : 1')),
      set('route_table_id', code('aws_route_table.aviatrix_public[0].id')),
      set('destination_cidr_block', '0.0.0.0/0'),
      set('gateway_id', code('local.igw_id')),
    ),
    block(
      'resource',
      ['aws_route_table_association', 'aviatrix_public'],
      set('count', code('var.hpe ? 0 : local.subnet_count')),
      set('subnet_id', code('aws_subnet.aviatrix_public[count.index].id')),
      set('route_table_id', code('aws_route_table.aviatrix_public[0].id')),
    ),
  ];
}

/** Values of which several resources make use. */
export function networkLocals(options: ModuleOptions): Body {
  return [
    set('igw_id', code('var.igw_id == "" ? aws_internet_gateway.IGW[0].id : var.igw_id')),
    set('subnet_count', code(subnetCount(options))),
    ...(options.isGroup
      ? [
          set('gateway_count', code(gatewayCount(options))),
          set('avtx_cidrs', code('[for gateway in var.spoke_gws : gateway.avtx_cidr]')),
        ]
      : [
          set('gateway_count', code('var.spoke_ha ? 2 : 1')),
          set('avtx_cidr', code(options.addsVpcCidr ? addedCidr : 'var.avtx_cidr')),
        ]),
  ];
}

/** Referring to the association makes what needs the CIDR wait for it. */
const addedCidr = 'aws_vpc_ipv4_cidr_block_association.aviatrix_cidr.cidr_block';

function subnetCount(options: ModuleOptions): string {
  if (!options.isGroup) return 'var.spoke_ha ? 2 : 1';
  if (!hasDummies(options)) return gatewayCount(options);
  return 'var.deploy_dummy_spokes ? length(var.spoke_gws) : local.gateway_count';
}

function gatewayCount(options: ModuleOptions): string {
  if (!mayBeTwoOnly(options)) return 'length(var.spoke_gws)';
  return 'var.deploy_2_spokes_only ? min(2, length(var.spoke_gws)) : length(var.spoke_gws)';
}

function cidrAssociation(options: ModuleOptions): Body {
  if (!options.isGroup && !options.addsVpcCidr) return [];
  return [
    block(
      'resource',
      ['aws_vpc_ipv4_cidr_block_association', 'aviatrix_cidr'],
      options.isGroup && set('count', code('var.avtx_cidr == "" ? 0 : 1')),
      set('vpc_id', code('var.vpc_id')),
      set('cidr_block', code('var.avtx_cidr')),
    ),
  ];
}

function classicSubnets() {
  return block(
    'resource',
    ['aws_subnet', 'aviatrix_public'],
    set('count', code('var.hpe ? 0 : local.subnet_count')),
    set('vpc_id', code('var.vpc_id')),
    set('cidr_block', code('cidrsubnet(local.avtx_cidr, 1, count.index)')),
    set('availability_zone', code('var.gw_zones[count.index]')),
    set('tags', madeTags(template('aviatrix-', vpcName, '-gw', code('count.index == 0 ? "" : "-hagw"')))),
  );
}

function groupSubnets() {
  return block(
    'resource',
    ['aws_subnet', 'aviatrix_public'],
    set('count', code('var.hpe ? 0 : local.subnet_count')),
    set('vpc_id', code('var.vpc_id')),
    set('cidr_block', code('var.spoke_gws[count.index].avtx_cidr')),
    set('availability_zone', code('var.spoke_gws[count.index].gw_zone')),
    set('map_public_ip_on_launch', false),
    set(
      'tags',
      madeTags(
        template('aviatrix-', vpcName, '-gw-az-', code('substr(var.spoke_gws[count.index].gw_zone, -1, 1)')),
      ),
    ),
    set('depends_on', [code('aws_vpc_ipv4_cidr_block_association.aviatrix_cidr')]),
  );
}
