import type { Body, Identity } from '../api/session.types.ts';
import { domains, projects, users } from '../identity/collections.ts';
import type { Names, Reference } from './codec.ts';
import type { IndexOfCloud } from './index-of-cloud.ts';
import { projectOf, textOf } from './wire.ts';

/** Stands for the project and domain of the credentials, whichever they are. */
export const OWN = '%auth%';

/** The domain that `%auth%` stands for: that of the token, of its project, or of the user. */
export function ownDomain(identity: Identity): { readonly id: string; readonly name: string | undefined } {
  const { domainId, domainName, projectDomainId, projectDomainName } = identity;
  if (domainId !== undefined) return { id: domainId, name: domainName };
  if (projectDomainId !== undefined) return { id: projectDomainId, name: projectDomainName };
  return { id: identity.userDomainId, name: identity.userDomainName };
}

/** Stands for the user of the credentials. */
const OWN_USER: Reference = { name: OWN, project_name: null, domain_name: OWN };

/**
 * References to things of this cloud. Each collection is listed once, and only if something refers into it. `home` is
 * the project that `%auth%` stands for: that of the credentials, or, where an administrator exports what belongs to
 * somebody else, theirs. At the destination the record lands in the project of whoever imports it.
 */
export function namesOf(index: IndexOfCloud, warn: (message: string) => void, home?: string): Names {
  const names: Names = {
    warn,
    isHome: async (project) => project === (home ?? (await index.identity()).projectId),
    async isShared(collection, id) {
      const listing = await index.load(collection);
      const body = listing.byId(id);
      const name = body === undefined ? undefined : textOf(body, 'name');
      if (body === undefined || name === undefined) return false;
      if (name === '' && collection.nicknames !== undefined) return true;
      const ownerIn = (one: Body): unknown =>
        collection.inDomain === true ? one['domain_id'] : projectOf(one);
      return listing.byName(name).some((other) => other !== body && ownerIn(other) === ownerIn(body));
    },
    async reference(collection, id) {
      // Who may not list users knows one of them all the same.
      if (collection === users && id === (await index.identity()).userId) return OWN_USER;
      if (collection === domains) return domainReference(id, index);
      const body = (await index.load(collection)).byId(id);
      const own = body === undefined ? undefined : textOf(body, 'name');
      if (body === undefined || own === undefined) return undefined;
      const [nickname] = (await names.isShared(collection, id)) ? (collection.nicknames?.(body) ?? []) : [];
      const name = nickname ?? own;
      const identity = await index.identity();
      if (collection.inDomain === true) {
        const domain = await domainName(textOf(body, 'domain_id'), index, identity);
        return { name, project_name: null, domain_name: domain };
      }
      if (!collection.owned) return { name, project_name: null, domain_name: null };
      return { name, ...(await ownerOf(projectOf(body), index, identity, home)) };
    },
  };
  return names;
}

async function ownerOf(
  owner: string | undefined,
  index: IndexOfCloud,
  identity: Identity,
  home: string | undefined = identity.projectId,
): Promise<Omit<Reference, 'name'>> {
  if (owner === undefined) return { project_name: null, domain_name: null };
  if (owner === home) return { project_name: OWN, domain_name: OWN };
  const project = (await index.load(projects)).byId(owner);
  const domainId = project === undefined ? undefined : textOf(project, 'domain_id');
  const project_name = project === undefined ? null : (textOf(project, 'name') ?? null);
  return { project_name, domain_name: await domainName(domainId, index, identity) };
}

async function domainReference(id: string, index: IndexOfCloud): Promise<Reference | undefined> {
  const name = await domainName(id, index, await index.identity());
  return name === null ? undefined : { name, project_name: null, domain_name: null };
}

/** Who may not list domains knows his own all the same. */
async function domainName(
  id: string | undefined,
  index: IndexOfCloud,
  identity: Identity,
): Promise<string | null> {
  if (id === undefined) return null;
  if (id === identity.projectDomainId) return identity.projectDomainName ?? null;
  if (id === identity.userDomainId) return identity.userDomainName;
  if (id === identity.domainId) return identity.domainName ?? null;
  const domain = (await index.load(domains)).byId(id);
  return domain === undefined ? null : (textOf(domain, 'name') ?? null);
}
