import type { VpcView } from '../view/view.types.ts';
import type { RouteCopy } from './copy.types.ts';

/**
 * Whether a route comes with a gateway endpoint (of S3 or DynamoDB) rather than leading to one of a load balancer. An
 * endpoint that could not be read is known by its destination, which for gateway endpoints always is a prefix list.
 */
export function isGatewayEndpoint(
  { destination, nextHop }: Pick<RouteCopy, 'destination' | 'nextHop'>,
  { vpcEndpoints }: VpcView,
): boolean {
  const endpoint = vpcEndpoints.find(({ VpcEndpointId }) => VpcEndpointId === nextHop.id);
  if (endpoint?.VpcEndpointType === undefined) return destination.cidr === undefined;
  return endpoint.VpcEndpointType === 'Gateway';
}
