import { isObject, type CloudReply, type JsonObject } from '../../http/exchange.ts';
import type { Context } from '../context.ts';
import { badRequest, internalError } from '../errors.ts';
import { enforce } from '../policy.ts';
import { limitsOf, ownLimits, PER_PROJECT, quotaSetId, usageOf, type Limits } from '../quota.ts';
import { get, ok, put, remove, type ComputeRoute } from '../route.ts';
import { checkBody, checkQuery } from '../schema/check.ts';
import { changedQuotas, quotaQuery, resourcesIn } from '../schemas/quota-sets.ts';
import type { ComputeState } from '../state.ts';
import { boolOf } from '../values.ts';

const ONE = '/os-quota-sets/:project';

/** The limits of projects, and of users in them. */
export const quotaSetRoutes: readonly ComputeRoute[] = [
  get(ONE, (context, { project = '' }) => {
    const userId = userOf(context);
    enforce(context, 'os-quota-sets:show', { projectId: project });
    refuseUnknown(context, project);
    return view(context, limitsOf(context.state, project, userId), project);
  }),
  get(`${ONE}/detail`, (context, { project = '' }) => {
    const userId = userOf(context);
    enforce(context, 'os-quota-sets:detail', { projectId: project });
    refuseUnknown(context, project);
    const limits = limitsOf(context.state, project, userId);
    const details = Object.entries(limits).map(([name, limit]) => [
      name,
      { limit, in_use: usageOf(context.state, name, project, userId), reserved: 0 },
    ]);
    return view(context, Object.fromEntries(details) as JsonObject, project);
  }),
  get(`${ONE}/defaults`, (context, { project = '' }) => {
    enforce(context, 'os-quota-sets:defaults', { projectId: project });
    refuseUnknown(context, project);
    return view(context, context.state.quotas, project);
  }),
  put(ONE, change),
  remove(ONE, (context, { project = '' }) => {
    const userId = userOf(context);
    enforce(context, 'os-quota-sets:delete', { projectId: project });
    const rows = context.state.quotaSets.by('project', project);
    for (const row of rows) {
      if (userId === undefined || row.userId === userId) context.state.quotaSets.remove(row.id);
    }
    return { status: 202 };
  }),
];

function userOf({ version, request }: Context): string | undefined {
  const wanted = checkQuery(quotaQuery(version >= 75), request.query).get('user_id');
  return wanted === null || wanted === '' ? undefined : wanted;
}

function refuseUnknown(context: Context, project: string): void {
  const { isAdmin, projectId } = context.who;
  // Nova asks with the caller's token, which without a scope leads to no service.
  if (!isAdmin && projectId === undefined) {
    throw badRequest('Nova was unable to find Keystone service endpoint.');
  }
  if (context.isUnknownProject(project)) throw badRequest(`Project ID ${project} is not a valid project.`);
}

function view({ version }: Context, values: JsonObject, project?: string): CloudReply {
  const shown = resourcesIn(version).map((name) => [name, values[name]] as const);
  const id = project === undefined ? {} : { id: project };
  return ok({ quota_set: { ...id, ...Object.fromEntries(shown) } });
}

function change(context: Context, { project = '' }: Readonly<Record<string, string>>): CloudReply {
  const { state, version, body } = context;
  // A slip in Nova's own schema: it takes this key for a schema that is a text.
  if (isObject(body) && 'type' in body) throw internalError('AttributeError');
  checkBody(changedQuotas(version), body);
  const userId = userOf(context);
  enforce(context, 'os-quota-sets:update', { projectId: project });
  refuseUnknown(context, project);
  const given = givenLimits(body);
  if ('networks' in given) throw badRequest('The networks quota has been removed');
  const { force, ...rest } = given;
  const limits = Object.fromEntries(Object.entries(rest).map(([name, value]) => [name, Number(value)]));
  if (boolOf(force ?? false) !== true) refuseBadLimits(state, limits, project, userId);
  store(state, limits, project, userId);
  return view(context, limitsOf(state, project, userId));
}

/** What is no object gets past the schema, and breaks what comes behind it. */
function givenLimits(body: unknown): JsonObject {
  const given = (body as JsonObject)['quota_set'];
  if (isObject(given)) return given;
  throw internalError(typeof given === 'string' || Array.isArray(given) ? 'AttributeError' : 'TypeError');
}

/** A limit is not less than what is used or given to users, and a user's not more than his project has left. */
function refuseBadLimits(
  state: ComputeState,
  limits: Limits,
  project: string,
  userId: string | undefined,
): void {
  for (const [name, limit] of Object.entries(limits)) {
    const { least, most } = rangeOf(state, name, project, userId);
    if (orInfinity(limit) < orInfinity(least)) {
      throw badRequest(
        `Quota limit ${limit} for ${name} must be greater than or equal to already used and reserved ${least}.`,
      );
    }
    if (orInfinity(limit) > orInfinity(most)) {
      throw badRequest(`Quota limit ${limit} for ${name} must be less than or equal to ${most}.`);
    }
  }
}

function rangeOf(
  state: ComputeState,
  name: string,
  project: string,
  userId: string | undefined,
): { readonly least: number; readonly most: number } {
  const whole = limitsOf(state, project)[name] ?? -1;
  const used = usageOf(state, name, project, userId);
  const left = state.quotaSets
    .by('project', project)
    .filter((row) => row.userId !== undefined)
    .reduce((rest, row) => rest - (row.limits[name] ?? 0), whole);
  if (userId === undefined) return { least: Math.max(subtract(whole, left), used), most: -1 };
  const own = ownLimits(state, project, userId)[name] ?? 0;
  return { least: used, most: left < 0 || own < 0 ? -1 : left + own };
}

function subtract(a: number, b: number): number {
  return a < 0 || b < 0 ? -1 : a - b;
}

const orInfinity = (limit: number): number => (limit === -1 ? Infinity : limit);

function store(state: ComputeState, limits: Limits, project: string, userId: string | undefined): void {
  for (const [name, limit] of Object.entries(limits)) {
    const owner = userId === undefined || PER_PROJECT.includes(name) ? undefined : userId;
    const id = quotaSetId(project, owner);
    const old = state.quotaSets.get(id);
    const row = {
      id,
      projectId: project,
      ...(owner === undefined ? {} : { userId: owner }),
      limits: { ...old?.limits, [name]: limit },
    };
    if (old) state.quotaSets.replace(row);
    else state.quotaSets.insert(row);
  }
}
