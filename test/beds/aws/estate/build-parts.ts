/** The gateways and other targets of a VPC, each made by the calls that a person would make. */
import type { Aws, Place } from '../../../../modules/aws/api/aws.types.ts';
import type { Part } from './estate.types.ts';

export interface PartPorts {
  readonly aws: Aws;
  readonly place: Place;
  readonly vpc: string;
  /** A subnet for what needs one: a public one, if there is any. */
  readonly subnet: string;
  readonly peer: string | undefined;
  readonly transit: { readonly gateway: string; readonly subnets: readonly string[] };
}

/** What each part's id is, once it is there. `internet` is made before `nat`, which needs it. */
export const partMakers: Readonly<Record<Exclude<Part, 's3'>, (ports: PartPorts) => Promise<string>>> = {
  internet: async ({ aws, place, vpc }) => {
    const made = await aws.call(place, 'ec2', 'CreateInternetGateway', {});
    const InternetGatewayId = made.InternetGateway?.InternetGatewayId ?? '';
    await aws.call(place, 'ec2', 'AttachInternetGateway', { InternetGatewayId, VpcId: vpc });
    return InternetGatewayId;
  },
  nat: async ({ aws, place, subnet }) => {
    const { AllocationId } = await aws.call(place, 'ec2', 'AllocateAddress', { Domain: 'vpc' });
    const made = await aws.call(place, 'ec2', 'CreateNatGateway', { SubnetId: subnet, AllocationId });
    return made.NatGateway?.NatGatewayId ?? '';
  },
  transit: async ({ aws, place, vpc, transit }) => {
    const made = await aws.call(place, 'ec2', 'CreateTransitGatewayVpcAttachment', {
      TransitGatewayId: transit.gateway,
      VpcId: vpc,
      SubnetIds: [...transit.subnets],
    });
    return made.TransitGatewayVpcAttachment?.TransitGatewayAttachmentId ?? '';
  },
  peering: async ({ aws, place, vpc, peer }) => {
    const made = await aws.call(place, 'ec2', 'CreateVpcPeeringConnection', { VpcId: vpc, PeerVpcId: peer });
    const VpcPeeringConnectionId = made.VpcPeeringConnection?.VpcPeeringConnectionId ?? '';
    await aws.call(place, 'ec2', 'AcceptVpcPeeringConnection', { VpcPeeringConnectionId });
    return VpcPeeringConnectionId;
  },
  vpn: async ({ aws, place, vpc }) => {
    const made = await aws.call(place, 'ec2', 'CreateVpnGateway', { Type: 'ipsec.1' });
    const VpnGatewayId = made.VpnGateway?.VpnGatewayId ?? '';
    await aws.call(place, 'ec2', 'AttachVpnGateway', { VpnGatewayId, VpcId: vpc });
    const device = await aws.call(place, 'ec2', 'CreateCustomerGateway', {
      Type: 'ipsec.1',
      BgpAsn: 65010,
      PublicIp: '203.0.113.10',
    });
    await aws.call(place, 'ec2', 'CreateVpnConnection', {
      Type: 'ipsec.1',
      CustomerGatewayId: device.CustomerGateway?.CustomerGatewayId,
      VpnGatewayId,
    });
    return VpnGatewayId;
  },
  'egress-only': async ({ aws, place, vpc }) => {
    const made = await aws.call(place, 'ec2', 'CreateEgressOnlyInternetGateway', { VpcId: vpc });
    return made.EgressOnlyInternetGateway?.EgressOnlyInternetGatewayId ?? '';
  },
  interface: async ({ aws, place, subnet }) => {
    const made = await aws.call(place, 'ec2', 'CreateNetworkInterface', {
      SubnetId: subnet,
      Description: 'An appliance',
    });
    return made.NetworkInterface?.NetworkInterfaceId ?? '';
  },
  'prefix-list': async ({ aws, place }) => {
    const made = await aws.call(place, 'ec2', 'CreateManagedPrefixList', {
      PrefixListName: 'offices',
      MaxEntries: 5,
      AddressFamily: 'IPv4',
      Entries: [
        { Cidr: '10.80.0.0/16', Description: 'London' },
        { Cidr: '10.81.0.0/16', Description: 'Paris' },
      ],
    });
    return made.PrefixList?.PrefixListId ?? '';
  },
};

/** A gateway endpoint of S3 in tables, which get its routes. */
export async function makeEndpoint(
  aws: Aws,
  place: Place,
  vpc: string,
  tables: readonly string[],
): Promise<string> {
  const made = await aws.call(place, 'ec2', 'CreateVpcEndpoint', {
    VpcId: vpc,
    ServiceName: `com.amazonaws.${place.region}.s3`,
    VpcEndpointType: 'Gateway',
    RouteTableIds: [...tables],
  });
  return made.VpcEndpoint?.VpcEndpointId ?? '';
}
