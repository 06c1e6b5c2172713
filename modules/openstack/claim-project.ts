import type { Journal } from '../../engine/module.ts';
import type { IndexOfCloud } from './kind/index-of-cloud.ts';

/**
 * Keeps other runs from writing to a project (without its id, that of the credentials) until this one is over. To be called before
 * looking at what is there. Throws `run-locked` where another run is writing. Nothing in check mode.
 */
export async function claimProject(
  { session }: IndexOfCloud,
  journal: Journal,
  project?: string,
): Promise<void> {
  const { projectId, userDomainId } = await session.identity();
  await journal.claim({ cloud: session.cloud, project: project ?? projectId ?? `domain ${userDomainId}` });
}
