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
    actions: [
      'DescribeTransitGatewayAttachments',
      'DescribeTransitGatewayRouteTables',
      'DescribeTransitGateways',
      'GetTransitGatewayPrefixListReferences',
      'GetTransitGatewayRouteTableAssociations',
      'GetTransitGatewayRouteTablePropagations',
      'SearchTransitGatewayRoutes',
    ],
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
    phases: ['switch', 'revert', 'cleanup'],
    service: 'ssm',
    actions: ['GetParameter'],
  },
  {
    duty: 'bucket',
    phases: ['backup'],
    service: 's3',
    actions: [
      'CreateBucket',
      'DeleteObject',
      'GetBucketVersioning',
      'GetObject',
      'GetPublicAccessBlock',
      'HeadBucket',
      'HeadObject',
      'ListObjectsV2',
      'PutBucketVersioning',
      'PutObject',
      'PutPublicAccessBlock',
    ],
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
