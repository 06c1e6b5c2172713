import type { Aws, Place } from '../../../../modules/aws/api/aws.types.ts';
import { buildTables } from './build-tables.ts';
import { makeEndpoint, partMakers } from './build-parts.ts';
import { nameTag } from './name-tag.ts';
import type { BuiltTransit, BuiltVpc, Part, VpcShape } from './estate.types.ts';

/** Builds a VPC of a shape, with everything in it. `built`: those that are there already, for peerings. */
export async function buildVpc(
  aws: Aws,
  place: Place,
  shape: VpcShape,
  transit: BuiltTransit,
  built: readonly BuiltVpc[],
): Promise<BuiltVpc> {
  const made = await aws.call(place, 'ec2', 'CreateVpc', {
    CidrBlock: shape.cidr,
    AmazonProvidedIpv6CidrBlock: shape.hasIpv6 === true,
    TagSpecifications: nameTag('vpc', shape.name),
  });
  const vpc = made.Vpc?.VpcId ?? '';
  for (const CidrBlock of shape.secondary ?? [])
    await aws.call(place, 'ec2', 'AssociateVpcCidrBlock', { VpcId: vpc, CidrBlock });
  const subnets = await buildSubnets(aws, place, vpc, shape);
  const first = Object.values(subnets)[0] ?? '';
  const forTransit = shape.subnets.filter(({ isForTransit }) => isForTransit === true);
  const parts: Partial<Record<Part, string>> = {};
  for (const part of shape.has) {
    if (part === 's3') continue;
    parts[part] = await partMakers[part]({
      aws,
      place,
      vpc,
      subnet: first,
      peer: built.find((one) => one.shape.name === shape.peer)?.vpc,
      transit: {
        gateway: transit.gateway,
        subnets: forTransit.length > 0 ? forTransit.map(({ name }) => subnets[name] ?? '') : [first],
      },
    });
  }
  const tables = await buildTables(aws, place, { vpc, shape, subnets, parts, transit });
  if (shape.has.includes('s3')) {
    const served = shape.tables.filter(({ endpoints }) => endpoints !== undefined);
    parts.s3 = await makeEndpoint(
      aws,
      place,
      vpc,
      served.map(({ name }) => tables[name] ?? ''),
    );
  }
  return { shape, vpc, subnets, tables, parts, attachment: parts.transit };
}

async function buildSubnets(
  aws: Aws,
  place: Place,
  vpc: string,
  shape: VpcShape,
): Promise<Readonly<Record<string, string>>> {
  const made = shape.subnets.map(async ({ name, cidr, zone }) => {
    const { Subnet } = await aws.call(place, 'ec2', 'CreateSubnet', {
      VpcId: vpc,
      CidrBlock: cidr,
      AvailabilityZone: `${place.region}${zone}`,
      TagSpecifications: nameTag('subnet', `${shape.name}-${name}`),
    });
    return [name, Subnet?.SubnetId ?? ''] as const;
  });
  return Object.fromEntries(await Promise.all(made));
}
