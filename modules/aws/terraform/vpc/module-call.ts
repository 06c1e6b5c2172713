import { isInside, networkOf } from '../../discovery/config/networks.ts';
import { cidrsOfVpc } from '../../discovery/copy/advertised.ts';
import type { VpcView } from '../../discovery/view/view.types.ts';
import { block, code, mapping, set } from '../hcl/build.ts';
import type { Attribute, Block, Value } from '../hcl/hcl.types.ts';
import { providerRef } from '../account/account-files.ts';
import { hasDummies, mayBeTwoOnly } from '../module/module-options.ts';
import { groupGateways } from './gateways.ts';
import type { VpcInput } from './vpc-input.ts';

/** The call of the module for a VPC. */
export function moduleCall(input: VpcInput): Block {
  const { view, options } = input;
  const { account, asked, config, id, region, settings } = view;
  return block(
    'module',
    [id],
    set('source', config.terraform.module_source),
    set('providers', mapping([['aws', code(providerRef(region.region))]])),
    set(
      'account_name',
      account.onboard_account ? code('aviatrix_account.aws_customer.account_name') : account.account_name,
    ),
    set('region', region.region),
    options.assumesRole && set('role_arn', code('local.role_arn')),
    set('vpc_name', input.name),
    set('vpc_id', id),
    set('igw_id', internetGateway(input)),
    ...(options.isGroup ? groupArguments(input) : classicArguments(input)),
    set('hpe', settings.hpe),
    set('enable_spoke_egress', settings.enable_spoke_egress),
    set('route_tables', code(`var.route_tables_${id}`)),
    set('switch_traffic', code(`var.switch_traffic_${id}`)),
    set('spoke_gw_name', input.spokeGateway),
    set('transit_gw', input.transitGateway),
    options.hasEgressTransit && given('transit_gw_egress', asked.transit_gw_egress_name),
    asked.spoke_gw_tags.length > 0 &&
      set('tags', mapping(asked.spoke_gw_tags.map(({ key, value }) => [key, value]))),
    given('domain', asked.domain),
    given('inspection', asked.inspection),
    options.hasAdvertisement && given('spoke_adv', asked.spoke_advertisement?.join(',')),
    given('spoke_routes', asked.spoke_routes?.join(',')),
    given('encrypt', asked.encrypt),
    asked.encrypt === true && given('encrypt_key', asked.encrypt_key),
    options.snatPolicies !== undefined && set('vpc_cidr_for_snat', input.sources),
    options.provider.maxPerformance &&
      settings.hpe &&
      given('max_hpe_performance', settings.max_hpe_performance),
    options.hasJumboFrames && given('enable_jumbo_frame', asked.enable_jumbo_frame),
  );
}

function given(name: string, value: string | boolean | null | undefined): Attribute | undefined {
  return value == null ? undefined : set(name, value);
}

function internetGateway({ view, internetGateway: id }: VpcInput): Value {
  if (id === undefined) return '';
  return view.config.config.import_resources ? code(`aws_internet_gateway.igw-${view.id}.id`) : id;
}

function classicArguments({ view, advertised, copy }: VpcInput): readonly (Attribute | undefined)[] {
  const { asked, settings } = view;
  return [
    set('avtx_cidr', asked.avtx_cidr ?? ''),
    set('advertised_vpc_cidr', advertised),
    set('gw_zones', copy.zones),
    set('avtx_gw_size', settings.spoke_gw_size),
    set('spoke_ha', settings.spoke_ha),
    asked.eips === undefined || asked.eips === null ? undefined : set('eips', asked.eips),
  ];
}

function groupArguments({
  view,
  advertised,
  copy,
  options,
}: VpcInput): readonly (Attribute | false | undefined)[] {
  const { asked, settings } = view;
  const gateways = groupGateways(view, copy.zones).map(({ zone, cidr, eip }) =>
    mapping<Value>([
      ['gw_zone', zone],
      ['avtx_cidr', cidr],
      ['avtx_gw_size', settings.spoke_gw_size],
      ['eip', eip ?? null],
    ]),
  );
  return [
    given('avtx_cidr', asked.avtx_subnets == null && !isInVpc(view) ? asked.avtx_cidr : undefined),
    advertised.length > 0 ? set('advertised_vpc_cidr', advertised.join(',')) : undefined,
    set('spoke_gws', gateways),
    mayBeTwoOnly(options) && set('deploy_2_spokes_only', code('var.deploy_2_spokes_only')),
    hasDummies(options) && set('deploy_dummy_spokes', code('var.deploy_dummy_spokes')),
  ];
}

/** Whether the network for the gateways is a part of one that the VPC has: no such one can be added to it. */
function isInVpc({ asked, vpc }: VpcView): boolean {
  const own = networkOf(asked.avtx_cidr);
  const others = cidrsOfVpc(vpc).filter((text) => text !== asked.avtx_cidr);
  return own !== undefined && isInside(own, others);
}
