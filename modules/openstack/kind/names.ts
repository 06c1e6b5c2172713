import type { Identity } from '../api/session.types.ts';
import { domains, projects } from '../collections.ts';
import type { Names, Reference } from './codec.ts';
import type { IndexOfCloud } from './index-of-cloud.ts';
import { projectOf, textOf } from './wire.ts';

/** Stands for the project and domain of the credentials, whichever they are. */
export const OWN = '%auth%';

/**
 * References to things of this cloud. Each collection is listed once, and only if something refers into it. `home` is
 * the project that `%auth%` stands for: that of the credentials, or, where an administrator exports what belongs to
 * somebody else, theirs. At the destination the record lands in the project of whoever imports it.
 */
export function namesOf(index: IndexOfCloud, warn: (message: string) => void, home?: string): Names {
  return {
    warn,
    async reference(collection, id) {
      const body = (await index.load(collection)).byId(id);
      const name = body === undefined ? undefined : textOf(body, 'name');
      if (body === undefined || name === undefined) return undefined;
      if (!collection.owned) return { name, project_name: null, domain_name: null };
      return { name, ...(await ownerOf(projectOf(body), index, await index.identity(), home)) };
    },
  };
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
  if (domainId === undefined) return { project_name, domain_name: null };
  if (domainId === identity.projectDomainId)
    return { project_name, domain_name: identity.projectDomainName ?? null };
  const domain = (await index.load(domains)).byId(domainId);
  return { project_name, domain_name: domain === undefined ? null : (textOf(domain, 'name') ?? null) };
}
