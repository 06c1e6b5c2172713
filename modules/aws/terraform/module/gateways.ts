import { block, code, set, template } from '../hcl/build.ts';
import type { Attribute, Block, Body } from '../hcl/hcl.types.ts';
import type { ModuleOptions } from './module-options.ts';

/** The number by which the controller knows a partition of AWS. */
export const cloudLocals: Body = [
  set(
    'cloud_type',
    code(
      'substr(var.region, 0, 7) == "us-gov-" ? 256 : substr(var.region, 0, 3) == "cn-" ? 1024 : substr(var.region, 0, 7) == "us-iso-" ? 16384 : substr(var.region, 0, 8) == "us-isob-" ? 32768 : 1',
    ),
  ),
];

/** The first gateway, and in a group the five that may follow it. */
export function gatewayResources(options: ModuleOptions): Body {
  return options.isGroup
    ? [firstGateway(options), ...[1, 2, 3, 4, 5].map((index) => follower(index, options))]
    : [firstGateway(options)];
}

function firstGateway(options: ModuleOptions): Block {
  const { provider } = options;
  return block(
    'resource',
    ['aviatrix_spoke_gateway', 'gw'],
    set('cloud_type', code('local.cloud_type')),
    set('account_name', code('var.account_name')),
    set('gw_name', code('var.spoke_gw_name')),
    set('vpc_id', code('var.vpc_id')),
    set('vpc_reg', code('var.region')),
    set('insane_mode', code('var.hpe')),
    ...(options.isGroup ? groupPlace : classicPlace),
    set('included_advertised_spoke_routes', code(advertised(options))),
    set('customized_spoke_vpc_routes', code('var.spoke_routes == "" ? null : var.spoke_routes')),
    options.snatPolicies === undefined &&
      set('single_ip_snat', code('var.switch_traffic && var.enable_spoke_egress')),
    set('single_az_ha', true),
    set('enable_encrypt_volume', code('var.encrypt')),
    set('customer_managed_keys', code('var.encrypt_key')),
    options.hasJumboFrames && set('enable_jumbo_frame', code('var.enable_jumbo_frame')),
    !provider.ownAttachments && set('manage_transit_gateway_attachment', false),
    !provider.activeMeshAlways && set('enable_active_mesh', true),
    set('tags', code('var.tags')),
    set('depends_on', [
      code('aws_internet_gateway.IGW'),
      code('aws_route.aviatrix_default'),
      code('aws_route_table_association.aviatrix_public'),
      code('aws_route.pre_migration'),
    ]),
    // What the switch has told the controller would be taken back by the next apply.
    options.advertisesPieces &&
      block('lifecycle', [], set('ignore_changes', [code('included_advertised_spoke_routes')])),
  );
}

const classicPlace: readonly Attribute[] = [
  set('gw_size', code('var.avtx_gw_size')),
  set('ha_gw_size', code('var.spoke_ha ? var.avtx_gw_size : null')),
  set('subnet', code('cidrsubnet(local.avtx_cidr, 1, 0)')),
  set('ha_subnet', code('var.spoke_ha ? cidrsubnet(local.avtx_cidr, 1, 1) : null')),
  set('allocate_new_eip', code('try(var.eips[0], null) == null')),
  set('eip', code('try(var.eips[0], null)')),
  set('ha_eip', code('var.spoke_ha ? try(var.eips[1], null) : null')),
  set('insane_mode_az', code('var.hpe ? var.gw_zones[0] : null')),
  set('ha_insane_mode_az', code('var.hpe && var.spoke_ha ? var.gw_zones[1] : null')),
];

const groupPlace: readonly Attribute[] = [
  set('gw_size', code('var.spoke_gws[0].avtx_gw_size')),
  set('manage_ha_gateway', false),
  set('subnet', code('var.spoke_gws[0].avtx_cidr')),
  set('allocate_new_eip', code('var.spoke_gws[0].eip == null')),
  set('eip', code('var.spoke_gws[0].eip')),
  set('insane_mode_az', code('var.hpe ? var.spoke_gws[0].gw_zone : null')),
];

/** Before the switch a gateway advertises its own CIDR only, and draws no traffic. */
function advertised({ isGroup, addsVpcCidr, hasAdvertisement }: ModuleOptions): string {
  const all = isGroup
    ? 'var.advertised_vpc_cidr'
    : addsVpcCidr
      ? 'join(",", distinct(concat(var.advertised_vpc_cidr, [local.avtx_cidr])))'
      : 'join(",", var.advertised_vpc_cidr)';
  const wanted = hasAdvertisement ? `(var.spoke_adv != "" ? var.spoke_adv : ${all})` : all;
  return `var.switch_traffic ? ${wanted} : ${isGroup ? 'join(",", local.avtx_cidrs)' : 'local.avtx_cidr'}`;
}

/** Gateways of a group are made one after the other, as the controller wants it. */
function follower(index: number, { movesNatAddresses }: ModuleOptions): Block {
  const isBuilt = `local.gateway_count > ${index}`;
  return block(
    'resource',
    ['aviatrix_spoke_ha_gateway', `ha${index}`],
    // Addresses of NAT gateways are free only once traffic was switched.
    set('count', code(movesNatAddresses ? `var.switch_traffic && ${isBuilt} ? 1 : 0` : `${isBuilt} ? 1 : 0`)),
    set('primary_gw_name', code('aviatrix_spoke_gateway.gw.id')),
    set('gw_name', template(code('aviatrix_spoke_gateway.gw.gw_name'), `-${index}`)),
    set('gw_size', code(`var.spoke_gws[${index}].avtx_gw_size`)),
    set('subnet', code(`var.spoke_gws[${index}].avtx_cidr`)),
    set('eip', code(`var.spoke_gws[${index}].eip`)),
    set('insane_mode', code('var.hpe')),
    set('insane_mode_az', code(`var.hpe ? var.spoke_gws[${index}].gw_zone : null`)),
    index > 1 && set('depends_on', [code(`aviatrix_spoke_ha_gateway.ha${index - 1}`)]),
  );
}
