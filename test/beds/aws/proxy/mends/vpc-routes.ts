/** Route tables of VPCs: targets that moto does not know, targets that are gone, propagation from VPN gateways. */
import { ec2Answer, Refusal } from '../answers.ts';
import type { Call, Mend } from '../mend.types.ts';
import { needed } from '../parameters.ts';
import { isUsable, transitOf } from '../transit/model.ts';
import { listOf, type AwsRequest } from '../wire.ts';
import { itemsAt, textAt, type XmlElement } from '../xml.ts';
import { goneTargets } from './gone-targets.ts';
import { rewritten, withItems, withTexts } from './rewrite.ts';

/** Targets of routes that the bed keeps, by parameter, with their name in answers. */
const KEPT: readonly (readonly [parameter: string, element: string])[] = [
  ['TransitGatewayId', 'transitGatewayId'],
  ['LocalGatewayId', 'localGatewayId'],
  ['CoreNetworkArn', 'coreNetworkArn'],
];

interface Target {
  readonly element: string;
  readonly id: string;
}

/** By table and destination. */
function targetsOf(call: Call): Map<string, Target> {
  return call.state('route-targets', () => new Map<string, Target>());
}

function destinationOf({ params }: AwsRequest): string {
  return (
    params.get('DestinationCidrBlock') ??
    params.get('DestinationIpv6CidrBlock') ??
    params.get('DestinationPrefixListId') ??
    ''
  );
}

/** VPN gateways whose routes a table takes. */
function propagatingOf(call: Call): Map<string, Set<string>> {
  return call.state('vgw-propagation', () => new Map<string, Set<string>>());
}

export const routeTargets: Mend = {
  gap: 'Routes to transit gateways of other accounts, local gateways and core networks have no target, in moto',
  actions: ['ec2:CreateRoute', 'ec2:ReplaceRoute', 'ec2:DeleteRoute'],
  async answer(call) {
    const { request } = call;
    const { params, action } = request;
    const table = needed(call, 'RouteTableId');
    const key = `${table} ${destinationOf(request)}`;
    await refuseAsAws(call, table);
    const kept = KEPT.map(([parameter, element]) => ({
      parameter,
      element,
      id: params.get(parameter) ?? '',
    })).find(({ id }) => id !== '');
    if (kept?.parameter === 'TransitGatewayId') await refuseUnattached(call, table, kept.id);
    const rest = new Map([...params].filter(([name]) => name !== kept?.parameter));
    const answer = await call.next({ params: rest });
    if (answer.status < 300) {
      if (kept === undefined || action === 'DeleteRoute') targetsOf(call).delete(key);
      else targetsOf(call).set(key, { element: kept.element, id: kept.id });
    }
    return answer;
  },
};

/** A route that is there cannot be created; one that is not cannot be replaced or deleted, nor the local one. */
async function refuseAsAws(call: Call, table: string): Promise<void> {
  const { request } = call;
  const answer = await call.moto.ask(request, 'DescribeRouteTables', { 'RouteTableId.1': table });
  const destination = destinationOf(request);
  const isThere = itemsAt(itemsAt(answer, 'routeTableSet')[0], 'routeSet').some((route) =>
    DESTINATIONS.some((name) => textAt(route, name) === destination),
  );
  if (request.action === 'CreateRoute' && isThere)
    throw new Refusal('RouteAlreadyExists', `The route identified by ${destination} already exists.`);
  if (request.action === 'ReplaceRoute' && !isThere)
    throw new Refusal(
      'InvalidParameterValue',
      `There is no route defined for '${destination}' in the route table. Use CreateRoute instead.`,
    );
  if (request.action === 'DeleteRoute' && !isThere)
    throw new Refusal(
      'InvalidRoute.NotFound',
      `no route with destination-cidr-block ${destination} in route table ${table}`,
    );
}

const DESTINATIONS = ['destinationCidrBlock', 'destinationIpv6CidrBlock', 'destinationPrefixListId'] as const;

async function refuseUnattached(call: Call, table: string, gateway: string): Promise<void> {
  const answer = await call.moto.ask(call.request, 'DescribeRouteTables', { 'RouteTableId.1': table });
  const vpc = textAt(itemsAt(answer, 'routeTableSet')[0], 'vpcId');
  const isAttached = [...transitOf(call).attachments.values()].some(
    (attachment) => attachment.gateway.id === gateway && attachment.resource === vpc && isUsable(attachment),
  );
  if (!isAttached)
    throw new Refusal(
      'InvalidTransitGatewayID.NotFound',
      `The transitGateway ID '${gateway}' does not exist.`,
    );
}

export const routeTables: Mend = {
  gap: 'Routes to what is gone stay active, and propagation from VPN gateways is not told, in moto',
  actions: ['ec2:DescribeRouteTables'],
  async answer(call) {
    const { params } = call.request;
    const [byGateway, rest] = withoutFilter(params, 'route.transit-gateway-id');
    const answer = await call.next(byGateway === undefined ? {} : { params: rest });
    if (answer.status >= 300) return answer;
    const gone = await goneTargets(call);
    return rewritten(answer, (content) =>
      withItems(content, 'routeTableSet', (table) => {
        const whole = wholeTable(call, table, gone);
        const isAsked =
          byGateway?.some((id) =>
            itemsAt(whole, 'routeSet').some((route) => textAt(route, 'transitGatewayId') === id),
          ) ?? true;
        return isAsked ? whole : undefined;
      }),
    );
  },
};

