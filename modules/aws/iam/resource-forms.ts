/**
 * What a permission can be narrowed to: the types of resources, for actions that check resources
 * (https://docs.aws.amazon.com/service-authorization/). An action that is not here takes `*`, and is narrowed to the
 * regions.
 */
import type { Need } from '../switch/run/needs-of-operation.ts';

const ROUTING = ['route-table', 'subnet', 'internet-gateway', 'vpn-gateway'];
const PROPAGATION = ['transit-gateway-attachment', 'transit-gateway-route-table'];
const REFERENCE = ['prefix-list', ...PROPAGATION];

const TYPES: Readonly<Record<string, readonly string[]>> = {
  'ec2:AssociateRouteTable': ROUTING,
  'ec2:DisassociateRouteTable': ROUTING,
  'ec2:ReplaceRouteTableAssociation': ROUTING,
  'ec2:CreateRoute': ['route-table'],
  'ec2:DeleteRoute': ['route-table'],
  'ec2:DeleteRouteTable': ['route-table'],
  'ec2:DeleteSubnet': ['subnet'],
  'ec2:DeleteNatGateway': ['natgateway'],
  'ec2:DeleteVpcPeeringConnection': ['vpc-peering-connection'],
  'ec2:DeleteTransitGatewayVpcAttachment': ['transit-gateway-attachment'],
  'ec2:CreateTransitGatewayRoute': PROPAGATION,
  'ec2:DeleteTransitGatewayRoute': ['transit-gateway-route-table'],
  'ec2:EnableTransitGatewayRouteTablePropagation': PROPAGATION,
  'ec2:DisableTransitGatewayRouteTablePropagation': PROPAGATION,
  'ec2:CreateTransitGatewayPrefixListReference': REFERENCE,
  'ec2:DeleteTransitGatewayPrefixListReference': REFERENCE,
  'directconnect:DeleteVirtualInterface': ['dxvif'],
  'elasticloadbalancing:DeleteLoadBalancer': ['loadbalancer'],
  'servicequotas:RequestServiceQuotaIncrease': [''],
};

/** Types that IAM knows the VPC of (`ec2:Vpc`): one condition in place of an ARN a table and subnet. */
const OF_VPC: ReadonlySet<string> = new Set(['route-table', 'subnet']);
/** Types that another account may own, who shares them. */
const SHARED: ReadonlySet<string> = new Set(['prefix-list', 'transit-gateway-attachment', 'subnet']);

/** Where and for whom ARNs are made. */
export interface Scope {
  readonly partition: string;
  readonly account: string;
  readonly regions: readonly string[];
  /** Of the bucket, for S3. */
  readonly bucket?: string | undefined;
  /** Of SSM: where the password of the controller is. */
  readonly parameter?: string | undefined;
}

/** What a permission is given for. */
export interface Grant {
  /** ARNs; undefined where it cannot be narrowed by them. */
  readonly resources?: readonly string[];
  /** ARNs of the VPCs that the resources have to be in. */
  readonly vpcs?: readonly string[];
}

/** A need of an operation in a region. */
export interface PlannedNeed extends Need {
  readonly region: string;
}

const BUCKET_ACTION = /Bucket/;

/** All resources of the types that a permission is about, in account and regions. */
export function grantByType(permission: string, scope: Scope): Grant {
  const { partition, regions, bucket, parameter = '*' } = scope;
  const [service = '', action = ''] = permission.split(':');
  if (service === 's3') {
    const arn = `arn:${partition}:s3:::${bucket ?? '*'}`;
    return { resources: [BUCKET_ACTION.test(action) ? arn : `${arn}/*`] };
  }
  const types = service === 'ssm' ? [`parameter/${parameter.replace(/^\//, '')}`] : TYPES[permission];
  if (types === undefined) return {};
  return {
    resources: types.flatMap((type) =>
      regions.map((region) =>
        arnOf(scope, service, region, type.includes('/') ? type : [type, '*'].filter(Boolean).join('/')),
      ),
    ),
  };
}

/** Only what the operations of a plan name. */
export function grantByPlan(permission: string, needs: readonly PlannedNeed[], scope: Scope): Grant {
  const [service = ''] = permission.split(':');
  const types = TYPES[permission];
  if (types === undefined) return {};
  const named = needs.flatMap(({ resources, region }) =>
    resources.map((resource) => ({ resource, region, type: typeOf(resource) })),
  );
  const about = named.filter(({ type }) => types.includes(type));
  if (about.length === 0) return grantByType(permission, scope);
  const resources = about.map(({ resource, region, type }) =>
    resource.startsWith('arn:')
      ? resource
      : arnOf(scope, service, region, OF_VPC.has(type) ? `${type}/*` : resource),
  );
  const isInVpc = about.every(({ type }) => OF_VPC.has(type));
  const vpcs = named.filter(({ type }) => isInVpc && type === 'vpc');
  return {
    resources: unique(resources),
    ...(isInVpc
      ? { vpcs: unique(vpcs.map(({ resource, region }) => arnOf(scope, service, region, resource))) }
      : {}),
  };
}

/** `route-table/rtb-1`, `arn:aws:elasticloadbalancing:…:loadbalancer/net/…` */
function typeOf(resource: string): string {
  return /(?:^|:)([^:/]+)\/[^:]*$/.exec(resource)?.[1] ?? '';
}

function arnOf({ partition, account }: Scope, service: string, region: string, resource: string): string {
  const owner = SHARED.has(typeOf(resource)) ? '*' : account;
  return `arn:${partition}:${service}:${region}:${owner}:${resource}`;
}

function unique(texts: readonly string[]): readonly string[] {
  return [...new Set(texts)].toSorted();
}
