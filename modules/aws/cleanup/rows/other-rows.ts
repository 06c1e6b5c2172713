import { awsCodeOf } from '../../api/errors.ts';
import type { Clients, StateRow } from '../../switch/execute/execute.types.ts';
import type { Operation } from '../../switch/operation.types.ts';
import { placeOfOperation } from '../../switch/rows/place-of-operation.ts';
import { useOfBalancer } from '../balancer-use.ts';
import { targetText } from './target-text.ts';

/** A load balancer with what it is used for: one that somebody has come to use since is not deleted. */
export const loadBalancerRow: StateRow = {
  async read(operation, clients, signal) {
    try {
      return { state: await readBalancer(operation, clients, signal) };
    } catch (error) {
      if (awsCodeOf(error)?.startsWith('LoadBalancerNotFound') === true) return { state: null };
      throw error;
    }
  },
  notYet: ['ResourceInUse', 'ResourceInUseException'],
};

export const virtualInterfaceRow: StateRow = {
  async read(operation, { aws }, signal) {
    const virtualInterfaces = await aws.all(
      placeOfOperation(operation),
      'direct-connect',
      'DescribeVirtualInterfaces',
      {},
      'virtualInterfaces',
      { signal },
    );
    const found = virtualInterfaces.find(
      (one) => one.virtualInterfaceId === targetText(operation, 'interface'),
    );
    const state = found?.virtualInterfaceState;
    return {
      state: found === undefined || state === 'deleted' ? null : { gateway: found.virtualGatewayId },
      isSettling: state === 'deleting',
    };
  },
};

async function readBalancer(operation: Operation, { aws }: Clients, signal: AbortSignal) {
  const place = placeOfOperation(operation);
  const arn = targetText(operation, 'arn');
  const [balancer] = await aws.all(
    place,
    'elastic-load-balancing-v2',
    'DescribeLoadBalancers',
    { LoadBalancerArns: [arn] },
    'LoadBalancers',
    { signal },
  );
  if (balancer === undefined) return null;
  return { name: balancer.LoadBalancerName, ...(await useOfBalancer(arn, place, aws, signal)) };
}
