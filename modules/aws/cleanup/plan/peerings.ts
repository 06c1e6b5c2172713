import type { Route, VpcPeeringConnection } from '../../api/ec2.types.ts';
import { destinationOf } from '../../discovery/copy/destination.ts';
import type { AwsCall } from '../../api/aws.types.ts';
import type { CleanupOperation, CleanupPart, CleanupSubject } from '../cleanup.types.ts';
import { call, each, nothing, removal } from './removal.ts';

/**
 * Peerings, with the routes to them in the tables that stay: those would lead nowhere afterwards, and go before them.
 * What `retain_peerings` names stays.
 */
export function planPeerings(subject: CleanupSubject, going: ReadonlySet<string>): CleanupPart {
  const { view } = subject;
  const { config, asked } = view;
  if (config.cleanup?.resources.includes('PEERING') !== true || !config.config.configure_gw_name)
    return nothing;
  const active = view.peerings.filter(({ Status }) => Status?.Code === 'active');
  return each(active, (peering) => {
    const id = peering.VpcPeeringConnectionId ?? '';
    if (asked.retain_peerings.includes(id)) return `${id} stays: retain_peerings names it.`;
    return [...routesTo(id, subject, going), peeringRemoval(peering, subject)];
  });
}

function peeringRemoval(peering: VpcPeeringConnection, { view }: CleanupSubject): CleanupOperation {
  const id = peering.VpcPeeringConnectionId ?? '';
  const { AccepterVpcInfo, RequesterVpcInfo } = peering;
  const peer = RequesterVpcInfo?.VpcId === view.id ? AccepterVpcInfo : RequesterVpcInfo;
  return removal(view, {
    kind: 'peering',
    resource: id,
    title: `peering ${id} with ${peer?.VpcId ?? 'its peer'} of account ${peer?.OwnerId ?? 'unknown'} is deleted`,
    target: { peering: id },
    before: { status: 'active' },
    does: call('ec2', 'DeleteVpcPeeringConnection', { VpcPeeringConnectionId: id }),
    risk: 'path',
  });
}

function routesTo(
  peering: string,
  { view }: CleanupSubject,
  going: ReadonlySet<string>,
): readonly CleanupOperation[] {
  return view.routeTables
    .filter(({ RouteTableId = '' }) => !going.has(RouteTableId))
    .flatMap(({ RouteTableId: table = '', Routes = [] }) =>
      Routes.filter(({ VpcPeeringConnectionId }) => VpcPeeringConnectionId === peering).map((route) => {
        const { text } = destinationOf(route);
        return removal(view, {
          kind: 'peering-route',
          resource: `${table}/${text}`,
          title: `the route ${text} to ${peering} is taken out of ${table}`,
          target: { table, destination: text },
          before: { peering },
          does: routeCall('DeleteRoute', table, route),
          undoes: routeCall('CreateRoute', table, route, { VpcPeeringConnectionId: peering }),
          risk: 'path',
        });
      }),
    );
}

function routeCall(action: string, table: string, route: Route, more: AwsCall['input'] = {}): AwsCall {
  const { DestinationCidrBlock, DestinationIpv6CidrBlock, DestinationPrefixListId } = route;
  const to =
    DestinationCidrBlock !== undefined
      ? { DestinationCidrBlock }
      : DestinationIpv6CidrBlock !== undefined
        ? { DestinationIpv6CidrBlock }
        : { DestinationPrefixListId };
  return call('ec2', action, { RouteTableId: table, ...to, ...more });
}
