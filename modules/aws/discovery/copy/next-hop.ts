import type { Route } from '../../api/ec2.types.ts';

export type NextHopKind =
  | 'local'
  | 'internet-gateway'
  | 'vpn-gateway'
  /** Of a service (S3, DynamoDB) or of a gateway load balancer: the endpoint itself says which. */
  | 'endpoint'
  | 'transit-gateway'
  | 'peering'
  | 'nat-gateway'
  | 'network-interface'
  | 'egress-only-internet-gateway'
  | 'carrier-gateway'
  | 'local-gateway'
  | 'core-network'
  | 'database-network'
  | 'unknown';

export interface NextHop {
  readonly kind: NextHopKind;
  /** As AWS names it: an id, `local`, or an ARN. */
  readonly id: string;
}

/** What GatewayId may be, by how it begins. */
const gateways: readonly (readonly [prefix: string, kind: NextHopKind])[] = [
  ['local', 'local'],
  ['igw-', 'internet-gateway'],
  ['vgw-', 'vpn-gateway'],
  ['vpce-', 'endpoint'],
];

/** The fields of a route that name a target; the first that is there counts, as an interface stands beside its instance. */
const fields = [
  ['TransitGatewayId', 'transit-gateway'],
  ['VpcPeeringConnectionId', 'peering'],
  ['NatGatewayId', 'nat-gateway'],
  ['NetworkInterfaceId', 'network-interface'],
  ['EgressOnlyInternetGatewayId', 'egress-only-internet-gateway'],
  ['CarrierGatewayId', 'carrier-gateway'],
  ['LocalGatewayId', 'local-gateway'],
  ['CoreNetworkArn', 'core-network'],
  ['OdbNetworkArn', 'database-network'],
] as const satisfies readonly (readonly [keyof Route, NextHopKind])[];

/** Where a route sends its traffic. The API reference, type Route, has the fields. */
export function nextHopOf(route: Route): NextHop {
  const id = route.GatewayId;
  if (id !== undefined) {
    const kind = gateways.find(([prefix]) => id.startsWith(prefix))?.[1] ?? 'unknown';
    return { kind, id };
  }
  for (const [field, kind] of fields) {
    const target = route[field];
    if (target !== undefined) return { kind, id: target };
  }
  return { kind: 'unknown', id: route.InstanceId ?? 'nothing' };
}
