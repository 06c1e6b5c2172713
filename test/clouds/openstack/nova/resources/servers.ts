import type { CloudReply } from '../../http/exchange.ts';
import type { Context } from '../context.ts';
import { badRequest, notFound } from '../errors.ts';
import { lastOf } from '../paging.ts';
import { enforce } from '../policy.ts';
import { get, ok, post, put, remove, since, type ComputeRoute, type Handle } from '../route.ts';
import { checkQuery } from '../schema/check.ts';
import { serverQuery } from '../schemas/servers.ts';
import { boolOf, notBool } from '../values.ts';

/** What can be asked about one server. */
const PARTS = [
  ...['ips', 'metadata', 'os-instance-actions', 'os-interface', 'os-security-groups'],
  'os-volume_attachments',
];

/** Servers: there are none yet, and nobody can make any. What is asked about them is answered as in an empty cloud. */
export const serverRoutes: readonly ComputeRoute[] = [
  get('/servers', (context) => list(context, 'index')),
  get('/servers/detail', (context) => list(context, 'detail')),
  get('/servers/:id', none),
  put('/servers/:id', none),
  remove('/servers/:id', none),
  post('/servers/:id/action', none),
  ...PARTS.map((part) => get(`/servers/:id/${part}`, none)),
  get(
    '/servers/:id/tags',
    since(26, (_context, { id = '' }) => {
      throw notFound(`Instance ${id} has no mapping to a cell.`);
    }),
  ),
];

function none(...[, { id = '' }]: Parameters<Handle>): never {
  throw notFound(`Instance ${id} could not be found.`);
}

function list(context: Context, verb: string): CloudReply {
  const query = checkQuery(serverQuery(context.version), context.request.query);
  const wanted = lastOf(query, 'all_tenants');
  // The parameter alone is a yes.
  const isOfAll = wanted === undefined ? false : wanted === '' ? true : boolOf(wanted);
  if (isOfAll === undefined) throw badRequest(notBool(wanted!));
  if (isOfAll) enforce(context, `servers:${verb}:get_all_tenants`);
  const marker = lastOf(query, 'marker');
  if (marker !== undefined) throw badRequest(`marker [${marker}] not found`);
  return ok({ servers: [] });
}
