/**
 * Which calls each part of a migration makes, by what the role is there for. A test compares the lists with the calls
 * in the sources, and another with what the bed saw.
 */
import type { Service } from '../api/aws.types.ts';

export type Phase = 'discovery' | 'switch' | 'revert' | 'cleanup' | 'backup' | 'quota';

export const phases: readonly Phase[] = ['discovery', 'switch', 'revert', 'cleanup', 'backup', 'quota'];

/**
 * `vpcs`: a role of an account with VPCs; `transit`: that of the transit gateway; `bucket`: that of the bucket;
 * `controller`: that which may read the password of the controller.
 */
export type Duty = 'vpcs' | 'transit' | 'bucket' | 'controller';

export interface NeededCalls {
  readonly duty: Duty;
  readonly phases: readonly Phase[];
  readonly service: Service;
  readonly actions: readonly string[];
}

const ALL_ROUTING = ['discovery', 'switch', 'revert', 'cleanup'] as const;
const SWITCHING = ['switch', 'revert'] as const;
/** Journals and leases of VPCs are in the bucket, too, where there is one. */
const KEPT = ['switch', 'revert', 'cleanup', 'backup'] as const;
/** With what is read for a discovery a switch can be planned, so that the rest can be allowed for exactly this plan. */
const PLANNED = ['discovery', ...KEPT] as const;

/** What leads from a transit gateway to the VPCs: its owner alone may read it. */
const TRANSIT_READS = [
  'DescribeTransitGatewayAttachments',
  'DescribeTransitGatewayRouteTables',
  'DescribeTransitGateways',
  'GetTransitGatewayPrefixListReferences',
  'GetTransitGatewayRouteTableAssociations',
  'GetTransitGatewayRouteTablePropagations',
  'SearchTransitGatewayRoutes',
] as const;

export const neededCalls: readonly NeededCalls[] = [
  {
    duty: 'vpcs',
    phases: ALL_ROUTING,
    service: 'ec2',
    actions: [
      'DescribeAccountAttributes',
      'DescribeAddresses',
      'DescribeAvailabilityZones',
      'DescribeEgressOnlyInternetGateways',
      'DescribeInstances',
      'DescribeInternetGateways',
      'DescribeManagedPrefixLists',
      'DescribeNatGateways',
      'DescribeRouteTables',
      'DescribeSubnets',
      'DescribeTransitGatewayVpcAttachments',
      'DescribeTransitGateways',
      'DescribeVpcEndpoints',
      'DescribeVpcPeeringConnections',
      'DescribeVpcs',
      'DescribeVpnConnections',
      'DescribeVpnGateways',
      'GetManagedPrefixListEntries',
    ],
  },
  {
    duty: 'transit',
    phases: ALL_ROUTING,
    service: 'ec2',
    actions: TRANSIT_READS,
  },
  {
    // VPCs may be attached to a transit gateway that no discovery.yaml names, and that an account with VPCs owns.
    duty: 'vpcs',
    phases: ALL_ROUTING,
    service: 'ec2',
    actions: TRANSIT_READS,
  },
  {
    duty: 'vpcs',
    phases: SWITCHING,
    service: 'ec2',
    actions: ['AssociateRouteTable', 'DisassociateRouteTable', 'ReplaceRouteTableAssociation'],
  },
  {
    duty: 'transit',
    phases: SWITCHING,
    service: 'ec2',
    actions: [
      'CreateTransitGatewayPrefixListReference',
      'CreateTransitGatewayRoute',
      'DeleteTransitGatewayPrefixListReference',
      'DeleteTransitGatewayRoute',
      'DisableTransitGatewayRouteTablePropagation',
      'EnableTransitGatewayRouteTablePropagation',
    ],
  },
  {
    duty: 'vpcs',
    phases: ['cleanup'],
    service: 'ec2',
    actions: [
      'AttachVpnGateway',
      'CreateRoute',
      'DeleteNatGateway',
      'DeleteRoute',
      'DeleteRouteTable',
      'DeleteSubnet',
      'DeleteTransitGatewayVpcAttachment',
      'DeleteVpcPeeringConnection',
      'DeleteVpnGateway',
      'DescribeNetworkInterfaces',
      'DetachVpnGateway',
      'DisassociateVpcCidrBlock',
    ],
  },
  {
    duty: 'vpcs',
    phases: ['cleanup'],
    service: 'direct-connect',
    actions: ['DeleteVirtualInterface', 'DescribeVirtualInterfaces'],
  },
  {
    duty: 'vpcs',
    phases: ['cleanup'],
    service: 'elastic-load-balancing-v2',
    actions: [
      'DeleteLoadBalancer',
      'DescribeListeners',
      'DescribeLoadBalancers',
      'DescribeRules',
      'DescribeTargetGroups',
      'DescribeTargetHealth',
    ],
  },
  {
    duty: 'controller',
    phases: ALL_ROUTING,
    service: 'ssm',
    actions: ['GetParameter'],
  },
  {
    duty: 'bucket',
    phases: ['backup'],
    service: 's3',
    actions: ['DeleteObject', 'HeadObject'],
  },
  {
    duty: 'bucket',
    phases: PLANNED,
    service: 's3',
    actions: ['GetBucketVersioning', 'GetObject', 'GetPublicAccessBlock', 'HeadBucket', 'ListObjectsV2'],
  },
  {
    duty: 'bucket',
    phases: KEPT,
    service: 's3',
    actions: ['CreateBucket', 'PutBucketVersioning', 'PutObject', 'PutPublicAccessBlock'],
  },
  {
    duty: 'vpcs',
    phases: ['quota'],
    service: 'service-quotas',
    actions: [
      'GetAWSDefaultServiceQuota',
      'GetRequestedServiceQuotaChange',
      'GetServiceQuota',
      'ListRequestedServiceQuotaChangeHistoryByQuota',
      'RequestServiceQuotaIncrease',
    ],
  },
  {
    duty: 'vpcs',
    phases: ['quota'],
    service: 'ec2',
    actions: [
      'DescribeAddresses',
      'DescribeInstances',
      'DescribeInternetGateways',
      'DescribeNatGateways',
      'DescribeRouteTables',
      'DescribeSubnets',
      'DescribeTransitGatewayAttachments',
      'DescribeTransitGateways',
      'DescribeVpcs',
    ],
  },
];

/** Whether an action is a step of a switch, of its way back, or of a cleanup: a plan says what of these there will be. */
export function isOperation({ duty, phases: asked }: NeededCalls, action: string): boolean {
  return (duty === 'vpcs' || duty === 'transit') && !asked.includes('quota') && !isReading(action);
}

function isReading(action: string): boolean {
  return /^(?:Describe|Get|Search|List|Head)/.test(action);
}
