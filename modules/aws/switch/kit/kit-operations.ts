import type { Place } from '../../api/aws.types.ts';
import { transitPlaceIn, transitPlaceOf } from '../../discovery/places.ts';
import type { VpcView } from '../../discovery/view/view.types.ts';
import type { Operation } from '../operation.types.ts';
import { normalCidrs } from '../plan/advertised-cidrs.ts';
import { associationsOfCopies } from '../plan/on-copies.ts';
import { advertisement } from '../plan/plan-advertisement.ts';
import { placeOf } from '../plan/plan-associations.ts';
import { propagation, staticRoute } from '../plan/transit-operations.ts';
import type { Facts } from '../rows/present-in-facts.ts';
import { sizesOf, type KitFile } from './kit-file.ts';

/**
 * What the kit did to a VPC, as operations that count as done: what it wrote down, and the associations of the copies,
 * which it did not. In the order in which drover would have done it, so that the way back is the same, too.
 */
export function kitOperations(
  file: KitFile,
  view: VpcView,
  facts: Facts,
  gateway: string | undefined,
): readonly Operation[] {
  return [
    ...advertisedBefore(file, view, facts, gateway),
    ...associationsOfCopies(view),
    ...sizesOf(file, view.id).map(([name, size]) => kitTerraform(view, name, size)),
    ...staticsOf(file, view, facts),
    ...propagationsOf(file, view, facts),
  ];
}

function advertisedBefore(
  { advertised }: KitFile,
  { id }: VpcView,
  { gateways }: Facts,
  name: string | undefined,
): readonly Operation[] {
  const before = name === undefined ? undefined : advertised[name];
  const gateway = gateways.find((one) => one.name === name);
  if (name === undefined || before === undefined || gateway === undefined) return [];
  return [advertisement(id, name, normalCidrs(before), normalCidrs(gateway.advertised))];
}

function staticsOf({ statics }: KitFile, view: VpcView, facts: Facts): readonly Operation[] {
  return statics
    .filter(({ vpc }) => vpc === view.id)
    .flatMap(({ vpc, attachment, table, cidrs }) => {
      const place = placeOfTransit(view, facts, table);
      return cidrs.map((cidr) => staticRoute({ vpc, place, table, attachment }, cidr));
    });
}

/** The kit did not write down which attachment it was: that of the VPC to the gateway that has the table. */
function propagationsOf({ propagations }: KitFile, view: VpcView, facts: Facts): readonly Operation[] {
  const tables = propagations.filter(({ vpc }) => vpc === view.id).flatMap((one) => one.tables);
  return [...new Set(tables)].flatMap((table) => {
    const place = placeOfTransit(view, facts, table);
    const transit = transitOf(table, facts);
    return view.attachments
      .filter(({ TransitGatewayId }) => TransitGatewayId === transit?.gateway.TransitGatewayId)
      .flatMap(({ TransitGatewayAttachmentId }) => TransitGatewayAttachmentId ?? [])
      .map((attachment) => propagation({ vpc: view.id, place, table, attachment }));
  });
}

/** As whom the transit gateway of a table is looked after: the kit did not write that down. */
function placeOfTransit(view: VpcView, facts: Facts, table: string): Place {
  const { config, region } = view;
  const owner = transitOf(table, facts);
  return transitPlaceIn(config, region, owner?.account) ?? transitPlaceOf(config, region) ?? placeOf(view);
}

function transitOf(table: string, { transits }: Facts): Facts['transits'][number] | undefined {
  return transits.find(({ routeTables }) =>
    routeTables.some((one) => one.table.TransitGatewayRouteTableId === table),
  );
}

/** The kit appended to the file of the VPC, and set a flag in it. */
function kitTerraform(view: VpcView, name: string, size: number): Operation {
  return {
    id: `${view.id}/kit-terraform/${name}`,
    kind: 'kit-terraform',
    vpc: view.id,
    title: `${name} without what the kit added to it`,
    place: 'here',
    target: { account: view.account.account_id, name, size },
    before: null,
    after: null,
    does: [],
    undoes: [],
    risk: 'none',
  };
}
