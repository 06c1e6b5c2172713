/** AWS and a controller over a world in memory, with the errors that EC2 gives, and with faults on demand. */
import { DroverError } from '../../../../../engine/diagnostics/drover-error.ts';
import type { Aws, AwsCall } from '../../../../../modules/aws/api/aws.types.ts';
import type { Controller } from '../../../../../modules/aws/controller/controller.types.ts';
import { callText } from '../../../../../modules/aws/switch/run/operation-row.ts';
import { route, type TransitTable, type World } from './world.ts';

export interface Faults {
  /** What happens to the write of this number, from 1: it fails before or after it took effect, or with this code. */
  readonly write?: {
    readonly number: number;
    readonly how: 'refused' | 'answer lost' | 'error after effect';
    /** Of a refusal; default: a permission is missing. */
    readonly code?: string;
  };
  /** Called before each write. */
  onWrite?(text: string): void;
  /** How many reads after a write still see what was before. */
  readonly staleReads?: number;
  /** How many reads after a write that was refused still see what was before the write before it. */
  readonly lateStaleReads?: number;
}

export interface SmallAws {
  readonly aws: Aws;
  readonly controller: Controller;
  /** All writes, as a plan shows them, with real ids. */
  readonly writes: string[];
}

type Input = Readonly<Record<string, string>>;

export function smallAws(world: World, faults: Faults = {}): SmallAws {
  const writes: string[] = [];
  let before: World | undefined;
  let stale = 0;
  const seen = (): World => {
    if (before !== undefined && stale > 0) {
      stale -= 1;
      return before;
    }
    return world;
  };
  const write = <T>(text: string, effect: () => T): T => {
    faults.onWrite?.(text);
    const { number, how, code = 'UnauthorizedOperation' } = faults.write ?? { number: 0, how: 'refused' };
    const isHit = writes.length + 1 === number;
    writes.push(text);
    if (isHit && how === 'refused') {
      stale = faults.lateStaleReads ?? 0;
      throw failure(code);
    }
    before = structuredClone(world);
    stale = faults.staleReads ?? 0;
    const made = effect();
    if (isHit && how === 'error after effect') throw failure('InvalidAssociationID.NotFound');
    if (isHit) throw new DroverError('aws-answer-lost', { detail: 'The answer did not come.' });
    return made;
  };
  const read = (action: string, input: unknown): unknown => reads[action]!(seen(), input as never);
  const make = (call: AwsCall) =>
    write(callText(call), () => (changes[call.action]!(world, call.input as Input), {}));
  const aws = {
    all: (_place: unknown, _service: unknown, action: string, input: unknown) =>
      promised(() => structuredClone(read(action, input))),
    make: (_place: unknown, call: AwsCall) => promised(() => make(call)),
    call: () => Promise.reject(new Error('not used')),
    partitionOf: () => 'aws',
  } as unknown as Aws;
  const controller: Controller = {
    spokeGateways: () => promised(() => structuredClone(seen().gateways)),
    advertise: (gateway, cidrs) =>
      promised(() => {
        const input = { gateway_name: gateway, cidr: cidrs.join(',') };
        write(callText({ action: 'edit_gateway_advertised_cidr', input }), () => {
          const index = world.gateways.findIndex(({ name }) => name === gateway);
          world.gateways[index] = { ...world.gateways[index]!, advertised: cidrs };
        });
      }),
    transitAttachments: () => Promise.resolve([]),
    detachFromTransit: () => Promise.reject(new Error('not used')),
  };
  return { aws, controller, writes };
}

function promised<T>(work: () => T): Promise<T> {
  return new Promise((resolve) => {
    resolve(work());
  });
}

function failure(code: string): DroverError {
  return new DroverError('aws-refused', {
    detail: `AWS refused the call: ${code}.`,
    cause: Object.assign(new Error(code), { awsCode: code }),
  });
}

interface Filtered {
  readonly TransitGatewayRouteTableId: string;
  readonly Filters: readonly { readonly Name: string; readonly Values: readonly string[] }[];
}

