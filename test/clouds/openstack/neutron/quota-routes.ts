import type { CloudReply, CloudRequest, JsonObject } from '../http/exchange.ts';
import { isObject } from '../http/exchange.ts';
import type { Context } from './context.ts';
import { jsonBody } from './crud.ts';
import { badRequest, internalError, refuse } from './errors.ts';
import type { Kind } from './kind.ts';
import { limitOf } from './quota.ts';
import { notAuthorized } from './policy/enforce.ts';
import { range } from './values/check.ts';
import { toInteger } from './values/convert.ts';

/** `/v2.0/quotas[/{project}[/default|/details.json]]` */
export function answerQuotas(
  parts: readonly string[],
  kinds: readonly Kind[],
  request: CloudRequest,
  context: Context,
): CloudReply {
  const counted = kinds.filter((kind) => kind.hasQuota === true);
  const [project, view, ...rest] = parts;
  if (rest.length > 0) throw refuse(404, 'HTTPNotFound', 'The resource could not be found.');
  if (project === undefined) return listAll(counted, request, context);
  if (request.method === 'GET') refuseOthers(project, view, context);
  // The client asks by this name who he is.
  if (project === 'tenant') return { status: 200, body: { tenant: { tenant_id: context.who.projectId } } };
  if (view === 'default') return { status: 200, body: { quota: defaults(counted, context) } };
  if (view === 'details' || view === 'details.json') {
    return { status: 200, body: { quota: details(counted, project, context) } };
  }
  if (view !== undefined) throw refuse(404, 'HTTPNotFound', 'The resource could not be found.');
  if (request.method === 'GET') return { status: 200, body: { quota: limits(counted, project, context) } };
  const verb = request.method === 'DELETE' ? 'delete' : 'update';
  if (!context.who.isAdmin) throw notAuthorized(`rule:${verb}_quota`);
  if (request.method === 'DELETE') {
    if (!context.state.projectQuotas.get(project)) {
      throw refuse(404, 'TenantQuotaNotFound', `Quota for tenant ${project} could not be found.`);
    }
    context.state.projectQuotas.remove(project);
    return { status: 204 };
  }
  return setLimits(counted, project, request, context);
}

/** A project sees its own limits; those of others are for administrators. */
function refuseOthers(project: string, view: string | undefined, { who }: Context): void {
  if (who.isAdmin || project === 'tenant' || project === who.projectId) return;
  if (view?.startsWith('details') !== true) throw notAuthorized('rule:get_quota');
  throw refuse(
    403,
    'AdminRequired',
    'User does not have admin privileges: Only admin is authorized to access quotas for another project.',
  );
}

function listAll(counted: readonly Kind[], request: CloudRequest, context: Context): CloudReply {
  if (request.method !== 'GET') {
    throw refuse(501, 'HTTPNotImplemented', `${request.method} requests are not supported on this resource.`);
  }
  if (!context.who.isAdmin) throw notAuthorized('rule:get_quota');
  const quotas = context.state.projectQuotas.all().map((row) => ({
    ...limits(counted, row.id, context),
    tenant_id: row.id,
    project_id: row.id,
  }));
  return { status: 200, body: { quotas } };
}

function limits(counted: readonly Kind[], project: string, { state }: Context): JsonObject {
  return Object.fromEntries(counted.map(({ member }) => [member, limitOf(state, project, member)]));
}

function defaults(counted: readonly Kind[], { state }: Context): JsonObject {
  return Object.fromEntries(counted.map(({ member }) => [member, state.quotas[member] ?? -1]));
}

function details(counted: readonly Kind[], project: string, { state }: Context): JsonObject {
  return Object.fromEntries(
    counted.map((kind) => [
      kind.member,
      {
        limit: limitOf(state, project, kind.member),
        used: kind.table(state).count('tenant', project),
        reserved: 0,
      },
    ]),
  );
}

function setLimits(
  counted: readonly Kind[],
  project: string,
  request: CloudRequest,
  context: Context,
): CloudReply {
  const { state } = context;
  const body = jsonBody(request);
  if (Object.keys(body).length === 0) throw internalError();
  const given = body['quota'];
  if (!isObject(given)) throw badRequest("Unable to find 'quota' in request body");
  const unknown = Object.keys(given).filter((name) => !counted.some((kind) => kind.member === name));
  if (unknown.length > 0) throw badRequest(`Unrecognized attribute(s) '${unknown.join(', ')}'`);
  const asked = Object.entries(given).map(([name, value]) => {
    const limit = toInteger(value);
    const wrong = range(-1, 2_147_483_647)(limit);
    if (wrong !== undefined) throw badRequest(`Invalid input for ${name}. Reason: ${wrong}.`);
    return [name, limit] as const;
  });
  const old = state.projectQuotas.get(project);
  const row = { id: project, limits: { ...old?.limits, ...Object.fromEntries(asked) } };
  if (old) state.projectQuotas.replace(row);
  else state.projectQuotas.insert(row);
  return { status: 200, body: { quota: limits(counted, project, context) } };
}
