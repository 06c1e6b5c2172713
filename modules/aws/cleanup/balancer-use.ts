import type { Aws, Place } from '../api/aws.types.ts';
import { awsCodeOf } from '../api/errors.ts';
import type { BalancerUse } from './cleanup.types.ts';

const service = 'elastic-load-balancing-v2';

/** What a load balancer is there for. It needs no target to be in use: it may answer clients by itself. */
export async function useOfBalancer(
  arn: string,
  place: Place,
  aws: Aws,
  signal: AbortSignal,
): Promise<BalancerUse> {
  const [targets, answers] = await Promise.all([
    countTargets(arn, place, aws, signal),
    readAnswers(arn, place, aws, signal),
  ]);
  return { targets, answers };
}

async function countTargets(
  LoadBalancerArn: string,
  place: Place,
  aws: Aws,
  signal: AbortSignal,
): Promise<number> {
  const groups = await aws
    .all(place, service, 'DescribeTargetGroups', { LoadBalancerArn }, 'TargetGroups', { signal })
    .catch((error: unknown) => {
      // So a load balancer that no group is used by may be answered for.
      if (awsCodeOf(error)?.startsWith('TargetGroupNotFound') === true) return [];
      throw error;
    });
  const counts = await Promise.all(
    groups.map(async ({ TargetGroupArn = '' }) => {
      const input = { TargetGroupArn };
      const found = await aws.call(place, service, 'DescribeTargetHealth', input, { signal });
      return found.TargetHealthDescriptions?.length ?? 0;
    }),
  );
  return counts.reduce((sum, count) => sum + count, 0);
}

/** What its listeners and their rules do beside forwarding, each once. */
async function readAnswers(
  LoadBalancerArn: string,
  place: Place,
  aws: Aws,
  signal: AbortSignal,
): Promise<readonly string[]> {
  const listeners = await aws.all(place, service, 'DescribeListeners', { LoadBalancerArn }, 'Listeners', {
    signal,
  });
  const actions = await Promise.all(
    listeners.map(async ({ ListenerArn = '', Protocol, DefaultActions = [] }) => {
      // Only listeners of HTTP have rules.
      if (Protocol !== 'HTTP' && Protocol !== 'HTTPS') return DefaultActions;
      const rules = await aws.all(place, service, 'DescribeRules', { ListenerArn }, 'Rules', { signal });
      return [...DefaultActions, ...rules.flatMap(({ Actions = [] }) => Actions)];
    }),
  );
  const others = actions.flat().flatMap(({ Type }) => (Type === undefined || Type === 'forward' ? [] : Type));
  return [...new Set(others)].toSorted();
}
