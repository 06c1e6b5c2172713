import { DroverError } from '../../../../engine/diagnostics/drover-error.ts';
import type { TaskContext } from '../../../../engine/module.ts';
import type { Body, Service } from '../../api/session.types.ts';
import type { Collection } from '../../kind/collection.ts';
import type { IndexOfCloud } from '../../kind/index-of-cloud.ts';
import { isPlanned } from '../../kind/planned-id.ts';
import { readOne } from '../../kind/read-one.ts';
import { isBody } from '../../kind/wire.ts';
import { computeQuotas } from '../../compute/compute-quota.ts';
import { networkQuotas } from '../../network/network-quota.ts';
import { volumeQuotas } from '../../volume/volume-quota.ts';

/** A quota of a project. -1: there is no limit. */
export interface Quota {
  readonly limit: number;
  readonly used: number;
}

/** The quotas of a project at a service, by name; undefined where these credentials are not told. */
export type Quotas = ReadonlyMap<string, Quota> | undefined;

/** Where a service tells its quotas together with what is used of them. */
interface Place {
  readonly path: (project: string) => string;
  readonly one: string;
  readonly used: string;
  /** An import of quotas that is planned raises them. */
  readonly raisedBy: Collection;
}

const PLACES: Readonly<Partial<Record<Service, Place>>> = {
  compute: {
    path: (project) => `/os-quota-sets/${project}/detail`,
    one: 'quota_set',
    used: 'in_use',
    raisedBy: computeQuotas,
  },
  network: {
    path: (project) => `/quotas/${project}/details`,
    one: 'quota',
    used: 'used',
    raisedBy: networkQuotas,
  },
  'block-storage': {
    path: (project) => `/os-quota-sets/${project}?usage=True`,
    one: 'quota_set',
    used: 'in_use',
    raisedBy: volumeQuotas,
  },
};

/**
 * The quotas of the project of an index at a service, read once a run: what the run makes is counted elsewhere. A project
 * that is yet to be made has none.
 */
export async function quotasOf(
  service: 'compute' | 'network' | 'block-storage',
  index: IndexOfCloud,
  { pool }: Pick<TaskContext, 'pool'>,
): Promise<Quotas> {
  const all = await pool.get('openstack:quotas-in-use', () =>
    Promise.resolve(new Map<IndexOfCloud, Map<Service, Promise<Quotas>>>()),
  );
  const ofCloud = all.get(index) ?? new Map<Service, Promise<Quotas>>();
  all.set(index, ofCloud);
  const known = ofCloud.get(service) ?? readQuotas(service, index);
  ofCloud.set(service, known);
  return known;
}

async function readQuotas(service: Service, index: IndexOfCloud): Promise<Quotas> {
  const place = PLACES[service];
  const { projectId } = await index.identity();
  if (place === undefined || projectId === undefined || isPlanned(projectId)) return undefined;
  try {
    const answer = await readOne(index, { service }, place.path(encodeURIComponent(projectId)));
    const body = answer[place.one];
    const raised = index.loaded(place.raisedBy)?.byId(projectId) ?? {};
    return isBody(body) ? quotasIn(body, place.used, raised) : undefined;
  } catch (error) {
    if (!(error instanceof DroverError)) throw error;
    if (error.code === 'openstack-forbidden' || error.code === 'openstack-not-found') return undefined;
    throw error;
  }
}

function quotasIn(body: Body, used: string, raised: Body): Quotas {
  const quotas = new Map<string, Quota>();
  for (const [name, value] of Object.entries(body)) {
    if (!isBody(value)) continue;
    quotas.set(name, {
      limit: Number(raised[name] ?? value['limit'] ?? -1),
      used: Number(value[used] ?? 0) + Number(value['reserved'] ?? 0),
    });
  }
  return quotas;
}
