import { cidrs, tags, text } from './parts.ts';

const flag = <const D extends boolean>(fallback: D, description: string) =>
  ({ type: 'boolean', default: fallback, description }) as const;

/** A setting of the account that a VPC may have otherwise. */
const own = (name: string) =>
  ({ type: 'boolean', nullable: true, description: `${name} of this VPC.` }) as const;

const texts = (items: ReturnType<typeof text>, description: string) =>
  ({ type: 'array', items, default: [], description }) as const;

const vpcSchema = {
  type: 'object',
  description: 'A VPC.',
  properties: {
    vpc_id: text('vpc', 'The VPC.'),
    avtx_cidr: {
      type: 'string',
      format: 'cidr',
      nullable: true,
      description: 'The CIDR for the gateways, IPv4.',
    },
    avtx_subnets: {
      type: 'array',
      nullable: true,
      items: { type: 'string', format: 'cidr', description: 'A subnet, IPv4.' },
      minItems: 1,
      description: 'The subnets of a group of gateways, one each.',
    },
    number_of_spokes: {
      type: 'integer',
      minimum: 1,
      maximum: 6,
      nullable: true,
      description: 'How many gateways a group has.',
    },
    gw_zones: texts(
      text('zone', 'A zone.'),
      'The zones of the gateways; none: those with the most private subnets.',
    ),
    eips: {
      type: 'array',
      nullable: true,
      items: { type: 'string', format: 'ipv4', description: 'An elastic IP.' },
      description: 'The elastic IPs of the gateways.',
    },
    spoke_gw_name: { ...text('gateway', 'The name of the spoke gateway.'), nullable: true },
    transit_gw_name: { ...text('gateway', 'The transit gateway that it is attached to.'), nullable: true },
    transit_gw_egress_name: { ...text('gateway', 'The transit gateway for egress.'), nullable: true },
    spoke_gw_tags: tags('Tags of the spoke gateway.'),
    domain: { type: 'string', minLength: 1, nullable: true, description: 'The segmentation domain.' },
    encrypt: {
      type: 'boolean',
      nullable: true,
      description: 'Whether the volume of the gateway is encrypted.',
    },
    encrypt_key: {
      type: 'string',
      minLength: 1,
      nullable: true,
      description: 'The id of the key it is encrypted with.',
    },
    inspection: {
      type: 'boolean',
      nullable: true,
      description: 'Whether the firewalls of the transit inspect the traffic.',
    },
    spoke_advertisement: {
      type: 'array',
      nullable: true,
      items: { type: 'string', format: 'cidr', description: 'A CIDR.' },
      minItems: 1,
      description: 'What the spoke advertises in place of the CIDRs of the VPC.',
    },
    spoke_routes: {
      type: 'array',
      nullable: true,
      items: { type: 'string', format: 'cidr', description: 'A CIDR.' },
      description: 'The routes of the VPC that lead to the spoke.',
    },
    enable_spoke_egress: own('enable_spoke_egress'),
    spoke_gw_size: { ...text('instance', 'spoke_gw_size of this VPC.'), nullable: true },
    hpe: own('hpe'),
    max_hpe_performance: own('max_hpe_performance'),
    spoke_ha: own('spoke_ha'),
    retain_peerings: texts(text('peering', 'A peering.'), 'Peerings whose routes are kept.'),
    retain_peering_cidrs: cidrs('Routes to peerings within these are kept.', ['0.0.0.0/0']),
    customized_single_ip_snat: flag(false, 'Whether source NAT goes by one address.'),
    az_affinity: flag(false, 'Whether traffic stays in its zone.'),
    enable_jumbo_frame: {
      type: 'boolean',
      nullable: true,
      description: 'Whether the gateway takes jumbo frames.',
    },
    skip_rts: texts(text('routeTable', 'A route table.'), 'Route tables that are not copied.'),
  },
  required: ['vpc_id'],
} as const;

const regionSchema = {
  type: 'object',
  description: 'A region.',
  properties: {
    region: text('region', 'The region.'),
    vpcs: { type: 'array', items: vpcSchema, description: 'The VPCs; an empty list: all of the region.' },
    diy_tgw_id: {
      ...text('transitGateway', 'Of early versions: the transit gateway of this region.'),
      nullable: true,
    },
    diy_tgw_account: {
      ...text('account', 'Of early versions: the account of that transit gateway.'),
      nullable: true,
    },
    diy_tgw_role: { ...text('role', 'Of early versions: the role to assume there.'), nullable: true },
  },
  required: ['region', 'vpcs'],
} as const;

/** An account of `account_info`. */
export const accountSchema = {
  type: 'object',
  description: 'An account.',
  properties: {
    account_id: text('account', 'The account.'),
    account_name: {
      type: 'string',
      default: '',
      description: 'What the controller calls it; empty: aws- and the account.',
    },
    regions: { type: 'array', items: regionSchema, minItems: 1, description: 'The regions.' },
    role_name: { ...text('role', 'The role to assume in the account.'), default: 'aviatrix-role-app' },
    spoke_gw_size: { ...text('instance', 'The type of the gateways.'), default: 't3.micro' },
    filter_cidrs: cidrs('Routes within these are not copied.', []),
    hpe: flag(true, 'Whether gateways are of the high performance kind.'),
    max_hpe_performance: {
      type: 'boolean',
      nullable: true,
      description: 'Whether they use as many tunnels as they can.',
    },
    spoke_ha: flag(true, 'Whether there are two gateways a VPC.'),
    managed_tgw: flag(false, 'Whether the controller manages the transit gateway: CIDRs are split then.'),
    enable_spoke_egress: flag(false, 'Whether the spokes are the way to the internet.'),
    onboard_account: flag(false, 'Whether Terraform makes the account known to the controller.'),
    add_account: flag(false, 'Whether the account is added to the controller.'),
  },
  required: ['account_id', 'regions'],
} as const;
