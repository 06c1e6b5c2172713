import { DroverError } from '../../../engine/diagnostics/drover-error.ts';
import type { Files } from '../../../engine/module.ts';
import { didYouMean, quotedList } from '../api/nearest.ts';
import { nameFilter } from '../files/name-filter.ts';
import { domains, projects } from '../identity/collections.ts';
import type { IndexOfCloud } from '../kind/index-of-cloud.ts';
import { ownDomain } from '../kind/names.ts';
import { idOf, textOf } from '../kind/wire.ts';
import { projectFoldersIn, projectLabel, type ProjectFolder, type ProjectName } from './project-folders.ts';

const CHECK =
  'Check os_migrate_src_projects: a name alone is in the domain of the project of the credentials, others are name@domain.';

/** A project that is there. */
export interface FoundProject {
  readonly project: ProjectName;
  readonly id: string;
}

/**
 * The projects of the source that queries mean: names, `name@domain`, and {regex: ...}. Throws for a name of none, and
 * for credentials that do not see all projects.
 */
export async function projectsOfSource(
  queries: readonly unknown[],
  index: IndexOfCloud,
): Promise<readonly FoundProject[]> {
  const { session } = index;
  const identity = await index.identity();
  const listing = await index.load(projects);
  if (listing.hidden !== undefined || !identity.isAdmin) {
    throw new DroverError('openstack-forbidden', {
      detail: `Only an administrator moves several projects in one run: user "${identity.userName}" of ${session.label} is none.`,
      help: 'Give credentials of an administrator of the source, or leave os_migrate_src_projects out and move the project of the credentials.',
    });
  }
  const allDomains = await index.load(domains);
  const own = ownDomain(identity).id;
  const all = listing
    .all()
    .filter((body) => body['is_domain'] !== true)
    .map((body): FoundProject => {
      const name = textOf(body, 'name') ?? '';
      const domainId = textOf(body, 'domain_id') ?? own;
      if (domainId === own) return { id: idOf(body), project: { name } };
      const domain = textOf(allDomains.byId(domainId) ?? {}, 'name') ?? domainId;
      return { id: idOf(body), project: { name, domain } };
    });
  return selected(queries, all, `${session.label} has no project`, CHECK);
}

/** The folders of the projects that queries mean. Throws for a name that has none. */
export async function foldersOfProjects(
  queries: readonly unknown[],
  dataDir: string,
  fileNames: readonly string[],
  files: Pick<Files, 'list' | 'status'>,
): Promise<readonly ProjectFolder[]> {
  const all = await projectFoldersIn(dataDir, fileNames, files);
  return selected(
    queries,
    all,
    `${dataDir} has no folder of a project`,
    `Export first, if they have not been exported. ${CHECK}`,
  );
}

function selected<T extends { readonly project: ProjectName }>(
  queries: readonly unknown[],
  all: readonly T[],
  hasNo: string,
  help: string,
): readonly T[] {
  const test = nameFilter(queries);
  const found = all
    .filter(({ project }) => test(projectLabel(project)))
    .toSorted((one, other) => (projectLabel(one.project) < projectLabel(other.project) ? -1 : 1));
  const labels = all.map(({ project }) => projectLabel(project));
  const unknown = queries.filter((query) => typeof query === 'string' && !labels.includes(query)) as string[];
  if (unknown.length > 0 || found.length === 0) {
    const called =
      unknown.length === 0 ? ' that os_migrate_src_projects means' : ` called ${quotedList(unknown)}`;
    throw new DroverError('resource-missing', {
      detail: `${hasNo}${called}.${didYouMean(unknown[0] ?? '', labels)}`,
      help,
    });
  }
  return found;
}