const reads: Readonly<Record<string, (world: World, input: Filtered) => unknown>> = {
  DescribeRouteTables: ({ routeTables }, { Filters }) =>
    routeTables.filter(({ VpcId }) => Filters[0]!.Values.includes(VpcId!)),
  SearchTransitGatewayRoutes: (world, input) => tableOf(world, input.TransitGatewayRouteTableId).routes,
  GetTransitGatewayPrefixListReferences: (world, input) =>
    tableOf(world, input.TransitGatewayRouteTableId).references,
  GetTransitGatewayRouteTablePropagations: (world, input) =>
    tableOf(world, input.TransitGatewayRouteTableId).propagations,
};

const changes: Readonly<Record<string, (world: World, input: Input) => void>> = {
  ReplaceRouteTableAssociation: (world, { AssociationId, RouteTableId }) => {
    const { association } = takeAssociation(world, AssociationId!);
    addAssociation(world, RouteTableId!, association);
  },
  AssociateRouteTable: (world, { SubnetId, RouteTableId }) => {
    if (world.routeTables.some(({ Associations }) => Associations!.some((one) => one.SubnetId === SubnetId)))
      throw failure('Resource.AlreadyAssociated');
    addAssociation(world, RouteTableId!, { SubnetId: SubnetId!, Main: false });
  },
  DisassociateRouteTable: (world, { AssociationId }) => {
    takeAssociation(world, AssociationId!);
  },
  DeleteTransitGatewayRoute: (world, input) => {
    const table = tableOf(world, input['TransitGatewayRouteTableId']!);
    const left = table.routes.filter((one) => one.DestinationCidrBlock !== input['DestinationCidrBlock']);
    if (left.length === table.routes.length) throw failure('InvalidRoute.NotFound');
    table.routes = left;
  },
  CreateTransitGatewayRoute: (world, input) => {
    const table = tableOf(world, input['TransitGatewayRouteTableId']!);
    if (table.routes.some((one) => one.DestinationCidrBlock === input['DestinationCidrBlock']))
      throw failure('RouteAlreadyExists');
    const name = input['TransitGatewayAttachmentId']!.replace('tgw-attach-', '');
    table.routes = [...table.routes, route(input['DestinationCidrBlock']!, name)];
  },
  DeleteTransitGatewayPrefixListReference: (world, input) => {
    const table = tableOf(world, input['TransitGatewayRouteTableId']!);
    table.references = table.references.filter((one) => one.PrefixListId !== input['PrefixListId']);
  },
  CreateTransitGatewayPrefixListReference: (world, input) => {
    const table = tableOf(world, input['TransitGatewayRouteTableId']!);
    table.references.push({
      PrefixListId: input['PrefixListId']!,
      State: 'available',
      TransitGatewayAttachment: { TransitGatewayAttachmentId: input['TransitGatewayAttachmentId']! },
    });
  },
  DisableTransitGatewayRouteTablePropagation: (world, input) => {
    const table = tableOf(world, input['TransitGatewayRouteTableId']!);
    table.propagations = table.propagations.filter(
      (one) => one.TransitGatewayAttachmentId !== input['TransitGatewayAttachmentId'],
    );
  },
  EnableTransitGatewayRouteTablePropagation: (world, input) => {
    const table = tableOf(world, input['TransitGatewayRouteTableId']!);
    table.propagations.push({
      TransitGatewayAttachmentId: input['TransitGatewayAttachmentId']!,
      State: 'enabled',
    });
  },
};

function tableOf({ transitTables }: World, id: string): TransitTable {
  const table = transitTables.find((one) => one.id === id);
  if (table === undefined) throw failure('InvalidRouteTableID.NotFound');
  return table;
}

function takeAssociation(world: World, id: string) {
  for (const table of world.routeTables) {
    const index = table.Associations!.findIndex((one) => one.RouteTableAssociationId === id);
    if (index < 0) continue;
    const [association] = table.Associations!.splice(index, 1);
    return { association: association! };
  }
  throw failure('InvalidAssociationID.NotFound');
}

function addAssociation(world: World, tableId: string, association: object): void {
  const table = world.routeTables.find(({ RouteTableId }) => RouteTableId === tableId);
  if (table === undefined) throw failure('InvalidRouteTableID.NotFound');
  world.next += 1;
  table.Associations!.push({
    AssociationState: { State: 'associated' },
    ...association,
    RouteTableId: tableId,
    RouteTableAssociationId: `rtbassoc-${world.next}`,
  });
}
