import type { Body } from '../api/session.types.ts';
import type { IndexOfCloud } from '../kind/index-of-cloud.ts';
import { idOf, textOf } from '../kind/wire.ts';
import { projects } from './collections.ts';

/** Whether a project is one of these, or stands above one of them. */
export async function isProjectOf(
  body: Body,
  ids: ReadonlySet<string>,
  index: IndexOfCloud,
): Promise<boolean> {
  return isAtOrAbove(idOf(body), ids, index);
}

/** Whether an assignment holds in one of these projects, or above one of them; those of domains and the system do. */
export async function isAssignmentOf(
  body: Body,
  ids: ReadonlySet<string>,
  index: IndexOfCloud,
): Promise<boolean> {
  const project = textOf(body, 'project_id');
  return project === undefined || isAtOrAbove(project, ids, index);
}

async function isAtOrAbove(project: string, ids: ReadonlySet<string>, index: IndexOfCloud): Promise<boolean> {
  const listing = await index.load(projects);
  return [...ids].some((id) => {
    const seen = new Set<string>();
    for (let here: string | undefined = id; here !== undefined && !seen.has(here);) {
      if (here === project) return true;
      seen.add(here);
      here = textOf(listing.byId(here) ?? {}, 'parent_id');
    }
    return false;
  });
}
