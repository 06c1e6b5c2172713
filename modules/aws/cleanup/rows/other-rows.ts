import { awsCodeOf } from '../../api/errors.ts';
import type { StateRow } from '../../switch/execute/execute.types.ts';
import { placeOfOperation } from '../../switch/rows/place-of-operation.ts';
import { targetText } from './target-text.ts';

export const loadBalancerRow: StateRow = {
  async read(operation, { aws }, signal) {
    const input = { LoadBalancerArns: [targetText(operation, 'arn')] };
    const found = await aws
      .all(
        placeOfOperation(operation),
        'elastic-load-balancing-v2',
        'DescribeLoadBalancers',
        input,
        'LoadBalancers',
        { signal },
      )
      .catch((error: unknown) => {
        if (awsCodeOf(error)?.startsWith('LoadBalancerNotFound') === true) return [];
        throw error;
      });
    const [balancer] = found;
    return { state: balancer === undefined ? null : { name: balancer.LoadBalancerName } };
  },
  notYet: ['ResourceInUse', 'ResourceInUseException'],
};

export const virtualInterfaceRow: StateRow = {
  async read(operation, { aws }, signal) {
    const { virtualInterfaces = [] } = await aws.call(
      placeOfOperation(operation),
      'direct-connect',
      'DescribeVirtualInterfaces',
      {},
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
