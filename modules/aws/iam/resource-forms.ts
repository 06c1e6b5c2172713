/**
 * What a permission can be narrowed to: the types of resources, as the ARNs of a region and account end, for actions
 * that check resources (https://docs.aws.amazon.com/service-authorization/). An action that is not here takes `*`, and
 * is narrowed to the regions.
 */
const ROUTING = ['route-table/*', 'subnet/*', 'internet-gateway/*', 'vpn-gateway/*'];
const PROPAGATION = ['transit-gateway-attachment/*', 'transit-gateway-route-table/*'];
const REFERENCE = ['prefix-list/*', ...PROPAGATION];

const FORMS: Readonly<Record<string, readonly string[]>> = {
  'ec2:AssociateRouteTable': ROUTING,
  'ec2:DisassociateRouteTable': ROUTING,
  'ec2:ReplaceRouteTableAssociation': ROUTING,
  'ec2:CreateRoute': ['route-table/*'],
  'ec2:DeleteRoute': ['route-table/*'],
  'ec2:DeleteRouteTable': ['route-table/*'],
  'ec2:DeleteSubnet': ['subnet/*'],
  'ec2:DeleteNatGateway': ['natgateway/*'],
  'ec2:DeleteVpcPeeringConnection': ['vpc-peering-connection/*'],
  'ec2:DeleteTransitGatewayVpcAttachment': ['transit-gateway-attachment/*'],
  'ec2:CreateTransitGatewayRoute': PROPAGATION,
  'ec2:DeleteTransitGatewayRoute': ['transit-gateway-route-table/*'],
  'ec2:EnableTransitGatewayRouteTablePropagation': PROPAGATION,
  'ec2:DisableTransitGatewayRouteTablePropagation': PROPAGATION,
  'ec2:CreateTransitGatewayPrefixListReference': REFERENCE,
  'ec2:DeleteTransitGatewayPrefixListReference': REFERENCE,
  'directconnect:DeleteVirtualInterface': ['dxvif/*'],
  'elasticloadbalancing:DeleteLoadBalancer': ['loadbalancer/*'],
  'servicequotas:RequestServiceQuotaIncrease': ['*'],
};

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

const BUCKET_ACTION = /Bucket/;

/** The ARNs that a permission is for; undefined where it cannot be narrowed by them. */
export function resourcesOf(permission: string, scope: Scope): readonly string[] | undefined {
  const { partition, account, regions, bucket, parameter = '*' } = scope;
  const [service = '', action = ''] = permission.split(':');
  if (service === 's3') {
    const arn = `arn:${partition}:s3:::${bucket ?? '*'}`;
    return [BUCKET_ACTION.test(action) ? arn : `${arn}/*`];
  }
  const forms = service === 'ssm' ? [`parameter/${parameter.replace(/^\//, '')}`] : FORMS[permission];
  return forms?.flatMap((form) =>
    // A shared prefix list, or subnet, is its owner's.
    regions.map(
      (region) => `arn:${partition}:${service}:${region}:${isShared(form) ? '*' : account}:${form}`,
    ),
  );
}

function isShared(form: string): boolean {
  return (
    form.startsWith('prefix-list/') ||
    form.startsWith('transit-gateway-attachment/') ||
    form.startsWith('subnet/')
  );
}