function wholeTable(
  call: Call,
  table: XmlElement,
  gone: (target: string, vpc: string) => boolean,
): XmlElement {
  const id = textAt(table, 'routeTableId');
  const vpc = textAt(table, 'vpcId');
  const routed = withItems(table, 'routeSet', (route) => {
    const kept = targetsOf(call).get(`${id} ${DESTINATIONS.map((name) => textAt(route, name)).join('')}`);
    const whole =
      kept === undefined
        ? route
        : withTexts(route, { [kept.element]: kept.id, origin: 'CreateRoute', state: 'active' });
    const isGone = Object.values(whole).some(([value]) => typeof value === 'string' && gone(value, vpc));
    return isGone ? withTexts(whole, { state: 'blackhole' }) : whole;
  });
  const associated = withItems(routed, 'associationSet', (association) => {
    const gateway = edgesOf(call).get(textAt(association, 'routeTableAssociationId'));
    return gateway === undefined ? association : withTexts(association, { gatewayId: gateway });
  });
  const propagating = [...(propagatingOf(call).get(id) ?? [])].filter((gateway) => !gone(gateway, vpc));
  return {
    ...associated,
    propagatingVgwSet: [{ item: propagating.map((gateway) => ({ gatewayId: [gateway] })) }],
  };
}

/** A filter that moto does not know, taken out: its values, and the parameters without it. */
function withoutFilter(
  params: ReadonlyMap<string, string>,
  name: string,
): readonly [readonly string[] | undefined, ReadonlyMap<string, string>] {
  for (let at = 1; params.has(`Filter.${at}.Name`); at += 1)
    if (params.get(`Filter.${at}.Name`) === name) {
      const rest = [...params].filter(([key]) => !key.startsWith(`Filter.${at}.`));
      return [listOf(params, `Filter.${at}.Value`), new Map(rest)];
    }
  return [undefined, params];
}

/** Associations with gateways, by their id. */
function edgesOf(call: Call): Map<string, string> {
  return call.state('edge-associations', () => new Map<string, string>());
}

export const associateTable: Mend = {
  gap: 'A subnet that is associated with another table keeps it in silence, and VPN gateways are not told, in moto',
  actions: ['ec2:AssociateRouteTable'],
  async answer(call) {
    const table = needed(call, 'RouteTableId');
    const gateway = call.request.params.get('GatewayId');
    const subnet = call.request.params.get('SubnetId');
    await refuseSecond(call, table, subnet ?? gateway ?? '');
    const answer = await call.next();
    if (answer.status < 300 && gateway !== undefined)
      edgesOf(call).set(/<associationId>([^<]+)</.exec(answer.body.toString())?.[1] ?? '', gateway);
    return answer;
  },
};

async function refuseSecond(call: Call, table: string, what: string): Promise<void> {
  const answer = await call.moto.ask(call.request, 'DescribeRouteTables');
  for (const other of itemsAt(answer, 'routeTableSet'))
    for (const association of itemsAt(other, 'associationSet')) {
      const id = textAt(association, 'routeTableAssociationId');
      const holds = textAt(association, 'subnetId') || edgesOf(call).get(id);
      if (holds === what && textAt(other, 'routeTableId') !== table)
        throw new Refusal(
          'Resource.AlreadyAssociated',
          `the specified association for route table ${table} conflicts with an existing association`,
        );
    }
}

export const replaceAssociation: Mend = {
  gap: 'A replaced association with a gateway has no gateway, in moto',
  actions: ['ec2:ReplaceRouteTableAssociation'],
  async answer(call) {
    const gateway = edgesOf(call).get(needed(call, 'AssociationId'));
    const answer = await call.next();
    if (answer.status < 300 && gateway !== undefined)
      edgesOf(call).set(/<newAssociationId>([^<]+)</.exec(answer.body.toString())?.[1] ?? '', gateway);
    return answer;
  },
};

export const vgwPropagation: Mend = {
  gap: 'EnableVgwRoutePropagation and DisableVgwRoutePropagation are missing in moto',
  actions: ['ec2:EnableVgwRoutePropagation', 'ec2:DisableVgwRoutePropagation'],
  async answer(call) {
    const { action } = call.request;
    const table = needed(call, 'RouteTableId');
    const gateway = needed(call, 'GatewayId');
    const [tables, gateways] = await Promise.all([
      call.moto.ask(call.request, 'DescribeRouteTables', { 'RouteTableId.1': table }),
      call.moto.ask(call.request, 'DescribeVpnGateways', { 'VpnGatewayId.1': gateway }),
    ]);
    const vpc = textAt(itemsAt(tables, 'routeTableSet')[0], 'vpcId');
    const found = itemsAt(gateways, 'vpnGatewaySet')[0];
    if (found === undefined)
      throw new Refusal('InvalidGatewayID.NotFound', `The gateway ID '${gateway}' does not exist`);
    const isAttached = itemsAt(found, 'attachments').some(
      (attachment) => textAt(attachment, 'vpcId') === vpc && textAt(attachment, 'state') === 'attached',
    );
    const known = propagatingOf(call).get(table) ?? new Set();
    propagatingOf(call).set(table, known);
    if (action === 'EnableVgwRoutePropagation') {
      if (!isAttached)
        throw new Refusal('Gateway.NotAttached', `resource ${gateway} is not attached to network ${vpc}`);
      known.add(gateway);
    } else known.delete(gateway);
    return ec2Answer(action, { return: true });
  },
};
