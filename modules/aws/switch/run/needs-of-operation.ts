/** What the calls of a planned operation take: permissions, for the resources that the operation names. */
import { permissionOf } from '../../api/permissions.ts';
import { isAwsCall } from '../execute/make-calls.ts';
import type { Operation } from '../operation.types.ts';

/** A permission, and what it is needed for. */
export interface Need {
  /** `ec2:DeleteTransitGatewayRoute` */
  readonly permission: string;
  /** The ids of resources by their types, as ARNs end: `route-table/rtb-0a1b`; or whole ARNs. */
  readonly resources: readonly string[];
}

/** By what the ids of AWS begin with. */
const TYPES: Readonly<Record<string, string>> = {
  dxvif: 'dxvif',
  nat: 'natgateway',
  pcx: 'vpc-peering-connection',
  pl: 'prefix-list',
  rtb: 'route-table',
  subnet: 'subnet',
  'tgw-attach': 'transit-gateway-attachment',
  'tgw-rtb': 'transit-gateway-route-table',
  vgw: 'vpn-gateway',
  vpc: 'vpc',
};

/** Those of its calls and of its way back, as a policy names them; none where AWS is not called. */
export function needsOfOperation({ does, undoes, vpc, target, before, after }: Operation): readonly Need[] {
  const calls = [...does, ...undoes].filter(isAwsCall);
  const inputs = calls.map(({ input }) => input);
  const resources = [
    ...new Set(textsIn([vpc, target, before, after, inputs]).flatMap(resourceOf)),
  ].toSorted();
  const permissions = new Set(calls.map(({ service, action }) => permissionOf(service, action)));
  return [...permissions].toSorted().map((permission) => ({ permission, resources }));
}

function resourceOf(text: string): string | readonly [] {
  if (text.startsWith('arn:')) return text;
  const [, prefix = ''] = /^([a-z]+(?:-[a-z]+)?)-[0-9a-z]+$/.exec(text) ?? [];
  const type = TYPES[prefix];
  return type === undefined ? [] : `${type}/${text}`;
}

function textsIn(value: unknown): readonly string[] {
  if (typeof value === 'string') return [value];
  return typeof value === 'object' && value !== null ? Object.values(value).flatMap(textsIn) : [];
}
