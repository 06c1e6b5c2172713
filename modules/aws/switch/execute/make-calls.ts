import { DroverError } from '../../../../engine/diagnostics/drover-error.ts';
import type { AwsCall } from '../../api/aws.types.ts';
import type { Controller } from '../../controller/controller.types.ts';
import type { ControllerCall, Operation, OperationCall, Way } from '../operation.types.ts';
import type { Clients } from './execute.types.ts';

export type Names = Readonly<Record<string, string>>;

/** The calls of an operation, one way or the other. */
export function callsOf(operation: Operation, way: Way): readonly OperationCall[] {
  return way === 'do' ? operation.does : operation.undoes;
}

/** Makes the calls of an operation, in order, with `$name` filled in. */
export async function makeCalls(
  operation: Operation,
  way: Way,
  names: Names,
  clients: Clients,
  signal: AbortSignal,
): Promise<void> {
  for (const call of callsOf(operation, way)) {
    const filled = fill(call, names, operation);
    if (isAwsCall(filled)) await clients.aws.make(placeOf(operation), filled, { signal });
    else await callController(await clients.controller(), filled, signal);
  }
}

export function isAwsCall(call: OperationCall): call is AwsCall {
  return 'service' in call;
}

/** What the controller can be asked for, by the names of its own API. */
const controllerActions: Readonly<
  Record<string, (controller: Controller, input: Names, signal: AbortSignal) => Promise<void>>
> = {
  edit_gateway_advertised_cidr: (controller, { gateway_name = '', cidr = '' }, signal) =>
    controller.advertise(
      gateway_name,
      cidr.split(',').filter((one) => one !== ''),
      signal,
    ),
  detach_vpc_from_tgw: (controller, { vpc_name = '', tgw_name = '' }, signal) =>
    controller.detachFromTransit({ vpc: vpc_name, transit: tgw_name }, signal),
};

async function callController(
  controller: Controller,
  { action, input }: ControllerCall,
  signal: AbortSignal,
): Promise<void> {
  const make = controllerActions[action];
  if (make === undefined) throw new TypeError(`The controller is not asked for ${action} here.`);
  await make(controller, input, signal);
}

function placeOf({ place, id }: Operation) {
  if (typeof place !== 'string') return place;
  throw new TypeError(`${id} calls AWS and names no account.`);
}

function fill<T extends OperationCall>(call: T, names: Names, operation: Operation): T {
  return { ...call, input: filled(call.input, names, operation) };
}

/** A text `$name` as a whole is a name; other texts are as they are. */
function filled(value: unknown, names: Names, operation: Operation): unknown {
  if (Array.isArray(value)) return value.map((one) => filled(one, names, operation));
  if (typeof value === 'object' && value !== null)
    return Object.fromEntries(
      Object.entries(value).map(([key, one]) => [key, filled(one, names, operation)]),
    );
  if (typeof value !== 'string' || !/^\$[a-z]+$/.test(value)) return value;
  const name = names[value.slice(1)];
  if (name !== undefined) return name;
  throw new DroverError('switch-failed', {
    detail: `${operation.title}: there is no ${value.slice(1)} to be changed any more.`,
    help: 'See what has changed since, and run again: drover looks at what is there first.',
  });
}
