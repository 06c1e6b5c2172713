import { block, code, set } from '../hcl/build.ts';
import type { Attribute, Body } from '../hcl/hcl.types.ts';
import type { ProviderFlags } from '../provider-flags.ts';
import type { ModuleOptions } from './module-options.ts';

interface NextHop {
  /** What ids of its kind begin with, in the targets of the variable. */
  readonly kind: string;
  readonly argument: string;
  /** Default: the target as it is. */
  readonly value?: string;
  readonly needs?: keyof ProviderFlags;
}

/** All next hops that a route of a copy may have. Gateway endpoints make their routes themselves. */
const nextHops: readonly NextHop[] = [
  { kind: 'tgw', argument: 'transit_gateway_id' },
  { kind: 'nat', argument: 'nat_gateway_id' },
  { kind: 'eni', argument: 'network_interface_id' },
  { kind: 'pcx', argument: 'vpc_peering_connection_id' },
  { kind: 'eigw', argument: 'egress_only_gateway_id' },
  { kind: 'lgw', argument: 'local_gateway_id' },
  { kind: 'glb', argument: 'vpc_endpoint_id', value: 'trimprefix(each.value.target, "glb-")' },
  { kind: 'cagw', argument: 'carrier_gateway_id', needs: 'prefixLists' },
  { kind: 'arn', argument: 'core_network_arn', needs: 'coreNetworks' },
];

const gateways =
  'each.value.kind == "igw" ? local.igw_id : (each.value.kind == "vgw" ? each.value.target : null)';

/** The copies of route tables with their routes. `Org_RT` says which table each is a copy of. */
export function copyResources({ provider }: ModuleOptions): Body {
  const each = (isEndpoint: boolean) =>
    set(
      'for_each',
      code(
        `{\n  for route in local.routes : "\${route.destination}.\${route.key}" => route if ${isEndpoint ? '' : '!'}route.is_endpoint\n}`,
      ),
    );
  const table = set('route_table_id', code('aws_route_table.aviatrix_managed[each.value.key].id'));
  return [
    block(
      'resource',
      ['aws_route_table', 'aviatrix_managed'],
      set('for_each', code('var.route_tables')),
      set('vpc_id', code('var.vpc_id')),
      set('tags', code('merge(each.value.tags, { Org_RT = each.key })')),
    ),
    block(
      'resource',
      ['aws_route', 'pre_migration'],
      each(false),
      table,
      ...destinations(provider),
      ...targets(provider),
    ),
    block(
      'resource',
      ['aws_vpc_endpoint_route_table_association', 'vpce_route'],
      each(true),
      table,
      set('vpc_endpoint_id', code('each.value.target')),
    ),
  ];
}

function destinations(provider: ProviderFlags): readonly Attribute[] {
  const where = (argument: string, family: string) =>
    set(argument, code(`each.value.family == "${family}" ? each.value.destination : null`));
  return [
    where('destination_cidr_block', 'ipv4'),
    where('destination_ipv6_cidr_block', 'ipv6'),
    ...(provider.prefixLists ? [where('destination_prefix_list_id', 'list')] : []),
  ];
}

function targets(provider: ProviderFlags): readonly Attribute[] {
  return [
    set('gateway_id', code(gateways)),
    ...nextHops
      .filter(({ needs }) => needs === undefined || provider[needs])
      .map(({ kind, argument, value }) =>
        set(argument, code(`each.value.kind == "${kind}" ? ${value ?? 'each.value.target'} : null`)),
      ),
  ];
}

/** Every route of every copy, with what it is told apart by. */
export const copyLocals: Body = [
  set(
    'routes',
    code(
      [
        'flatten([',
        '  for key, table in var.route_tables : [',
        '    for route in table.routes : {',
        '      key         = key',
        '      destination = route.destination',
        '      target      = route.target',
        '      kind        = substr(route.target, 0, 4) == "arn:" ? "arn" : split("-", route.target)[0]',
        '      is_endpoint = substr(route.target, 0, 5) == "vpce-"',
        '      family      = substr(route.destination, 0, 3) == "pl-" ? "list" : length(split(":", route.destination)) > 1 ? "ipv6" : "ipv4"',
        '    }',
        '  ]',
        '])',
      ].join('\n'),
    ),
  ),
];
