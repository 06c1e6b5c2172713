import type { CloudReply, CloudRequest, JsonObject } from '../http/exchange.ts';
import {
  attributesWith,
  prepareCreate,
  prepareUpdate,
  resourcesIn,
  oneIn,
  type Values,
} from './attributes/prepare.ts';
import type { Context } from './context.ts';
import { badRequest, httpNotFound, internalError } from './errors.ts';
import { checkIfMatch } from './if-match.ts';
import type { Kind, OwnedRow } from './kind.ts';
import { checkWrite, isAllowed, notAuthorized } from './policy/enforce.ts';
import { checkQuota } from './quota.ts';
import { onlyFields, shownTo } from './show.ts';

/** The body as JSON; an object, or a refusal. */
export function jsonBody(request: CloudRequest): JsonObject {
  if (request.body.length === 0) return {};
  try {
    const value: unknown = JSON.parse(request.body.toString('utf8'));
    // Boundary: it is an object and no list.
    if (typeof value === 'object' && value !== null && !Array.isArray(value)) return value as JsonObject;
  } catch {
    // refused below
  }
  throw badRequest('Body contains invalid data');
}

/** The row with this id as far as the caller may know of it; else 404. */
export function findRow<Row extends OwnedRow>(
  kind: Pick<Kind<Row>, 'table' | 'isVisible' | 'notFound'>,
  id: string,
  context: Context,
): Row {
  const row = kind.table(context.state).get(id);
  if (!row || !(context.who.isAdmin || kind.isVisible(row, context))) throw kind.notFound(id);
  return row;
}

/** `GET /v2.0/{collection}/{id}` */
export function show(kind: Kind, id: string, request: CloudRequest, context: Context): CloudReply {
  const resource = kind.view(findRow(kind, id, context), context);
  if (!isAllowed(context, `get_${kind.member}`, resource)) throw httpNotFound();
  const fields = request.query.getAll('fields');
  return { status: 200, body: { [kind.member]: onlyFields(shownTo(kind, resource, context), fields) } };
}

/** `POST /v2.0/{collection}`, of one or of several; several are made all or none. */
export function create(kind: Kind, request: CloudRequest, context: Context): CloudReply {
  if (!kind.create) throw httpNotFound();
  const body = jsonBody(request);
  refuseBulk(kind, body);
  const { items, isBulk } = resourcesIn(body, kind.member, kind.collection);
  const attributes = attributesWith(kind.attributes, context.state.extensions);
  const prepared = items.map((item) => prepareCreate(item, attributes, context.who));
  for (const values of prepared) kind.beforeCreate?.(values, context);
  checkQuota(kind, prepared, context);
  for (const values of prepared) refuseCreate(kind, values, context);
  if (isBulk) kind.beforeBulk?.(prepared, context);
  const made = prepared.map((values) => kind.create!(values, context));
  const shown = made.map((row) => {
    // What was made along the way may have changed the row.
    const now = kind.table(context.state).get(row.id) ?? row;
    return shownTo(kind, kind.viewNew?.(now, context) ?? kind.view(now, context), context);
  });
  return { status: 201, body: isBulk ? { [kind.collection]: shown } : { [kind.member]: shown[0] } };
}

function refuseBulk(kind: Kind, body: JsonObject): void {
  if (!kind.bulk || !(kind.collection in body)) return;
  if (kind.bulk === 'refused') throw badRequest('Bulk operation not supported');
  if (kind.bulk === 'unknown') throw badRequest(`Unable to find '${kind.member}' in request body`);
  throw internalError();
}

function refuseCreate(kind: Kind, values: Values, context: Context): void {
  const attributes = attributesWith(kind.attributes, context.state.extensions);
  const verdict = checkWrite(context, `create_${kind.member}`, values, values, attributes);
  if (!verdict.isAllowed) throw notAuthorized(verdict.words);
}

/** `PUT /v2.0/{collection}/{id}` */
export function update(kind: Kind, id: string, request: CloudRequest, context: Context): CloudReply {
  const body = jsonBody(request);
  if (kind.collection in body) throw badRequest('Bulk operation not supported');
  const attributes = attributesWith(kind.attributes, context.state.extensions);
  const values =
    kind.member in body ? prepareUpdate(oneIn(body, kind.member), attributes, context.who) : undefined;
  const expected = checkIfMatch(request, context);
  const row = findRow(kind, id, context);
  const resource = kind.view(row, context);
  const target = { ...resource, ...values };
  const verdict = checkWrite(context, `update_${kind.member}`, target, values ?? {}, attributes);
  if (!verdict.isAllowed) throw refusedWrite(kind, target, verdict.words, context);
  if (!values) throw badRequest(`Unable to find '${kind.member}' in request body`);
  expected(row);
  if (!kind.update) throw httpNotFound();
  const changed = kind.update(row, values, context);
  const now = kind.table(context.state).get(changed.id) ?? changed;
  return { status: 200, body: { [kind.member]: shownTo(kind, kind.view(now, context), context) } };
}

/** 403 for what the caller can see, 404 for what he should not know of. */
function refusedWrite(kind: Kind, target: JsonObject, words: string, context: Context): Error {
  return isAllowed(context, `get_${kind.member}`, target) ? notAuthorized(words) : httpNotFound();
}

/** `DELETE /v2.0/{collection}/{id}` */
export function remove(kind: Kind, id: string, request: CloudRequest, context: Context): CloudReply {
  if (!kind.remove) throw httpNotFound();
  const expected = checkIfMatch(request, context);
  const row = findRow(kind, id, context);
  const resource = kind.view(row, context);
  const action = `delete_${kind.member}`;
  if (!isAllowed(context, action, resource)) throw refusedWrite(kind, resource, `rule:${action}`, context);
  if (request.body.length > 0) throw badRequest('Request body is not supported in DELETE.');
  expected(row);
  kind.remove(row, context);
  return { status: 204 };
}

/** `PUT /v2.0/{collection}/{id}/{action}` */
export function act(
  kind: Kind,
  id: string,
  action: string,
  request: CloudRequest,
  context: Context,
): CloudReply {
  const run = kind.actions?.[action];
  if (!run) throw httpNotFound();
  const body = jsonBody(request);
  const row = findRow(kind, id, context);
  return { status: 200, body: run(row, body, context) };
}
