import { apart, block, code, set } from '../hcl/build.ts';
import type { Block, Body, Value } from '../hcl/hcl.types.ts';
import { hasDummies, mayBeTwoOnly, type ModuleOptions } from './module-options.ts';

interface Variable {
  readonly name: string;
  readonly type: string;
  readonly description: string;
  /** Without it, the variable has to be given. */
  readonly default?: Value;
}

const gateway = 'list(object({ avtx_cidr = string, gw_zone = string, eip = string, avtx_gw_size = string }))';

/** The variables of the module: their names are those of the kit's, so that a module of one's own takes its place. */
export function moduleVariables(options: ModuleOptions): Body {
  return apart(...variablesOf(options).map(declare));
}

function declare({ name, type, description, default: fallback }: Variable): Block {
  return block(
    'variable',
    [name],
    set('type', code(type)),
    fallback !== undefined && set('default', fallback),
    set('description', description),
  );
}

function variablesOf(options: ModuleOptions): readonly Variable[] {
  return [
    { name: 'account_name', type: 'string', description: 'What the controller calls the account.' },
    { name: 'region', type: 'string', description: 'The region of the VPC.' },
    ...(options.assumesRole
      ? [
          {
            name: 'role_arn',
            type: 'string',
            default: '',
            description: 'The role that is assumed in the account.',
          },
        ]
      : []),
    { name: 'vpc_id', type: 'string', description: 'The VPC.' },
    { name: 'vpc_name', type: 'string', description: 'The name of the VPC, for the names of what is made.' },
    { name: 'igw_id', type: 'string', default: '', description: 'Its internet gateway; none: one is made.' },
    { name: 'avtx_cidr', type: 'string', default: '', description: 'The CIDR for the gateways.' },
    ...(options.isGroup ? groupVariables(options) : classicVariables),
    {
      name: 'hpe',
      type: 'bool',
      default: false,
      description: 'Whether gateways are of the high performance kind.',
    },
    {
      name: 'route_tables',
      type: 'any',
      description:
        'The copies of route tables by org_ and the id of the original: tags, routes, and who manages them.',
    },
    {
      name: 'switch_traffic',
      type: 'bool',
      default: false,
      description: 'Whether traffic goes through the gateways.',
    },
    { name: 'spoke_gw_name', type: 'string', default: '', description: 'The name of the spoke gateway.' },
    {
      name: 'transit_gw',
      type: 'string',
      default: '',
      description: 'The transit gateway it is attached to.',
    },
    ...(options.hasEgressTransit
      ? [
          {
            name: 'transit_gw_egress',
            type: 'string',
            default: '',
            description: 'The transit gateway for egress.',
          },
        ]
      : []),
    { name: 'tags', type: 'map(string)', default: null, description: 'Tags of the gateways.' },
    { name: 'domain', type: 'string', default: '', description: 'The segmentation domain.' },
    {
      name: 'inspection',
      type: 'bool',
      default: false,
      description: 'Whether the firewalls of the transit inspect the traffic.',
    },
    {
      name: 'spoke_routes',
      type: 'string',
      default: '',
      description: 'Routes that lead to the gateways in place of the learned ones, with commas.',
    },
    {
      name: 'spoke_adv',
      type: 'string',
      default: '',
      description: 'What is advertised in place of the CIDRs of the VPC, with commas.',
    },
    { name: 'encrypt', type: 'bool', default: false, description: 'Whether volumes are encrypted.' },
    { name: 'encrypt_key', type: 'string', default: null, description: 'The id of the key for volumes.' },
    {
      name: 'enable_spoke_egress',
      type: 'bool',
      default: false,
      description: 'Whether the gateways are the way to the internet.',
    },
    {
      name: 'vpc_cidr_for_snat',
      type: 'list(string)',
      default: [],
      description: 'Sources whose addresses the gateways replace.',
    },
    ...(options.provider.maxPerformance
      ? [
          {
            name: 'max_hpe_performance',
            type: 'bool',
            default: true,
            description: 'Whether attachments have as many tunnels as they can.',
          },
        ]
      : []),
    ...(options.hasJumboFrames
      ? [
          {
            name: 'enable_jumbo_frame',
            type: 'bool',
            default: null,
            description: 'Whether gateways take jumbo frames.',
          },
        ]
      : []),
  ];
}

const classicVariables: readonly Variable[] = [
  {
    name: 'advertised_vpc_cidr',
    type: 'list(string)',
    description: 'The CIDRs of the VPC that are advertised.',
  },
  { name: 'gw_zones', type: 'list(string)', description: 'The zones of the gateways.' },
  { name: 'avtx_gw_size', type: 'string', default: 't3.micro', description: 'The type of the gateways.' },
  { name: 'spoke_ha', type: 'bool', default: true, description: 'Whether there are two gateways.' },
  { name: 'eips', type: 'list(string)', default: [], description: 'The elastic IPs of the gateways.' },
];

function groupVariables(options: ModuleOptions): readonly Variable[] {
  return [
    {
      name: 'advertised_vpc_cidr',
      type: 'string',
      default: null,
      description: 'The CIDRs that are advertised, with commas; none: all of the VPC.',
    },
    { name: 'spoke_gws', type: gateway, description: 'The gateways, the first one first.' },
    ...(mayBeTwoOnly(options)
      ? [
          {
            name: 'deploy_2_spokes_only',
            type: 'bool',
            default: false,
            description: 'Whether only two are built.',
          },
        ]
      : []),
    ...(hasDummies(options)
      ? [
          {
            name: 'deploy_dummy_spokes',
            type: 'bool',
            default: false,
            description: 'Whether small instances hold the elastic IPs of the others.',
          },
        ]
      : []),
  ];
}
