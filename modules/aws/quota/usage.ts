/** What is used of a quota, counted in an account and region. */
import type { Aws, Place } from '../api/aws.types.ts';

export async function countAddresses(aws: Aws, place: Place): Promise<number> {
  return (await aws.all(place, 'ec2', 'DescribeAddresses', {}, 'Addresses')).length;
}

/** Families that the quota "Running On-Demand Standard instances" counts, by processors. */
const STANDARD = /^(?:a|c|d|h|i[ms]?|m|r|t|z)\d/;

export async function countProcessors(aws: Aws, place: Place): Promise<number> {
  const Filters = [{ Name: 'instance-state-name', Values: ['pending', 'running'] }];
  const reservations = await aws.all(place, 'ec2', 'DescribeInstances', { Filters }, 'Reservations');
  return reservations
    .flatMap(({ Instances = [] }) => Instances)
    .filter(
      ({ InstanceType = '', InstanceLifecycle }) =>
        STANDARD.test(InstanceType) && InstanceLifecycle === undefined,
    )
    .reduce(
      (sum, { CpuOptions }) => sum + (CpuOptions?.CoreCount ?? 1) * (CpuOptions?.ThreadsPerCore ?? 1),
      0,
    );
}

/** VPCs and subnets that are shared with the account count for their owner. */
async function ownVpcs(aws: Aws, place: Place) {
  const Filters = [{ Name: 'owner-id', Values: [place.account] }];
  return aws.all(place, 'ec2', 'DescribeVpcs', { Filters }, 'Vpcs');
}

export async function countVpcs(aws: Aws, place: Place): Promise<number> {
  return (await ownVpcs(aws, place)).length;
}

export async function mostBlocks(aws: Aws, place: Place): Promise<number> {
  const vpcs = await ownVpcs(aws, place);
  return most(
    vpcs.map(({ CidrBlockAssociationSet = [] }) => {
      const used = CidrBlockAssociationSet.filter(
        ({ CidrBlockState }) =>
          CidrBlockState?.State === 'associated' || CidrBlockState?.State === 'associating',
      );
      return used.length;
    }),
  );
}

export async function mostSubnets(aws: Aws, place: Place): Promise<number> {
  const Filters = [{ Name: 'owner-id', Values: [place.account] }];
  const subnets = await aws.all(place, 'ec2', 'DescribeSubnets', { Filters }, 'Subnets');
  return mostPer(subnets.map(({ VpcId }) => VpcId));
}

function ownTables(aws: Aws, place: Place) {
  const Filters = [{ Name: 'owner-id', Values: [place.account] }];
  return aws.all(place, 'ec2', 'DescribeRouteTables', { Filters }, 'RouteTables');
}

export async function mostTables(aws: Aws, place: Place): Promise<number> {
  return mostPer((await ownTables(aws, place)).map(({ VpcId }) => VpcId));
}

/** Routes that propagate are not counted, and those of IPv6 have a quota of their own with the same number. */
export async function mostRoutes(aws: Aws, place: Place): Promise<number> {
  const tables = await ownTables(aws, place);
  return most(
    tables.flatMap(({ Routes = [] }) => {
      const own = Routes.filter(({ Origin }) => Origin !== 'EnableVgwRoutePropagation');
      const ipv6 = own.filter(
        ({ DestinationIpv6CidrBlock }) => DestinationIpv6CidrBlock !== undefined,
      ).length;
      return [ipv6, own.length - ipv6];
    }),
  );
}

export async function countInternetGateways(aws: Aws, place: Place): Promise<number> {
  return (await aws.all(place, 'ec2', 'DescribeInternetGateways', {}, 'InternetGateways')).length;
}

export async function mostNatGateways(aws: Aws, place: Place): Promise<number> {
  const Filter = [{ Name: 'state', Values: ['pending', 'available', 'deleting'] }];
  const [gateways, subnets] = await Promise.all([
    aws.all(place, 'ec2', 'DescribeNatGateways', { Filter }, 'NatGateways'),
    aws.all(place, 'ec2', 'DescribeSubnets', {}, 'Subnets'),
  ]);
  const zones = new Map(subnets.map(({ SubnetId, AvailabilityZone }) => [SubnetId, AvailabilityZone]));
  return mostPer(gateways.map(({ SubnetId }) => zones.get(SubnetId)));
}

function ownGateways(aws: Aws, place: Place) {
  const Filters = [
    { Name: 'owner-id', Values: [place.account] },
    { Name: 'state', Values: ['pending', 'available', 'modifying'] },
  ];
  return aws.all(place, 'ec2', 'DescribeTransitGateways', { Filters }, 'TransitGateways');
}

export async function countGateways(aws: Aws, place: Place): Promise<number> {
  return (await ownGateways(aws, place)).length;
}

export async function mostAttachments(aws: Aws, place: Place): Promise<number> {
  const Filters = [{ Name: 'state', Values: ['pending', 'available', 'modifying', 'pendingAcceptance'] }];
  const [gateways, attachments] = await Promise.all([
    ownGateways(aws, place),
    aws.all(place, 'ec2', 'DescribeTransitGatewayAttachments', { Filters }, 'TransitGatewayAttachments'),
  ]);
  const own = new Set(gateways.map(({ TransitGatewayId }) => TransitGatewayId));
  return mostPer(attachments.map(({ TransitGatewayId }) => TransitGatewayId).filter((id) => own.has(id)));
}

function mostPer(keys: readonly (string | undefined)[]): number {
  const counts = new Map<string | undefined, number>();
  for (const key of keys) counts.set(key, (counts.get(key) ?? 0) + 1);
  return most([...counts.values()]);
}

function most(numbers: readonly number[]): number {
  return Math.max(0, ...numbers);
}
