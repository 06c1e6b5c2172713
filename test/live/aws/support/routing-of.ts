import type { Place } from '../../../../modules/aws/api/aws.types.ts';
import { placeIn } from '../../../beds/aws/estate/build-estate.ts';
import { HUB } from '../../../beds/aws/estate/shapes.ts';
import type { SwitchGround } from './switch-ground.ts';

/**
 * All that decides where traffic goes: every table with its routes and associations, every route, propagation and
 * association of the transit gateways, and what the gateways advertise. The same routing gives the same value, whatever
 * the ids of associations.
 */
export async function routingOf(ground: SwitchGround): Promise<unknown> {
  const { aws, estate, controller } = ground;
  const places = new Map<string, Place>();
  for (const { shape } of estate.vpcs)
    places.set(`${shape.account} ${shape.region}`, placeIn(shape.account, shape.region));
  const tables = [];
  for (const place of places.values()) {
    const found = await aws.all(place, 'ec2', 'DescribeRouteTables', {}, 'RouteTables');
    tables.push(
      ...found.map(({ RouteTableId, VpcId, Routes = [], Associations = [] }) => ({
        RouteTableId,
        VpcId,
        routes: sorted(Routes),
        associations: sorted(
          Associations.map(({ SubnetId, GatewayId, Main }) => ({ SubnetId, GatewayId, Main })),
        ),
      })),
    );
  }
  const transit = [];
  for (const { region, table, propagated } of estate.transits)
    for (const id of [table, propagated]) transit.push(await transitTable(ground, region, id));
  const advertised = controller.state.gateways.map((one) => [one.name, one.advertised.toSorted()]);
  return { tables: sorted(tables), transit, advertised };
}

async function transitTable({ aws }: SwitchGround, region: string, id: string) {
  const hub = placeIn(HUB, region);
  const of = { TransitGatewayRouteTableId: id };
  const [routes, propagations, associations, lists] = await Promise.all([
    aws.all(
      hub,
      'ec2',
      'SearchTransitGatewayRoutes',
      { ...of, Filters: [{ Name: 'state', Values: ['active', 'blackhole'] }] },
      'Routes',
    ),
    aws.all(
      hub,
      'ec2',
      'GetTransitGatewayRouteTablePropagations',
      of,
      'TransitGatewayRouteTablePropagations',
    ),
    aws.all(hub, 'ec2', 'GetTransitGatewayRouteTableAssociations', of, 'Associations'),
    aws.all(hub, 'ec2', 'GetTransitGatewayPrefixListReferences', of, 'TransitGatewayPrefixListReferences'),
  ]);
  return {
    id,
    routes: sorted(routes),
    propagations: sorted(propagations),
    associations: sorted(associations),
    lists: sorted(lists),
  };
}

function sorted<T>(items: readonly T[]): readonly T[] {
  return items.toSorted((one, other) => (JSON.stringify(one) < JSON.stringify(other) ? -1 : 1));
}
