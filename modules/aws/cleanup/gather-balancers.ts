import type { Aws, Place } from '../api/aws.types.ts';
import { useOfBalancer } from './balancer-use.ts';
import type { InternalBalancer } from './cleanup.types.ts';

/** The internal load balancers of VPCs of a region, each with what it is used for. */
export async function gatherBalancers(
  vpcs: ReadonlySet<string>,
  place: Place,
  aws: Aws,
  signal: AbortSignal,
): Promise<readonly InternalBalancer[]> {
  const service = 'elastic-load-balancing-v2';
  const all = await aws.all(place, service, 'DescribeLoadBalancers', {}, 'LoadBalancers', { signal });
  const own = all.filter(({ VpcId = '', Scheme }) => Scheme === 'internal' && vpcs.has(VpcId));
  return Promise.all(
    own.map(async ({ LoadBalancerArn: arn = '', LoadBalancerName: name = '', VpcId: vpc = '' }) => ({
      arn,
      name,
      vpc,
      ...(await useOfBalancer(arn, place, aws, signal)),
    })),
  );
}
