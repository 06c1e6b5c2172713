import { ec2Answer, Refusal } from '../answers.ts';
import type { Call, Mend } from '../mend.types.ts';
import { needed, passes, type Fields } from '../parameters.ts';
import { filtersOf } from '../wire.ts';
import { itemsAt, textAt } from '../xml.ts';
import { attachmentsOf } from './associations.ts';
import { isInside, sameBlock } from './blocks.ts';
import { attachmentIn, isUsable, tableIn, transitOf, type Attachment, type Table } from './model.ts';

interface Route {
  readonly destination: string;
  readonly prefixList?: string;
  readonly type: 'static' | 'propagated';
  readonly attachments: readonly Attachment[];
}

function shown({ destination, prefixList, type, attachments }: Route): object {
  return {
    destinationCidrBlock: prefixList === undefined ? destination : undefined,
    prefixListId: prefixList,
    type,
    state: stateOf(attachments),
    transitGatewayAttachments: attachments.map(({ id, resource, resourceType }) => ({
      transitGatewayAttachmentId: id,
      resourceId: resource,
      resourceType,
    })),
  };
}

function stateOf(attachments: readonly Attachment[]): 'active' | 'blackhole' {
  return attachments.some(isUsable) ? 'active' : 'blackhole';
}

function staticRoute(call: Call, table: Table, destination: string): Route {
  const id = table.routes.get(destination);
  return {
    destination,
    type: 'static',
    attachments: attachmentsOf(transitOf(call).attachments, id === undefined ? [] : [id]),
  };
}

/** All routes of a table. A static one goes before a propagated one of the same destination, which is then not told. */
async function routesOf(call: Call, table: Table): Promise<readonly Route[]> {
  const fixed = [...table.routes.keys()].map((destination) => staticRoute(call, table, destination));
  const listed = [...table.references].map(([prefixList, id]) => ({
    destination: prefixList,
    prefixList,
    type: 'static' as const,
    attachments: attachmentsOf(transitOf(call).attachments, id === undefined ? [] : [id]),
  }));
  const sources = attachmentsOf(transitOf(call).attachments, table.propagations).filter(isUsable);
  const learned = await Promise.all(
    sources.map(async (attachment) =>
      (await cidrsBehind(call, attachment)).map((destination) => ({
        destination,
        type: 'propagated' as const,
        attachments: [attachment],
      })),
    ),
  );
  const told = learned.flat().filter(({ destination }) => !table.routes.has(destination));
  return [...fixed, ...told, ...listed];
}

/** A VPC propagates its CIDRs; what a VPN propagates comes from its other end, which the bed has not. */
async function cidrsBehind(
  call: Call,
  { resourceType, resource, owner }: Attachment,
): Promise<readonly string[]> {
  if (resourceType !== 'vpc') return [];
  const answer = await call.moto.ask({ headers: await call.as(owner), service: 'ec2' }, 'DescribeVpcs', {
    'Filter.1.Name': 'vpc-id',
    'Filter.1.Value.1': resource,
  });
  return itemsAt(answer, 'vpcSet').flatMap((vpc) => [
    ...itemsAt(vpc, 'cidrBlockAssociationSet')
      .filter((block) => textAt(block, 'cidrBlockState', 'state') === 'associated')
      .map((block) => textAt(block, 'cidrBlock')),
    ...itemsAt(vpc, 'ipv6CidrBlockAssociationSet')
      .filter((block) => textAt(block, 'ipv6CidrBlockState', 'state') === 'associated')
      .map((block) => textAt(block, 'ipv6CidrBlock')),
  ]);
}

function targetOf(call: Call): string | undefined {
  const { params } = call.request;
  if (params.get('Blackhole') === 'true') return undefined;
  return attachmentIn(call, needed(call, 'TransitGatewayAttachmentId')).id;
}

export const createRoute: Mend = {
  gap: 'A route that is there is overwritten, in moto',
  actions: ['ec2:CreateTransitGatewayRoute'],
  answer(call) {
    const table = tableIn(call, needed(call, 'TransitGatewayRouteTableId'));
    const destination = needed(call, 'DestinationCidrBlock');
    if (table.routes.has(destination))
      throw new Refusal(
        'RouteAlreadyExists',
        `Route ${destination} already exists in Transit Gateway Route Table ${table.id}.`,
      );
    table.routes.set(destination, targetOf(call));
    return ec2Answer('CreateTransitGatewayRoute', { route: shown(staticRoute(call, table, destination)) });
  },
};

