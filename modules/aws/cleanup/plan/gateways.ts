import type { VpnConnection } from '../../api/ec2.types.ts';
import type { CleanupPart, CleanupSubject } from '../cleanup.types.ts';
import { call, each, nothing, removal } from './removal.ts';
import { usersOf } from './tables.ts';

/** NAT gateways that no table uses which stays: one of a VPC that others go out through has such a table. */
export function planNats({ view }: CleanupSubject, going: ReadonlySet<string>): CleanupPart {
  if (view.config.cleanup?.resources.includes('NAT') !== true) return nothing;
  const present = view.natGateways.filter(
    ({ State }) => State === 'available' || State === 'failed' || State === 'pending',
  );
  return each(present, ({ NatGatewayId: id = '', State = '' }) => {
    const [table] = usersOf(view, going, (route) => route.NatGatewayId === id);
    if (table !== undefined) return `${id} stays: ${table} has a route to it.`;
    return removal(view, {
      kind: 'nat-gateway',
      resource: id,
      title: `NAT gateway ${id} is deleted`,
      target: { nat: id },
      before: { state: State },
      does: call('ec2', 'DeleteNatGateway', { NatGatewayId: id }),
      risk: 'loss',
    });
  });
}

/** Internal load balancers that have nothing to balance any more. */
export function planBalancers({ view, dependents }: CleanupSubject): CleanupPart {
  if (view.config.cleanup?.resources.includes('INTERNAL_LB') !== true) return nothing;
  const own = dependents.balancers.filter(({ vpc }) => vpc === view.id);
  return each(own, ({ arn, name, targets, answers }) => {
    if (targets > 0)
      return `The load balancer ${name} stays: it has ${targets} target${targets === 1 ? '' : 's'}.`;
    if (answers.length > 0)
      return `The load balancer ${name} stays: its listeners need no target to answer (${answers.join(', ')}).`;
    return removal(view, {
      kind: 'load-balancer',
      resource: name,
      title: `load balancer ${name} is deleted`,
      target: { arn },
      before: { name, targets, answers },
      does: call('elastic-load-balancing-v2', 'DeleteLoadBalancer', { LoadBalancerArn: arn }),
      risk: 'loss',
    });
  });
}

/** VPN gateways: detached, then rid of the virtual interfaces that lead to them, then deleted. */
export function planVpnGateways(subject: CleanupSubject, going: ReadonlySet<string>): CleanupPart {
  const { view, dependents } = subject;
  if (view.config.cleanup?.resources.includes('VGW') !== true) return nothing;
  return each(view.vpnGateways, ({ VpnGatewayId: id = '' }) => {
    const why = whyVpnStays(id, subject, going);
    if (why !== undefined) return `${id} stays: ${why}`;
    const interfaces = dependents.virtualInterfaces.filter(({ gateway }) => gateway === id);
    return [
      removal(view, {
        kind: 'vpn-detachment',
        resource: id,
        title: `VPN gateway ${id} is detached from ${view.id}`,
        target: { gateway: id },
        before: { vpc: view.id },
        after: { vpc: null },
        does: call('ec2', 'DetachVpnGateway', { VpnGatewayId: id, VpcId: view.id }),
        undoes: call('ec2', 'AttachVpnGateway', { VpnGatewayId: id, VpcId: view.id }),
        risk: 'loss',
      }),
      ...interfaces.map((one) =>
        removal(view, {
          kind: 'virtual-interface',
          resource: one.id,
          title: `virtual interface ${one.id} of Direct Connect is deleted`,
          target: { interface: one.id },
          before: { gateway: id },
          does: call('direct-connect', 'DeleteVirtualInterface', { virtualInterfaceId: one.id }),
          risk: 'loss',
        }),
      ),
      removal(view, {
        kind: 'vpn-gateway',
        resource: id,
        title: `VPN gateway ${id} is deleted`,
        target: { gateway: id },
        before: { vpc: null },
        does: call('ec2', 'DeleteVpnGateway', { VpnGatewayId: id }),
      }),
    ];
  });
}

function whyVpnStays(
  id: string,
  { view, dependents }: CleanupSubject,
  going: ReadonlySet<string>,
): string | undefined {
  const connection = connectionTo(id, view.vpnConnections);
  if (connection !== undefined)
    return `the VPN connection ${connection.VpnConnectionId ?? ''} ends at it. Delete that first, if nobody needs it.`;
  const [table] = usersOf(view, going, ({ GatewayId }) => GatewayId === id);
  if (table !== undefined) return `${table} has a route to it.`;
  const foreign = dependents.virtualInterfaces.find(
    ({ gateway, owner }) => gateway === id && owner !== '' && owner !== view.account.account_id,
  );
  return foreign === undefined
    ? undefined
    : `the virtual interface ${foreign.id} belongs to account ${foreign.owner}, which has to delete it first.`;
}

/** A VPN connection that ends at a gateway, and is not going. */
export function connectionTo(
  gateway: string,
  connections: readonly VpnConnection[],
): VpnConnection | undefined {
  return connections.find(
    ({ VpnGatewayId, State }) => VpnGatewayId === gateway && State !== 'deleted' && State !== 'deleting',
  );
}
