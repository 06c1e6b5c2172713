import type { CloudReply } from '../http/exchange.ts';
import type { Route } from '../http/routes.ts';
import type { Context } from './context.ts';
import { notFound } from './errors.ts';
import type { Microversion } from './microversion.ts';

export type ComputeRoute = Route<Context>;
export type Handle = ComputeRoute['handle'];

/** A handler that the API has from one version on, and to another; outside of them it is as if there were none. */
export function between(first: Microversion, last: Microversion, handle: Handle): Handle {
  return (context, parameters) => {
    if (context.version < first || context.version > last) throw notFound();
    return handle(context, parameters);
  };
}

/** The same without an end. */
export const since = (first: Microversion, handle: Handle): Handle => between(first, Infinity, handle);

/** A routes table's line. */
export function get(path: string, handle: Handle): ComputeRoute {
  return { method: 'GET', path, handle };
}

export function post(path: string, handle: Handle): ComputeRoute {
  return { method: 'POST', path, handle };
}

export function put(path: string, handle: Handle): ComputeRoute {
  return { method: 'PUT', path, handle };
}

export function remove(path: string, handle: Handle): ComputeRoute {
  return { method: 'DELETE', path, handle };
}

export function ok(body: unknown): CloudReply {
  return { status: 200, body };
}
