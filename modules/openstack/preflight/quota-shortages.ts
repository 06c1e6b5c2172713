import { DroverError } from '../../../engine/diagnostics/drover-error.ts';
import type { Body, Service } from '../api/session.types.ts';
import type { IndexOfCloud } from '../kind/index-of-cloud.ts';
import type { Kind } from '../kind/kind.ts';
import { isPlanned } from '../kind/planned-id.ts';
import { readOne } from '../kind/read-one.ts';
import { idOf, isBody, projectOf } from '../kind/wire.ts';

/** Too little room for what a plan would make. */
export interface QuotaShortage {
  readonly service: Service;
  /** As the service's quotas call it: `network`. */
  readonly resource: string;
  readonly limit: number;
  readonly used: number;
  /** How many would be made. */
  readonly needed: number;
}

/** A service whose quotas can be read together with what is used of them. */
interface Source {
  readonly service: Service;
  readonly path: (project: string) => string;
  /** Where the limits stand that a new project has, by `limit` keys: that of the credentials lends its id. */
  readonly defaults: (project: string) => string;
  /** The key of the quotas in the answer. */
  readonly one: string;
  readonly used: string;
  /** What the quotas call the resources of a collection; undefined where they know nothing of it. */
  readonly resource: (kind: Kind) => string | undefined;
  /** The quota kind's collection: an import may be about to raise its limits. */
  readonly raisedBy: string;
}

const COMPUTE: Readonly<Record<string, string>> = { keypair: 'key_pairs', server_group: 'server_groups' };

const SOURCES: readonly Source[] = [
  {
    service: 'network',
    path: (project) => `/quotas/${project}/details`,
    defaults: (project) => `/quotas/${project}/default`,
    one: 'quota',
    used: 'used',
    resource: ({ collection }) => collection.one,
    raisedBy: 'network_quota',
  },
  {
    service: 'compute',
    path: (project) => `/os-quota-sets/${project}/detail`,
    defaults: (project) => `/os-quota-sets/${project}/defaults`,
    one: 'quota_set',
    used: 'in_use',
    resource: ({ collection }) => COMPUTE[collection.name],
    raisedBy: 'compute_quota',
  },
];

/**
 * What the quotas of a project have no room for, of all that a plan in check mode would make. A service that does not
 * tell these credentials how much is used is passed over, with a word in `warn`.
 */
export async function quotaShortages(
  index: IndexOfCloud,
  kinds: readonly Kind[],
  warn: (message: string) => void,
): Promise<readonly QuotaShortage[]> {
  const { projectId } = await index.identity();
  if (projectId === undefined) return [];
  const shortages: QuotaShortage[] = [];
  for (const source of SOURCES) {
    const needs = neededOf(source, kinds, index, projectId);
    if (needs.size === 0) continue;
    const quotas = await quotasAt(source, projectId, index, warn);
    const raised = raisedLimits(source, projectId, kinds, index);
    for (const [resource, needed] of needs) {
      const given = quotas[resource];
      if (given === undefined) continue;
      // A project that is yet to be made has limits, and uses nothing.
      const quota = isBody(given) ? given : { limit: given };
      const limit = Number(raised[resource] ?? quota['limit']);
      const used = Number(quota[source.used] ?? 0) + Number(quota['reserved'] ?? 0);
      if (limit >= 0 && used + needed > limit)
        shortages.push({ service: source.service, resource, limit, used, needed });
    }
  }
  return shortages;
}

/** How many of each resource would be made in a project: what check mode took for made is in the index. */
function neededOf(
  { service, resource }: Source,
  kinds: readonly Kind[],
  index: IndexOfCloud,
  projectId: string,
): ReadonlyMap<string, number> {
  const needs = new Map<string, number>();
  for (const kind of kinds) {
    const name = kind.collection.service === service ? resource(kind) : undefined;
    if (name === undefined) continue;
    const planned = (index.loaded(kind.collection)?.all() ?? []).filter(
      (body) => isPlanned(idOf(body)) && (projectOf(body) ?? projectId) === projectId,
    );
    if (planned.length > 0) needs.set(name, (needs.get(name) ?? 0) + planned.length);
  }
  return needs;
}

/** The limits that the project will have once the plan is carried out. */
function raisedLimits(
  { raisedBy }: Source,
  project: string,
  kinds: readonly Kind[],
  index: IndexOfCloud,
): Body {
  const kind = kinds.find(({ collection }) => collection.name === raisedBy);
  return (kind === undefined ? undefined : index.loaded(kind.collection)?.byId(project)) ?? {};
}

async function quotasAt(
  { service, path, defaults, one }: Source,
  project: string,
  index: IndexOfCloud,
  warn: (message: string) => void,
): Promise<Body> {
  try {
    const { projectId: own = '' } = await index.base.identity();
    const where = isPlanned(project) ? defaults(own) : path(encodeURIComponent(project));
    const answer = await readOne(index, { service }, where);
    const quotas = answer[one];
    return isBody(quotas) ? quotas : {};
  } catch (error) {
    if (!(error instanceof DroverError)) throw error;
    const isClosed = error.code === 'openstack-forbidden' || error.code === 'openstack-not-found';
    if (!isClosed) throw error;
    warn(`The quotas of ${service} at ${index.session.label} were not looked at: ${error.message}`);
    return {};
  }
}
