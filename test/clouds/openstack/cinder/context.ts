import { isObject, type CloudReply, type CloudRequest, type JsonObject } from '../http/exchange.ts';
import { pythonText } from '../neutron/values/python.ts';
import { findFlaw } from '../nova/schema/find-flaw.ts';
import type { Schema } from '../nova/schema/types.ts';
import { badRequest, forbidden, internalError } from './errors.ts';
import type { Microversion } from './microversion.ts';
import type { VolumeState } from './state.ts';

/** Who is calling, as the block storage service sees it. */
export interface Who {
  readonly userId: string;
  /** Empty for a token without a project. */
  readonly projectId: string;
  readonly isAdmin: boolean;
}

/** What every handler gets. */
export interface Context {
  readonly state: VolumeState;
  readonly who: Who;
  readonly request: CloudRequest;
  readonly version: Microversion;
}

/** Parts of a path by the names that a route gives them. */
export type Parameters = Readonly<Record<string, string>>;
export type Handler = (context: Context, parameters: Parameters) => CloudReply;

/** `action` as in `volume_extension:type_create`. */
export function adminOnly({ who }: Context, action: string): void {
  if (!who.isAdmin) throw forbidden(action);
}

/** The body as the schema wants it; else 400 in the words of Cinder. */
export function bodyOf({ request }: Context, schema: Schema): JsonObject {
  const body = jsonBody(request);
  const flaw = findFlaw(schema, body);
  // Boundary: every schema of a body is one of an object.
  if (!flaw) return body as JsonObject;
  const key = flaw.path.at(-1);
  throw badRequest(key === undefined ? flaw.message : invalidField(String(key), flaw.value, flaw.message));
}

/** What is wrong with one field of a body. */
export function invalidField(name: string, value: unknown, message: string): string {
  return `Invalid input for field/attribute ${name}. Value: ${pythonText(value)}. ${message}`;
}

/** The body as JSON. Cinder breaks where it expects one and there is none. */
export function jsonBody(request: CloudRequest): unknown {
  const text = request.body.toString('utf8');
  if (text === '') throw internalError();
  let body: unknown;
  try {
    body = JSON.parse(text);
  } catch {
    throw badRequest('Malformed request body');
  }
  if (isObject(body)) return body;
  throw badRequest('Malformed request body');
}

const UUID = /^[0-9a-f]{8}-?([0-9a-f]{4}-?){3}[0-9a-f]{12}$/i;

/** Whether Cinder takes a text for an identifier, with hyphens or without. */
export function isUuid(value: unknown): boolean {
  return typeof value === 'string' && UUID.test(value);
}

const YES = ['1', 't', 'true', 'on', 'y', 'yes'];
const NO = ['0', 'f', 'false', 'off', 'n', 'no'];

/** A word of a query or a body as a boolean, as oslo reads it; nothing if it is none. */
export function booleanOf(value: unknown): boolean | undefined {
  if (typeof value === 'boolean') return value;
  const word = pythonText(value).trim().toLowerCase();
  return YES.includes(word) ? true : NO.includes(word) ? false : undefined;
}

/** A yes or no of the query; no if it is not there. */
export function flagIn(query: URLSearchParams, name: string): boolean {
  const text = query.getAll(name).at(-1);
  if (text === undefined) return false;
  const flag = booleanOf(text);
  if (flag === undefined) throw badRequest(`Value '${text}' for '${name}' is not a boolean.`);
  return flag;
}

/** The answer to a call that has nothing to say. */
export const accepted: CloudReply = {
  status: 202,
  headers: { 'Content-Type': 'text/html; charset=UTF-8' },
};
