import type { Aws, Place } from '../api/aws.types.ts';
import type { Controller } from '../controller/controller.types.ts';
import { attachmentSubnets } from '../discovery/copy/subnets.ts';
import { placeOf } from '../discovery/places.ts';
import type { VpcView } from '../discovery/view/view.types.ts';
import type { Dependents, InternalBalancer, VirtualInterface } from './cleanup.types.ts';

/** What depends on things that are to go, as far as it was asked for them: a list a region, whatever the number of VPCs. */
export async function gatherDependents(
  views: readonly VpcView[],
  aws: Aws,
  controller: () => Promise<Controller>,
  signal: AbortSignal,
): Promise<Dependents> {
  const regions = new Map<string, VpcView[]>();
  for (const view of views) {
    const key = `${view.account.account_id} ${view.region.region}`;
    regions.set(key, [...(regions.get(key) ?? []), view]);
  }
  const asked = (resource: string): boolean =>
    views.some(({ config }) => config.cleanup?.resources.some((one) => one === resource) === true);
  const perRegion = await Promise.all(
    [...regions.values()].map(async (group) => {
      const [first] = group;
      if (first === undefined) return { interfaces: [], balancers: [], virtualInterfaces: [] };
      const place = placeOf(first.account, first.region.region);
      const [interfaces, balancers, virtualInterfaces] = await Promise.all([
        readInterfaces(group, place, aws, signal),
        asked('INTERNAL_LB') ? readBalancers(group, place, aws, signal) : [],
        asked('VGW') && group.some(({ vpnGateways }) => vpnGateways.length > 0)
          ? readVirtualInterfaces(place, aws, signal)
          : [],
      ]);
      return { interfaces, balancers, virtualInterfaces };
    }),
  );
  const isManaged = views.some(({ account }) => account.managed_tgw);
  return {
    interfaces: perRegion.flatMap(({ interfaces }) => interfaces),
    balancers: perRegion.flatMap(({ balancers }) => balancers),
    virtualInterfaces: perRegion.flatMap(({ virtualInterfaces }) => virtualInterfaces),
    transitAttachments: isManaged ? await (await controller()).transitAttachments(signal) : [],
  };
}

async function readInterfaces(group: readonly VpcView[], place: Place, aws: Aws, signal: AbortSignal) {
  const subnets = group.flatMap((view) => [...attachmentSubnets(view)]);
  if (subnets.length === 0) return [];
  const Filters = [{ Name: 'subnet-id', Values: subnets }];
  return aws.all(place, 'ec2', 'DescribeNetworkInterfaces', { Filters }, 'NetworkInterfaces', { signal });
}

async function readVirtualInterfaces(
  place: Place,
  aws: Aws,
  signal: AbortSignal,
): Promise<readonly VirtualInterface[]> {
  const answer = await aws.call(place, 'direct-connect', 'DescribeVirtualInterfaces', {}, { signal });
  return (answer.virtualInterfaces ?? []).flatMap((one) =>
    one.virtualInterfaceId === undefined || !one.virtualGatewayId || one.virtualInterfaceState === 'deleted'
      ? []
      : [{ id: one.virtualInterfaceId, owner: one.ownerAccount ?? '', gateway: one.virtualGatewayId }],
  );
}

async function readBalancers(
  group: readonly VpcView[],
  place: Place,
  aws: Aws,
  signal: AbortSignal,
): Promise<readonly InternalBalancer[]> {
  const service = 'elastic-load-balancing-v2';
  const wanted = new Set(group.map(({ id }) => id));
  const all = await aws.all(place, service, 'DescribeLoadBalancers', {}, 'LoadBalancers', { signal });
  const own = all.filter(({ VpcId = '', Scheme }) => Scheme === 'internal' && wanted.has(VpcId));
  if (own.length === 0) return [];
  const groups = await aws.all(place, service, 'DescribeTargetGroups', {}, 'TargetGroups', { signal });
  const used = groups.filter(({ LoadBalancerArns = [] }) =>
    own.some(({ LoadBalancerArn = '' }) => LoadBalancerArns.includes(LoadBalancerArn)),
  );
  const counts = new Map<string, number>();
  await Promise.all(
    used.map(async ({ TargetGroupArn = '', LoadBalancerArns = [] }) => {
      const { TargetHealthDescriptions = [] } = await aws.call(
        place,
        service,
        'DescribeTargetHealth',
        { TargetGroupArn },
        { signal },
      );
      for (const arn of LoadBalancerArns)
        counts.set(arn, (counts.get(arn) ?? 0) + TargetHealthDescriptions.length);
    }),
  );
  return own.map(({ LoadBalancerArn: arn = '', LoadBalancerName: name = '', VpcId: vpc = '' }) => ({
    arn,
    name,
    vpc,
    targets: counts.get(arn) ?? 0,
  }));
}
