import type { CloudReply, JsonObject } from '../../http/exchange.ts';
import type { Context } from '../context.ts';
import { badRequest, fault, notFound } from '../errors.ts';
import { numberOf } from '../paging.ts';
import { enforce, requireProject } from '../policy.ts';
import { limitFor, limitsOf, usageOf } from '../quota.ts';
import { get, ok, post, remove, type ComputeRoute } from '../route.ts';
import type { ServerGroup } from '../rows.ts';
import { checkBody, checkQuery } from '../schema/check.ts';
import { newServerGroup, serverGroupQuery } from '../schemas/server-groups.ts';

const ONE = '/os-server-groups/:id';

/** Servers that shall run together, or apart. */
export const serverGroupRoutes: readonly ComputeRoute[] = [
  get('/os-server-groups', list),
  post('/os-server-groups', create),
  get(ONE, (context, { id = '' }) => ok({ server_group: view(find(context, id, 'show'), context) })),
  remove(ONE, (context, { id = '' }) => {
    context.state.serverGroups.remove(find(context, id, 'delete').id);
    return { status: 204 };
  }),
];

function list(context: Context): CloudReply {
  const { state, who, version, request } = context;
  const query = checkQuery(serverGroupQuery(version >= 75), request.query);
  enforce(context, 'os-server-groups:index');
  const isOfAll = who.isAdmin && (query.has('all_projects') || who.projectId === undefined);
  const rows = isOfAll ? state.serverGroups.all() : state.serverGroups.by('project', who.projectId ?? '');
  const first = numberOf(query, 'offset') ?? 0;
  const wanted = numberOf(query, 'limit') ?? 0;
  const limit = wanted === 0 ? state.pageLimit : Math.min(wanted, state.pageLimit);
  return ok({ server_groups: rows.slice(first, first + limit).map((row) => view(row, context)) });
}

function create(context: Context): CloudReply {
  const { state, version, who } = context;
  checkBody(newServerGroup(version), context.body);
  enforce(context, 'os-server-groups:create');
  requireProject(context);
  refuseTooMany(context);
  // Boundary: its shape was checked.
  const { server_group: given } = context.body as { readonly server_group: Given };
  const policy = given.policy ?? given.policies?.[0] ?? '';
  const rules = given.rules ?? {};
  if (policy !== 'anti-affinity' && Object.keys(rules).length > 0) {
    throw badRequest('Only anti-affinity policy supports rules.');
  }
  const row = state.serverGroups.insert({
    id: state.ids.uuid(),
    name: given.name,
    policy,
    rules: Object.fromEntries(Object.entries(rules).map(([name, value]) => [name, Number(value)])),
    project_id: who.projectId ?? null,
    user_id: who.userId,
  });
  return ok({ server_group: view(row, context) });
}

interface Given {
  readonly name: string;
  readonly policies?: readonly string[];
  readonly policy?: string;
  readonly rules?: Readonly<Record<string, number | string>>;
}

/** Both the project's limit and the user's own hold. */
function refuseTooMany(context: Context): void {
  const { state, who } = context;
  const projectId = who.projectId ?? '';
  const checks = [
    [usageOf(state, 'server_groups', projectId), limitsOf(state, projectId)['server_groups'] ?? -1],
    [usageOf(state, 'server_groups', projectId, who.userId), limitFor(context, 'server_groups')],
  ] as const;
  for (const [count, limit] of checks) {
    if (limit >= 0 && count + 1 > limit) throw fault(403, 'Quota exceeded, too many server groups.');
  }
}

/** A group of another project is as if there were none. */
function find(context: Context, id: string, verb: string): ServerGroup {
  const row = context.state.serverGroups.get(id.toLowerCase());
  if (!row || (!context.who.isAdmin && row.project_id !== (context.who.projectId ?? null))) {
    throw notFound(`Instance group ${id} could not be found.`);
  }
  enforce(context, `os-server-groups:${verb}`, { projectId: row.project_id ?? undefined });
  return row;
}

function view(row: ServerGroup, { state, version }: Context): JsonObject {
  const { id, name, policy, rules, project_id, user_id } = row;
  return {
    id,
    name,
    ...(version >= 64 ? { policy, rules } : { policies: [policy], metadata: {} }),
    members: state.servers.by('group', id).map((server) => server.id),
    ...(version >= 13 ? { project_id, user_id } : {}),
  };
}
