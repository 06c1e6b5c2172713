import type { CloudReply, CloudRequest, JsonObject } from '../http/exchange.ts';
import { isObject } from '../http/exchange.ts';
import { pythonRepr } from '../neutron/values/python.ts';
import { filterOf, type Filters } from './filters.ts';
import type { Route } from '../http/routes.ts';
import type { Identified, Table } from '../store/table.ts';
import { enforce, type Target } from './policy.ts';
import { missing, notFound, refuse } from './refusals.ts';
import type { Caller } from './rows.ts';
import type { IdentityState } from './state.ts';

/** What is known before the caller is. */
export interface OpenContext {
  readonly state: IdentityState;
  readonly request: CloudRequest;
}

/** What a handler of the identity service gets. */
export interface IdentityContext extends OpenContext {
  readonly caller: Caller;
}

/** A kind of thing that is listed, shown, made, changed and deleted alike. */
export interface Entity<Row extends Identified> {
  readonly member: string;
  readonly collection: string;
  /** In messages, if it is not `member` with blanks. */
  readonly noun?: string;
  readonly table: (state: IdentityState) => Table<Row>;
  readonly view: (row: Row, context: IdentityContext) => JsonObject;
  /** Query parameters that narrow a list, and what of a row they are compared with. */
  readonly filters: Filters<Row>;
  /** Which rows a list has before it is narrowed; all without it. */
  readonly isListed?: (row: Row, context: IdentityContext) => boolean;
  /** What the policy compares the caller with. */
  readonly target?: (row: Row) => Target;
  /** Whether one that the caller may not see looks as one that is not there; else 404 comes before 403. */
  readonly isHidden?: boolean;
  readonly create?: (values: JsonObject, context: IdentityContext) => Row;
  readonly update?: (row: Row, values: JsonObject, context: IdentityContext) => Row;
  /** Checks, and takes along what belongs to the row. The row itself is removed by the caller. */
  readonly remove?: (row: Row, context: IdentityContext) => void;
}

/** The usual five routes of an entity. */
export function entityRoutes<Row extends Identified>(entity: Entity<Row>): Route<IdentityContext>[] {
  const { collection, member, create, update, remove } = entity;
  const one = `/v3/${collection}/:id`;
  const routes: Route<IdentityContext>[] = [
    { method: 'GET', path: `/v3/${collection}`, handle: (context) => list(entity, context) },
    {
      method: 'GET',
      path: one,
      handle: (context, { id = '' }) => ({
        status: 200,
        body: { [member]: shown(entity, find(entity, context, 'get', id), context) },
      }),
    },
  ];
  if (create) {
    routes.push({
      method: 'POST',
      path: `/v3/${collection}`,
      handle(context) {
        enforce(`create_${member}`, context.caller);
        const row = entity.table(context.state).insert(create(valuesOf(context.request, member), context));
        return { status: 201, body: { [member]: shown(entity, row, context) } };
      },
    });
  }
  if (update) {
    routes.push({
      method: 'PATCH',
      path: one,
      handle(context, { id = '' }) {
        const old = find(entity, context, 'update', id);
        const values = valuesOf(context.request, member);
        if (Object.keys(values).length === 0) throw refuse(400, '{} does not have enough properties');
        const row = entity.table(context.state).replace(update(old, values, context));
        return { status: 200, body: { [member]: shown(entity, row, context) } };
      },
    });
  }
  if (remove) {
    routes.push({
      method: 'DELETE',
      path: one,
      handle(context, { id = '' }) {
        const row = find(entity, context, 'delete', id);
        remove(row, context);
        entity.table(context.state).remove(row.id);
        return { status: 204 };
      },
    });
  }
  return routes;
}

function list<Row extends Identified>(entity: Entity<Row>, context: IdentityContext): CloudReply {
  enforce(`list_${entity.collection}`, context.caller);
  const passes = filterOf(entity.filters, context.request.query);
  // Who has opened one domain sees what is in it.
  const domain = context.caller.domainId;
  const rows = entity
    .table(context.state)
    .all()
    .filter((row) => entity.isListed?.(row, context) !== false)
    .filter((row) => domain === undefined || [undefined, domain].includes(entity.target?.(row).domainId))
    .filter(passes)
    .sort((a, b) => (a.id < b.id ? -1 : 1));
  return listReply(
    entity.collection,
    rows.map((row) => shown(entity, row, context)),
    context.request,
  );
}

/** A list with the links that Keystone puts beside it. */
export function listReply(collection: string, items: readonly unknown[], request: CloudRequest): CloudReply {
  const query = request.query.toString();
  const self = `${request.origin}${request.path}${query === '' ? '' : `?${query}`}`;
  return { status: 200, body: { [collection]: items, links: { next: null, self, previous: null } } };
}

function find<Row extends Identified>(
  entity: Entity<Row>,
  context: IdentityContext,
  verb: string,
  id: string,
): Row {
  const action = `${verb}_${entity.member}`;
  const row = entity.table(context.state).get(id);
  if (row) {
    enforce(action, context.caller, entity.target?.(row));
    return row;
  }
  if (entity.isHidden === true) enforce(action, context.caller);
  throw notFound(entity.noun ?? entity.member.replace(/_/g, ' '), id);
}

/** A row with its link, as a list and a single answer show it. */
export function shown<Row extends Identified>(
  entity: Entity<Row>,
  row: Row,
  context: IdentityContext,
): JsonObject {
  const self = `${context.request.origin}/v3/${entity.collection}/${row.id}`;
  return { ...entity.view(row, context), links: { self } };
}

/** The object under `member` in the body; an empty one if there is none, which then lacks what is required. */
export function valuesOf(request: CloudRequest, member: string): JsonObject {
  const values = bodyOf(request)[member] ?? {};
  if (!isObject(values)) throw refuse(400, `${JSON.stringify(values)} is not of type 'object'`);
  return values;
}

/** The body as a JSON object. */
export function bodyOf(request: CloudRequest): JsonObject {
  if (request.body.length === 0) return {};
  if (request.headers['content-type']?.startsWith('application/json') === false) {
    throw missing('application/json', 'Content-Type header');
  }
  try {
    const value: unknown = JSON.parse(request.body.toString('utf8'));
    if (isObject(value)) return value;
  } catch {
    // refused below
  }
  throw missing('valid JSON', 'request body');
}

/** A text of the body, or a refusal as of Keystone's schemas. */
export function textOf(values: JsonObject, name: string, limit = 255): string {
  const value = values[name];
  if (value === undefined) throw refuse(400, `'${name}' is a required property`);
  if (typeof value !== 'string') {
    throw refuse(400, `Invalid input for field '${name}': ${JSON.stringify(value)} is not of type 'string'`);
  }
  const wrong = value.trim() === '' ? 'is too short' : value.length > limit ? 'is too long' : undefined;
  if (wrong !== undefined) throw refuse(400, `Invalid input for field '${name}': '${value}' ${wrong}`);
  return value;
}

/** A truth of the body, or nothing if it has none. */
export function flagOf(values: JsonObject, name: string): boolean | undefined {
  const value = values[name];
  if (value === undefined || typeof value === 'boolean') return value;
  throw refuse(400, `Invalid input for field '${name}': ${pythonRepr(value)} is not of type 'boolean'`);
}

/** The tags of the body, or nothing if it has none. */
export function tagsOf(values: JsonObject): string[] | undefined {
  const { tags } = values;
  return Array.isArray(tags) ? tags.map(String) : undefined;
}
