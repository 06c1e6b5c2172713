import { cidrs, tags } from './parts.ts';

const flag = <const D extends boolean>(fallback: D, description: string) =>
  ({ type: 'boolean', default: fallback, description }) as const;

const word = (description: string) => ({ type: 'string', minLength: 1, description }) as const;

const snatPolicy = {
  type: 'object',
  description: 'A policy of source NAT.',
  properties: {
    src_ip: word('The sources that it is for: a CIDR.'),
    connection: word('The connection; $transit_name is the transit gateway of the VPC.'),
    new_src_ip: word('The address that they get; $private_ip is that of the gateway.'),
    protocol: {
      type: 'string',
      enum: ['all', 'tcp', 'udp', 'icmp'],
      default: 'all',
      description: 'The protocol.',
    },
    apply_route_entry: flag(false, 'Whether the routes are made, too.'),
  },
  required: ['src_ip', 'connection', 'new_src_ip'],
} as const;

/** Options of both ways to build spokes. */
const shared = {
  configure_spoke_gw_hs: {
    type: 'boolean',
    description:
      'Which gateways are built: true: a group of up to six; false: one, or two for high availability.',
  },
  allow_vpc_cidrs: cidrs('Only CIDRs of a VPC that are inside of these are advertised.', ['0.0.0.0/0']),
  configure_gw_name: flag(true, 'Whether each VPC names its spoke and transit gateway; false: none does.'),
  configure_spoke_advertisement: flag(false, 'Whether a VPC may have spoke_advertisement.'),
  configure_transit_gw_egress: flag(false, 'Whether a VPC may have transit_gw_egress_name.'),
  configure_gw_lb_ep: flag(false, 'Whether routes to endpoints of gateway load balancers are copied.'),
  configure_jumbo_frame: flag(false, 'Whether a VPC may have enable_jumbo_frame.'),
  filter_tgw_attachment_subnet: flag(
    false,
    'Whether subnets of transit attachments stay as they are, to be cleaned up.',
  ),
  filter_tgw_routes: flag(true, 'Whether routes to transit gateways are left out of the copies.'),
  filter_vgw_routes: flag(true, 'Whether routes to VPN gateways are left out of the copies.'),
  import_resources: flag(
    true,
    'Whether internet gateways and subnets are imported into the state of Terraform.',
  ),
  subnet_tags: tags('Tags for subnets that do not have the key.'),
  route_table_tags: tags('Tags for the copies of route tables that do not have the key.'),
  snat_policies: {
    type: 'array',
    items: snatPolicy,
    description:
      'Source NAT at the spokes, from the switch on. An empty list says: from the CIDRs of the VPC.',
  },
  spoke_gw_name_format: {
    type: 'string',
    enum: ['HEX_CIDR', 'VPC_NAME'],
    description:
      'Of early versions: what the names of gateways are made of. It goes with configure_gw_name: false.',
  },
} as const;

/** `config` with `configure_spoke_gw_hs: false`. */
export const classicOptionsSchema = {
  type: 'object',
  description: 'What is built: one gateway, or two.',
  properties: {
    ...shared,
    add_vpc_cidr: flag(true, 'Whether Terraform adds avtx_cidr to the VPC.'),
    configure_staging_attachment: flag(true, 'Whether spokes are attached to the transit before the switch.'),
  },
  required: ['configure_spoke_gw_hs'],
} as const;

/** `config` with `configure_spoke_gw_hs: true`. */
export const groupOptionsSchema = {
  type: 'object',
  description: 'What is built: a group of gateways.',
  properties: {
    ...shared,
    add_vpc_cidr: flag(false, 'Always false for groups.'),
    migrate_natgw_eip: flag(false, 'Whether spokes get the elastic IPs of the NAT gateways.'),
    deploy_2_spokes_only: flag(false, 'Whether there are two spokes, however many elastic IPs.'),
    deploy_dummy_spokes: flag(false, 'Whether small instances hold the elastic IPs that are left.'),
    migrate_natgw_one_spoke_per_az: flag(false, 'Whether there is one spoke for a zone.'),
    natgw_backup_dir: {
      type: 'string',
      format: 'path',
      minLength: 1,
      default: 'natgw_backups',
      description: 'Where the description of the NAT gateways is kept.',
    },
  },
  required: ['configure_spoke_gw_hs'],
} as const;
