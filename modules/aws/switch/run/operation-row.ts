import { needsOfOperation, type Need } from './needs-of-operation.ts';
import { callsOf, isAwsCall } from '../execute/make-calls.ts';
import { goalOf, startOf } from '../execute/run-operation.ts';
import type { Operation, OperationCall, Way } from '../operation.types.ts';

/** An operation in the result of a task. */
export interface OperationRow {
  readonly vpc: string;
  readonly id: string;
  readonly kind: string;
  readonly title: string;
  readonly risk: string;
  /** The account that is called; `controller`, or `here`. */
  readonly account: string;
  readonly role?: string;
  readonly region?: string;
  readonly before: unknown;
  readonly after: unknown;
  readonly calls: readonly string[];
  readonly way_back: readonly string[];
  readonly needs: readonly Need[];
}

export function operationRow(operation: Operation, way: Way): OperationRow {
  const { vpc, id, kind, title, risk, place } = operation;
  const { account, role, region } = typeof place === 'string' ? { account: place } : place;
  return {
    vpc,
    id,
    kind,
    title,
    risk,
    account,
    ...(role === undefined ? {} : { role }),
    ...(region === undefined ? {} : { region }),
    before: startOf(operation, way),
    after: goalOf(operation, way),
    calls: callsOf(operation, way).map(callText),
    way_back: callsOf(operation, opposite(way)).map(callText),
    needs: needsOfOperation(operation),
  };
}

export function opposite(way: Way): Way {
  return way === 'do' ? 'undo' : 'do';
}

/** `ec2:DeleteTransitGatewayRoute(DestinationCidrBlock=10.0.0.0/16, …)` */
export function callText(call: OperationCall): string {
  const input = Object.entries(call.input).map(([key, value]) => `${key}=${String(value)}`);
  const service = isAwsCall(call) ? call.service : 'controller';
  return `${service}:${call.action}(${input.join(', ')})`;
}
