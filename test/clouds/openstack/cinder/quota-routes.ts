import { isObject, type CloudReply, type JsonObject } from '../http/exchange.ts';
import { pythonRepr } from '../neutron/values/python.ts';
import { adminOnly, bodyOf, flagIn, type Context, type Parameters } from './context.ts';
import { badRequest, forbidden, invalidInput, malformed } from './errors.ts';
import { limitOf, quotaNames, usedBy, usualLimit } from './quota.ts';
import { wrapped } from './schemas.ts';

const POLICY = 'volume_extension:quotas';
const NOT_LIMITS = ['tenant_id', 'id'];
const LARGEST = 2_147_483_647;

/** A project sees its own limits; those of others are for administrators. */
function refuseOthers({ who }: Context, project: string): void {
  if (!who.isAdmin && project !== who.projectId) throw forbidden(`${POLICY}:show`);
}

function limits({ state }: Context, project: string): JsonObject {
  return Object.fromEntries(quotaNames(state).map((name) => [name, limitOf(state, project, name)]));
}

/** `GET /os-quota-sets/{project}` */
export function showQuotas(context: Context, { project }: Parameters): CloudReply {
  const { state, request } = context;
  refuseOthers(context, project!);
  if (!flagIn(request.query, 'usage')) {
    return { status: 200, body: { quota_set: { ...limits(context, project!), id: project! } } };
  }
  const details = quotaNames(state).map((name) => [
    name,
    { limit: limitOf(state, project!, name), in_use: usedBy(state, project!, name), reserved: 0 },
  ]);
  // Boundary: pairs of a name and a value.
  const shown = Object.fromEntries(details as [string, JsonObject][]);
  return { status: 200, body: { quota_set: { ...shown, id: project! } } };
}

function usual({ state }: Context): JsonObject {
  return Object.fromEntries(quotaNames(state).map((name) => [name, usualLimit(state, name)]));
}

/** `GET /os-quota-sets/{project}/defaults` */
export function showUsualQuotas(context: Context, { project }: Parameters): CloudReply {
  refuseOthers(context, project!);
  return { status: 200, body: { quota_set: { ...usual(context), id: project! } } };
}

/** `GET /os-quota-class-sets/{class}` */
export function showQuotaClass(context: Context, { name }: Parameters): CloudReply {
  adminOnly(context, 'volume_extension:quota_classes:get');
  return { status: 200, body: { quota_class_set: { ...usual(context), id: name! } } };
}

/** `PUT /os-quota-sets/{project}` */
export function updateQuotas(context: Context, { project }: Parameters): CloudReply {
  const { state } = context;
  const given = quotasIn(context);
  adminOnly(context, `${POLICY}:update`);
  for (const [name, value] of Object.entries(given)) {
    if (typeof value === 'string') throw malformed();
    const used = usedBy(state, project!, name);
    if (value >= 0 && value < used) throw tooSmall(name, used);
  }
  const old = state.quotaSets.get(project!);
  // Boundary: texts are refused by now.
  const row = { id: project!, limits: { ...old?.limits, ...(given as Record<string, number>) } };
  if (old) state.quotaSets.replace(row);
  else state.quotaSets.insert(row);
  return { status: 200, body: { quota_set: limits(context, project!) } };
}

function tooSmall(name: string, used: number): Error {
  return badRequest(
    `Quota limit for ${name} must be equal or greater than existing resources. Current usage is ${used}.`,
  );
}

/** What is a number in a text passes here, and is refused later. */
function quotasIn(context: Context): Record<string, number | string> {
  const body = bodyOf(context, wrapped('quota_set', { type: 'object', minProperties: 1 }))['quota_set'];
  const given = isObject(body) ? body : {};
  const names = quotaNames(context.state);
  const bad = Object.keys(given).filter((name) => !names.includes(name) && !NOT_LIMITS.includes(name));
  for (const [name, value] of Object.entries(given)) {
    if (names.includes(name)) checkInteger(name, value);
  }
  if (bad.length > 0) throw invalidInput(`Bad key(s) in quota set: ${bad.join(', ')}`);
  // Boundary: every value is an integer, or a text that holds one.
  return Object.fromEntries(Object.entries(given).filter(([name]) => !NOT_LIMITS.includes(name))) as Record<
    string,
    number | string
  >;
}

function checkInteger(name: string, value: unknown): void {
  if (!/^'?\s*[+-]?\d+\s*'?$/.test(pythonRepr(value))) throw badRequest(`${name} must be an integer`);
  if (Number(value) < -1) throw badRequest(`${name} must be >= -1`);
  if (Number(value) > LARGEST) throw badRequest(`${name} must be <= ${LARGEST}`);
}

/** `DELETE /os-quota-sets/{project}`: the usual limits hold again. */
export function deleteQuotas(context: Context, { project }: Parameters): CloudReply {
  adminOnly(context, `${POLICY}:delete`);
  context.state.quotaSets.remove(project!);
  return { status: 200 };
}

/** `GET /limits` */
export function showLimits(context: Context): CloudReply {
  const { state, who } = context;
  const limit = (name: string): number => limitOf(state, who.projectId, name);
  const used = (name: string): number => usedBy(state, who.projectId, name);
  const absolute = {
    maxTotalVolumes: limit('volumes'),
    maxTotalSnapshots: limit('snapshots'),
    maxTotalVolumeGigabytes: limit('gigabytes'),
    maxTotalBackups: limit('backups'),
    maxTotalBackupGigabytes: limit('backup_gigabytes'),
    totalVolumesUsed: used('volumes'),
    totalGigabytesUsed: used('gigabytes'),
    totalSnapshotsUsed: used('snapshots'),
    totalBackupsUsed: 0,
    totalBackupGigabytesUsed: 0,
  };
  return { status: 200, body: { limits: { rate: [], absolute } } };
}
