import { accountSchema } from './account.ts';
import { aviatrixSchema } from './aviatrix.ts';
import { classicOptionsSchema, groupOptionsSchema } from './options.ts';
import { cidrs, text } from './parts.ts';
import { awsSchema, terraformSchema } from './terraform.ts';

/** All of discovery.yaml. `config` is one of two mappings, by `configure_spoke_gw_hs`. */
export const discoverySchema = {
  type: 'object',
  description: 'What is discovered, built and switched.',
  properties: {
    id: {
      type: 'string',
      nullable: true,
      description: 'A name of this file, which may stand in for the path.',
    },
    aws: awsSchema,
    terraform: terraformSchema,
    aviatrix: aviatrixSchema,
    alert: {
      type: 'object',
      description: 'What discovery warns of.',
      default: {},
      properties: {
        expect_dest_cidrs: cidrs('Public destinations that are expected; 0.0.0.0/0: all.', ['0.0.0.0/0']),
        expect_vpc_prefixes: cidrs('Where CIDRs of VPCs are expected; 0.0.0.0/0: anywhere.', ['0.0.0.0/0']),
        check_gateway_existence: {
          type: 'boolean',
          default: true,
          description: 'Whether VPCs that have a gateway already are found.',
        },
      },
    },
    config: {
      description: 'How the spokes are built.',
      default: { configure_spoke_gw_hs: false },
      anyOf: [classicOptionsSchema, groupOptionsSchema],
    },
    tgw: {
      type: 'object',
      description:
        'The transit gateways that traffic is moved away from. Without any: the account of the controller.',
      properties: {
        tgw_account: text('account', 'The account of the transit gateways.'),
        tgw_role: text('role', 'The role to assume there.'),
        tgw_by_region: {
          type: 'object',
          properties: {},
          additionalProperties: text('transitGateway', 'The transit gateway of the region.'),
          default: {},
          description: 'The transit gateway of each region.',
        },
      },
      required: ['tgw_account', 'tgw_role'],
    },
    account_info: { type: 'array', items: accountSchema, minItems: 1, description: 'The accounts.' },
    switch_traffic: {
      type: 'object',
      description: 'How traffic is switched.',
      default: {},
      properties: {
        delete_tgw_route_delay: {
          type: 'integer',
          minimum: 0,
          default: 5,
          description: 'Seconds between the advertisement and the removal of routes of the transit gateway.',
        },
        delete_tgw_route_to_vpcs: {
          type: 'array',
          items: { type: 'string', minLength: 1, description: 'A VPC.' },
          default: [],
          description: 'Further VPCs whose routes are removed from the transit gateway.',
        },
      },
    },
    cleanup: {
      type: 'object',
      description: 'What is deleted in the end.',
      properties: {
        vpc_cidrs: cidrs('CIDRs that VPCs lose; each as it is, not what is inside.', []),
        resources: {
          type: 'array',
          items: {
            type: 'string',
            enum: ['INTERNAL_LB', 'NAT', 'TGW_ATTACHMENT', 'VGW', 'PEERING'],
            description: 'A kind of resource.',
          },
          default: [],
          description: 'The kinds of resources that are deleted.',
        },
        report_only: {
          type: 'boolean',
          default: false,
          description: 'Whether what would be deleted is only written down.',
        },
      },
    },
  },
  required: ['terraform', 'account_info'],
} as const;
