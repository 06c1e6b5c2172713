import { isObject, type CloudRequest, type JsonObject } from '../http/exchange.ts';
import { badRequest, internalError } from './errors.ts';

/** Whether a request has a body, as Glance sees it. */
export function hasBody(request: CloudRequest): boolean {
  return (
    request.chunks.some((chunk) => chunk.length > 0) || request.headers['transfer-encoding'] !== undefined
  );
}

/** The body as JSON: an object or a list. Refuses everything else with 400. */
export function jsonBody(request: CloudRequest): JsonObject | readonly unknown[] {
  if (!hasBody(request)) throw badRequest('Body expected in request.');
  let value: unknown;
  try {
    value = JSON.parse(request.body.toString('utf8'));
  } catch {
    throw badRequest('Malformed JSON in request body.');
  }
  if (isObject(value) || Array.isArray(value)) return value;
  throw badRequest('Unexpected body type. Expected list/dict.');
}

/** The body as an object; Glance breaks over a list where it does not look for one. */
export function objectBody(request: CloudRequest): JsonObject {
  const body = jsonBody(request);
  if (isObject(body)) return body;
  throw internalError();
}

/** Some calls take none. */
export function refuseBody(request: CloudRequest): void {
  if (hasBody(request)) throw badRequest('A body is not expected with this request.');
}

/** The type of the body, without parameters. One that is not named is plain text. */
export function contentType(request: CloudRequest): string {
  return (request.headers['content-type'] ?? 'text/plain').split(';')[0]!.trim().toLowerCase();
}
