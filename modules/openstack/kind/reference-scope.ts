import type { Body } from '../api/session.types.ts';
import { domains, projects } from '../identity/collections.ts';
import type { Collection } from './collection.ts';
import type { IdMap } from './id-map.ts';
import type { IndexOfCloud } from './index-of-cloud.ts';
import { mappedName } from './name-maps.ts';
import { OWN, ownDomain } from './names.ts';
import type { Referrer } from './referrer.ts';
import { idOf, projectOf } from './wire.ts';

/** The projects or the domain that a reference names. */
export async function scopeIn(
  index: IndexOfCloud,
  collection: Collection,
  projectName: string | undefined,
  domainName: string | undefined,
  { idMap, nameMaps }: Pick<Referrer, 'idMap' | 'nameMaps'>,
): Promise<Scope> {
  if (collection.owned) {
    const project =
      projectName === undefined ? undefined : (mappedName(nameMaps, ['project'], projectName) ?? projectName);
    return scopeOf(index, project, domainName, idMap);
  }
  if (collection.inDomain !== true || domainName === undefined) return ANYWHERE;
  const domain = await domainIdOf(index, domainName, idMap);
  // Who may not list domains cannot tell them apart: the name of the thing has to do.
  if (domain === undefined && (await index.load(domains)).hidden !== undefined) return ANYWHERE;
  return { projects: undefined, domain: domain ?? '', label: ` in domain "${domainName}"` };
}

/** Where the thing that a reference means is to be. */
export interface Scope {
  /** The projects that it may belong to; undefined: any. */
  readonly projects: ReadonlySet<string> | undefined;
  /** The domain that it must belong to; undefined: any. */
  readonly domain?: string;
  /** In words. */
  readonly label: string;
}

/** No project and no domain is named. */
export const ANYWHERE: Scope = { projects: undefined, label: '' };

async function scopeOf(
  index: IndexOfCloud,
  projectName: string | undefined,
  domainName: string | undefined,
  idMap: IdMap,
): Promise<Scope> {
  if (projectName === undefined) return ANYWHERE;
  const identity = await index.identity();
  if (projectName === OWN) {
    const own = identity.projectId === undefined ? undefined : new Set([identity.projectId]);
    return { projects: own, label: ` in project "${identity.projectName ?? ''}"` };
  }
  const listing = await index.load(projects);
  const ofName = listing.byName(projectName);
  const domainId = await domainIdOf(index, domainName, idMap);
  const matching = domainId === undefined ? ofName : ofName.filter((body) => body['domain_id'] === domainId);
  // Who may not list projects cannot tell them apart: the name of the thing has to do.
  if (matching.length === 0 && listing.hidden !== undefined) return ANYWHERE;
  return { projects: new Set(matching.map(idOf)), label: ` in project "${projectName}"` };
}

/** The domain of a name: what an import has made of it, if the id map knows, else the one that is called so. */
async function domainIdOf(
  index: IndexOfCloud,
  name: string | undefined,
  idMap: IdMap,
): Promise<string | undefined> {
  if (name === undefined) return undefined;
  const identity = await index.identity();
  const own = ownDomain(identity);
  if (name === OWN) return own.id;
  const followed = new Set(idMap.ofName(domains, name).map(({ destination }) => destination));
  if (followed.size === 1) {
    const listed = (await index.load(domains)).byId([...followed].join());
    if (listed !== undefined) return idOf(listed);
  }
  if (name === own.name) return own.id;
  if (name === identity.userDomainName) return identity.userDomainId;
  const [found] = (await index.load(domains)).byName(name);
  return found === undefined ? undefined : idOf(found);
}

/** Whether a thing is where a reference wants it. */
export function isIn(body: Body, { projects: among, domain }: Scope): boolean {
  if (domain !== undefined) return body['domain_id'] === domain;
  const project = projectOf(body);
  return among === undefined || (project !== undefined && among.has(project));
}