export const replaceRoute: Mend = {
  gap: 'ReplaceTransitGatewayRoute is missing in moto',
  actions: ['ec2:ReplaceTransitGatewayRoute'],
  answer(call) {
    const table = tableIn(call, needed(call, 'TransitGatewayRouteTableId'));
    const destination = routeIn(table, needed(call, 'DestinationCidrBlock'));
    table.routes.set(destination, targetOf(call));
    return ec2Answer('ReplaceTransitGatewayRoute', { route: shown(staticRoute(call, table, destination)) });
  },
};

export const deleteRoute: Mend = {
  gap: 'DeleteTransitGatewayRoute of a missing route is an HTML page of 500, in moto',
  actions: ['ec2:DeleteTransitGatewayRoute'],
  answer(call) {
    const table = tableIn(call, needed(call, 'TransitGatewayRouteTableId'));
    const destination = routeIn(table, needed(call, 'DestinationCidrBlock'));
    const route = shown(staticRoute(call, table, destination));
    table.routes.delete(destination);
    return ec2Answer('DeleteTransitGatewayRoute', { route: { ...route, state: 'deleted' } });
  },
};

function routeIn(table: Table, destination: string): string {
  if (table.routes.has(destination)) return destination;
  throw new Refusal(
    'InvalidRoute.NotFound',
    `Route ${destination} does not exist in Transit Gateway Route Table ${table.id}.`,
  );
}

/** Of a search's filters those that compare blocks of addresses. */
const SEARCHES: Readonly<Record<string, (asked: string, destination: string) => boolean>> = {
  'route-search.exact-match': sameBlock,
  'route-search.subnet-of-match': (asked, destination) => isInside(destination, asked),
  'route-search.supernet-of-match': (asked, destination) => isInside(asked, destination),
};

export const searchRoutes: Mend = {
  gap: 'SearchTransitGatewayRoutes: no propagated routes, most filters ignored, MaxResults fails, in moto',
  actions: ['ec2:SearchTransitGatewayRoutes'],
  async answer(call) {
    const table = tableIn(call, needed(call, 'TransitGatewayRouteTableId'));
    const filters = filtersOf(call.request.params);
    if (filters.size === 0)
      throw new Refusal('MissingParameter', 'The request must contain the parameter Filter');
    const all = await routesOf(call, table);
    const found = longest(
      filters,
      all.filter((route) => {
        const { destination, prefixList, type, attachments } = route;
        const searched = Object.entries(SEARCHES).every(([name, test]) =>
          (filters.get(name) ?? ['']).some(
            (asked) => asked === '' || (prefixList === undefined && test(asked, destination)),
          ),
        );
        return searched && passes(call, fieldsOf(route, type, attachments));
      }),
    );
    const asked = Number(call.request.params.get('MaxResults') ?? call.settings.searchLimit);
    const limit = Math.min(asked, call.settings.searchLimit);
    return ec2Answer('SearchTransitGatewayRoutes', {
      routeSet: found.slice(0, limit).map(shown),
      additionalRoutesAvailable: found.length > limit,
    });
  },
};

function fieldsOf({ prefixList }: Route, type: string, attachments: readonly Attachment[]): Fields {
  return {
    type,
    state: stateOf(attachments),
    'prefix-list-id': prefixList ?? [],
    'attachment.resource-id': attachments.map(({ resource }) => resource),
    'attachment.resource-type': attachments.map(({ resourceType }) => resourceType),
    'attachment.transit-gateway-attachment-id': attachments.map(({ id }) => id),
    // These were looked at already.
    ...Object.fromEntries([...Object.keys(SEARCHES), LONGEST].map((name) => [name, true as const])),
  };
}

const LONGEST = 'route-search.longest-prefix-match';

/** The one route that traffic to an address takes. */
function longest(
  filters: ReadonlyMap<string, readonly string[]>,
  routes: readonly Route[],
): readonly Route[] {
  const asked = filters.get(LONGEST);
  if (asked === undefined) return routes;
  const lengthOf = ({ destination }: Route): number => Number(destination.split('/')[1]);
  return asked.flatMap((block) =>
    routes
      .filter(({ destination, prefixList }) => prefixList === undefined && isInside(block, destination))
      .toSorted((one, other) => lengthOf(other) - lengthOf(one))
      .slice(0, 1),
  );
}
