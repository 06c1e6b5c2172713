import type * as ec2 from '../../api/ec2.types.ts';
import { transitPlaceIn } from '../../discovery/places.ts';
import type { TransitTableSnapshot } from '../../snapshot/snapshot.types.ts';
import { lostPrefixes } from './lost-prefixes.ts';
import type { PlanPart, Subject } from './plan.types.ts';
import { prefixListReference, propagation, staticRoute } from './transit-operations.ts';
import type { SwitchOperation } from '../operation.types.ts';

const nothing: PlanPart = { operations: [], problems: [], notes: [] };

/**
 * What leads from the transit gateways to the VPC is taken out: static routes and prefix lists first, then what its
 * attachments propagate. Not where the controller manages the transit gateway, and not where nobody asked for it.
 */
export function planTransit(subject: Subject): PlanPart {
  const { view, settings } = subject;
  const wanted = view.config.switch_traffic.delete_tgw_route_to_vpcs;
  if (!settings.removesStaticRoutes && !settings.removesPropagations) return nothing;
  if (view.account.managed_tgw)
    return withNote(`${view.id}: the controller manages the transit gateway: its routes stay.`);
  if (wanted.length > 0 && !wanted.includes(view.id))
    return withNote(`${view.id}: its transit routes stay: it is not in delete_tgw_route_to_vpcs.`);
  const parts = view.attachments
    .filter(({ State }) => State === 'available' || State === 'modifying')
    .map((attachment) => planAttachment(attachment, subject));
  const operations = [
    ...parts.flatMap(({ routes }) => routes),
    ...parts.flatMap(({ propagations }) => propagations),
  ];
  return {
    operations,
    problems: [
      ...(parts.length === 0 ? [] : unreadProblems(subject)),
      ...parts.flatMap(({ problems }) => problems),
    ],
    notes: lostPrefixes(subject, operations),
  };
}

/** Where it was not seen what leads to the VPC, nothing would be taken away, and nobody would be told. */
function unreadProblems({ view: { id, seen }, settings }: Subject): PlanPart['problems'] {
  const needed = new Set([
    'DescribeTransitGatewayRouteTables',
    ...(settings.removesStaticRoutes
      ? ['SearchTransitGatewayRoutes', 'GetTransitGatewayPrefixListReferences']
      : []),
    ...(settings.removesPropagations ? ['GetTransitGatewayRouteTablePropagations'] : []),
  ]);
  const gaps = new Map(seen.gaps.filter(({ action }) => needed.has(action)).map((gap) => [gap.action, gap]));
  return [...gaps.values()].map(({ action, message }) => ({
    vpc: id,
    detail: `${id}: ${action} gave no answer: ${message}`,
    help: 'What is to be taken out of the transit gateways has to be seen first: let the role of their account make this call, or leave rm_static_route and rm_propagated_route out.',
  }));
}

interface AttachmentPart {
  readonly routes: readonly SwitchOperation[];
  readonly propagations: readonly SwitchOperation[];
  readonly problems: PlanPart['problems'];
}

function planAttachment(attachment: ec2.TransitGatewayVpcAttachment, subject: Subject): AttachmentPart {
  const { view, settings, transits } = subject;
  const { TransitGatewayAttachmentId: id = '', TransitGatewayId: gateway = '' } = attachment;
  const transit = transits.find((one) => one.gateway.TransitGatewayId === gateway);
  const place = transitPlaceIn(view.config, view.region, transit?.account);
  if (transit === undefined || place === undefined)
    return {
      routes: [],
      propagations: [],
      problems: [
        {
          vpc: view.id,
          detail: `${view.id}: it is attached to ${gateway} (${id}), whose route tables were not read.`,
          help: 'Name it in tgw.tgw_by_region of the discovery.yaml, with an account and role that may read it; or leave rm_static_route and rm_propagated_route out.',
        },
      ],
    };
  const about = { vpc: view.id, attachment: id, place };
  return {
    routes: settings.removesStaticRoutes
      ? transit.routeTables.flatMap((table) => [
          ...staticRoutesTo(id, table).map((cidr) => staticRoute({ ...about, table: idOf(table) }, cidr)),
          ...listsTo(id, table).map((list) => prefixListReference({ ...about, table: idOf(table) }, list)),
        ])
      : [],
    propagations: settings.removesPropagations
      ? transit.routeTables
          .filter((table) => propagates(id, table))
          .map((table) => propagation({ ...about, table: idOf(table) }))
      : [],
    problems: [],
  };
}

/** Static routes to an attachment, also those that lead nowhere now; those of prefix lists go with their list. */
function staticRoutesTo(attachment: string, { routes }: TransitTableSnapshot): readonly string[] {
  return routes
    .filter(
      ({ Type, State, PrefixListId }) => Type === 'static' && PrefixListId === undefined && isThere(State),
    )
    .filter(({ TransitGatewayAttachments }) =>
      TransitGatewayAttachments?.some((one) => one.TransitGatewayAttachmentId === attachment),
    )
    .flatMap(({ DestinationCidrBlock }) => DestinationCidrBlock ?? []);
}

function isThere(state: string | undefined): boolean {
  return state !== 'deleted' && state !== 'deleting';
}

function listsTo(attachment: string, { prefixListReferences }: TransitTableSnapshot): readonly string[] {
  return prefixListReferences
    .filter(({ TransitGatewayAttachment: to, State }) => {
      return to?.TransitGatewayAttachmentId === attachment && State !== 'deleting';
    })
    .flatMap(({ PrefixListId }) => PrefixListId ?? []);
}

function propagates(attachment: string, { propagations }: TransitTableSnapshot): boolean {
  return propagations.some(
    ({ TransitGatewayAttachmentId, State }) =>
      TransitGatewayAttachmentId === attachment && (State === 'enabled' || State === 'enabling'),
  );
}

function idOf({ table }: TransitTableSnapshot): string {
  return table.TransitGatewayRouteTableId ?? '';
}

function withNote(note: string): PlanPart {
  return { ...nothing, notes: [note] };
}
