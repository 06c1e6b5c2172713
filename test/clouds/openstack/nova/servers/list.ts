import type { CloudReply, JsonObject } from '../../http/exchange.ts';
import type { Context } from '../context.ts';
import { badRequest, fault } from '../errors.ts';
import { nextLink } from '../links.ts';
import { lastOf, limitOf } from '../paging.ts';
import { enforce } from '../policy.ts';
import { ok } from '../route.ts';
import type { Server } from '../rows.ts';
import { checkQuery } from '../schema/check.ts';
import { serverQuery } from '../schemas/servers.ts';
import { boolOf, notBool } from '../values.ts';
import { testsOf } from './filters.ts';
import { viewServer, viewServerBriefly } from './view.ts';

/** What a list is sorted by. */
const KEYS: Readonly<Record<string, (row: Server) => string | number | null>> = {
  created_at: (row) => row.created_at,
  updated_at: (row) => row.updated_at,
  launched_at: (row) => row.launched_at,
  display_name: (row) => row.name.toLowerCase(),
  display_description: (row) => row.description,
  hostname: (row) => row.hostname,
  host: (row) => row.host,
  node: (row) => row.host,
  image_ref: (row) => row.image_id,
  instance_type_id: (row) => Number(row.flavor.id),
  key_name: (row) => row.key_name,
  launch_index: (row) => row.launch_index,
  locked_by: (row) => row.locked_by,
  locked: (row) => Number(row.locked_by !== null),
  power_state: (row) => row.power_state,
  project_id: (row) => row.project_id,
  root_device_name: (row) => row.root_device_name,
  task_state: (row) => row.task_state,
  user_id: (row) => row.user_id,
  uuid: (row) => row.id,
  vm_state: (row) => row.vm_state,
  access_ip_v4: (row) => row.access_ip_v4,
  access_ip_v6: (row) => row.access_ip_v6,
  availability_zone: (row) => row.availability_zone,
  config_drive: (row) => Number(row.config_drive),
};

/** `GET /servers` and `GET /servers/detail` */
export function listServers(context: Context, verb: 'index' | 'detail'): CloudReply {
  const { state, who } = context;
  const query = checkQuery(serverQuery(context.version), context.request.query);
  const tests = testsOf(context, ownFilters(query));
  if (!tests) return ok({ servers: [] });
  const isOfAll = wantsAll(query);
  if (isOfAll) enforce(context, `servers:${verb}:get_all_tenants`);
  const projectTest = isOfAll ? [] : [(row: Server) => row.project_id === who.projectId];
  const rows = state.servers
    .all()
    .filter((row) => [...projectTest, ...tests].every((test) => test(row)))
    .sort(orderOf(context, query));
  const page = pageOf(context, query, rows);
  const path = verb === 'detail' ? 'servers/detail' : 'servers';
  const view = verb === 'detail' ? viewServer : viewServerBriefly;
  return ok({
    servers: page.map((row): JsonObject => view(row, context)),
    ...nextLink(
      context,
      { collection: 'servers', path },
      query,
      page.map((row) => row.id),
    ),
  });
}

const NO_FILTERS = ['limit', 'marker', 'sort_key', 'sort_dir', 'all_tenants'];

/** The parameters that say which servers; a project alone is asked for with those of all. */
function ownFilters(query: URLSearchParams): URLSearchParams {
  const dropped = wantsAll(query) ? NO_FILTERS : [...NO_FILTERS, 'tenant_id', 'project_id'];
  return new URLSearchParams([...query].filter(([name]) => !dropped.includes(name)));
}

/** The parameter alone is a yes. */
function wantsAll(query: URLSearchParams): boolean {
  const wanted = lastOf(query, 'all_tenants');
  if (wanted === undefined || wanted === '') return wanted === '';
  const value = boolOf(wanted);
  if (value === undefined) throw badRequest(notBool(wanted));
  return value;
}

type Compare = (a: Server, b: Server) => number;

function orderOf({ who }: Context, query: URLSearchParams): Compare {
  const keys = query.getAll('sort_key');
  const directions = query.getAll('sort_dir');
  const inner = keys.find((key) => key === 'host' || key === 'node');
  if (inner !== undefined && !who.isAdmin) {
    throw fault(403, `Only administrators can sort servers by ${inner}`);
  }
  const wanted = keys.length > 0 ? keys : ['created_at'];
  const [usual = 'desc'] = directions;
  const orders = [...wanted, 'number'].map((key, index): Compare => {
    const sign = (directions[index] ?? usual) === 'asc' ? 1 : -1;
    const value = key === 'number' ? (row: Server) => row.number : KEYS[key];
    return (a, b) => sign * (value ? compare(value(a), value(b)) : 0);
  });
  return (a, b) => orders.reduce((found, order) => (found === 0 ? order(a, b) : found), 0);
}

/** What is not there comes first. */
function compare(a: string | number | null, b: string | number | null): number {
  if (a === b) return 0;
  if (a === null || b === null) return a === null ? -1 : 1;
  return a < b ? -1 : 1;
}

function pageOf(context: Context, query: URLSearchParams, rows: readonly Server[]): Server[] {
  const marker = lastOf(query, 'marker');
  const last = marker === undefined ? -1 : rows.findIndex((row) => row.id === marker);
  if (marker !== undefined && last === -1) throw badRequest(`marker [${marker}] not found`);
  return rows.slice(last + 1).slice(0, limitOf(query, context.state.pageLimit));
}
