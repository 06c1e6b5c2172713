/** A large estate, made up from numbers: VPCs of one region with a transit gateway, as EC2's XML has them. */
export const ACCOUNT = '111111111111';
export const HUB = '210987654321';
export const REGION = 'us-east-1';
export const TRANSIT = 'tgw-0beef';
export const VPCS = 200;
export const TABLES = 20;

const numbers = (count: number): readonly number[] =>
  Array.from({ length: count }, (_unused, index) => index);
const hex = (number: number): string => number.toString(16).padStart(8, '0');
export const vpcId = (vpc: number): string => `vpc-${hex(vpc)}`;
const tableId = (vpc: number, table: number): string => `rtb-${hex(vpc * 100 + table)}`;
const subnetId = (vpc: number, table: number): string => `subnet-${hex(vpc * 100 + table)}`;
const gatewayId = (vpc: number): string => `igw-${hex(vpc)}`;
const attachmentId = (vpc: number): string => `tgw-attach-${hex(vpc)}`;
/** 200 networks of 16 bits, from 10.0 on; those for gateways lie in 100.64/10. */
const prefix = (vpc: number): string => `10.${vpc}`;
export const gatewayCidr = (vpc: number): string => `100.64.${vpc}.0/24`;

const tags = (name: string): string => `<tagSet><item><key>Name</key><value>${name}</value></item></tagSet>`;

/** One element of a list; `vpc` is what the filter vpc-id looks at. */
export interface Element {
  readonly vpc: string;
  readonly xml: string;
}

const vpcs: readonly Element[] = numbers(VPCS).map((vpc) => ({
  vpc: vpcId(vpc),
  xml: `<vpcId>${vpcId(vpc)}</vpcId><ownerId>${ACCOUNT}</ownerId><cidrBlock>${prefix(vpc)}.0.0/16</cidrBlock><state>available</state><cidrBlockAssociationSet><item><associationId>vpc-cidr-assoc-${hex(vpc)}</associationId><cidrBlock>${prefix(vpc)}.0.0/16</cidrBlock><cidrBlockState><state>associated</state></cidrBlockState></item></cidrBlockAssociationSet>${tags(`vpc-${vpc}`)}`,
}));

const subnets: readonly Element[] = numbers(VPCS).flatMap((vpc) =>
  numbers(TABLES).map((table) => ({
    vpc: vpcId(vpc),
    xml: `<subnetId>${subnetId(vpc, table)}</subnetId><vpcId>${vpcId(vpc)}</vpcId><ownerId>${ACCOUNT}</ownerId><state>available</state><cidrBlock>${prefix(vpc)}.${table}.0/24</cidrBlock><availabilityZone>${REGION}${'abc'[table % 3] ?? 'a'}</availabilityZone><mapPublicIpOnLaunch>false</mapPublicIpOnLaunch>${tags(`subnet-${vpc}-${table}`)}`,
  })),
);

const route = (to: string, target: string, origin = 'CreateRoute'): string =>
  `<item><destinationCidrBlock>${to}</destinationCidrBlock>${target}<state>active</state><origin>${origin}</origin></item>`;

function routesOf(vpc: number, table: number): string {
  const transit = `<transitGatewayId>${TRANSIT}</transitGatewayId>`;
  const isPublic = table === 1;
  return [
    route(`${prefix(vpc)}.0.0/16`, '<gatewayId>local</gatewayId>', 'CreateRouteTable'),
    route('0.0.0.0/0', isPublic ? `<gatewayId>${gatewayId(vpc)}</gatewayId>` : transit),
    ...['10.0.0.0/8', '172.16.0.0/12', '192.168.0.0/16'].map((to) => route(to, transit)),
    route(`198.51.100.${table}/32`, `<gatewayId>${gatewayId(vpc)}</gatewayId>`),
  ].join('');
}

const tables: readonly Element[] = numbers(VPCS).flatMap((vpc) =>
  numbers(TABLES).map((table) => {
    const own =
      table === 0 ? '<main>true</main>' : `<main>false</main><subnetId>${subnetId(vpc, table)}</subnetId>`;
    return {
      vpc: vpcId(vpc),
      xml: `<routeTableId>${tableId(vpc, table)}</routeTableId><vpcId>${vpcId(vpc)}</vpcId><ownerId>${ACCOUNT}</ownerId><routeSet>${routesOf(vpc, table)}</routeSet><associationSet><item><routeTableAssociationId>rtbassoc-${hex(vpc * 100 + table)}</routeTableAssociationId><routeTableId>${tableId(vpc, table)}</routeTableId>${own}<associationState><state>associated</state></associationState></item></associationSet>${tags(`rtb-${vpc}-${table}`)}`,
    };
  }),
);

const gateways: readonly Element[] = numbers(VPCS).map((vpc) => ({
  vpc: vpcId(vpc),
  xml: `<internetGatewayId>${gatewayId(vpc)}</internetGatewayId><ownerId>${ACCOUNT}</ownerId><attachmentSet><item><vpcId>${vpcId(vpc)}</vpcId><state>available</state></item></attachmentSet>${tags(`igw-${vpc}`)}`,
}));

const attachments: readonly Element[] = numbers(VPCS).map((vpc) => ({
  vpc: vpcId(vpc),
  xml: `<transitGatewayAttachmentId>${attachmentId(vpc)}</transitGatewayAttachmentId><transitGatewayId>${TRANSIT}</transitGatewayId><vpcId>${vpcId(vpc)}</vpcId><vpcOwnerId>${ACCOUNT}</vpcOwnerId><resourceId>${vpcId(vpc)}</resourceId><resourceType>vpc</resourceType><state>available</state><subnetIds><item>${subnetId(vpc, 0)}</item></subnetIds>`,
}));

const one = (xml: string): readonly Element[] => [{ vpc: '', xml }];
const transitTable = 'tgw-rtb-0beef';

/** What each action answers with: the name of the list, and its elements. Anything else has none. */
export const lists: Readonly<Record<string, readonly [set: string, elements: readonly Element[]]>> = {
  DescribeVpcs: ['vpcSet', vpcs],
  DescribeSubnets: ['subnetSet', subnets],
  DescribeRouteTables: ['routeTableSet', tables],
  DescribeInternetGateways: ['internetGatewaySet', gateways],
  DescribeTransitGatewayVpcAttachments: ['transitGatewayVpcAttachments', attachments],
  DescribeTransitGatewayAttachments: [
    'transitGatewayAttachments',
    attachments.map(({ xml }) => ({ vpc: '', xml })),
  ],
  DescribeAvailabilityZones: [
    'availabilityZoneInfo',
    ['a', 'b', 'c'].map((letter) => ({
      vpc: '',
      xml: `<zoneName>${REGION}${letter}</zoneName><zoneState>available</zoneState><regionName>${REGION}</regionName>`,
    })),
  ],
  DescribeAccountAttributes: [
    'accountAttributeSet',
    one(
      '<attributeName>vpc-max-elastic-ips</attributeName><attributeValueSet><item><attributeValue>500</attributeValue></item></attributeValueSet>',
    ),
  ],
  DescribeTransitGateways: [
    'transitGatewaySet',
    one(`<transitGatewayId>${TRANSIT}</transitGatewayId><ownerId>${HUB}</ownerId><state>available</state>`),
  ],
  DescribeTransitGatewayRouteTables: [
    'transitGatewayRouteTables',
    one(
      `<transitGatewayRouteTableId>${transitTable}</transitGatewayRouteTableId><transitGatewayId>${TRANSIT}</transitGatewayId><state>available</state>`,
    ),
  ],
  SearchTransitGatewayRoutes: [
    'routeSet',
    numbers(VPCS).map((vpc) => ({
      vpc: '',
      xml: `<destinationCidrBlock>${prefix(vpc)}.0.0/16</destinationCidrBlock><type>static</type><state>active</state><transitGatewayAttachments><item><transitGatewayAttachmentId>${attachmentId(vpc)}</transitGatewayAttachmentId><resourceId>${vpcId(vpc)}</resourceId><resourceType>vpc</resourceType></item></transitGatewayAttachments>`,
    })),
  ],
  GetTransitGatewayRouteTableAssociations: [
    'associations',
    numbers(VPCS).map((vpc) => ({
      vpc: '',
      xml: `<transitGatewayAttachmentId>${attachmentId(vpc)}</transitGatewayAttachmentId><resourceId>${vpcId(vpc)}</resourceId><resourceType>vpc</resourceType><state>associated</state>`,
    })),
  ],
};
