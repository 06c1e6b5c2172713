import { DroverError } from '../../diagnostics/drover-error.ts';
import { disagreements } from '../../sources/lock/compare.ts';
import { lockDigest, lockedLists } from '../../sources/lock/lock.ts';
import { shownPath } from '../../sources/project.ts';
import { inParallel } from '../../sources/resolve/in-parallel.ts';
import { addressesOf, obtain } from '../../sources/resolve/obtain.ts';
import { aligned } from '../../text/aligned.ts';
import { exitCodes } from '../exit-codes.ts';
import { countText, pinText } from './text.ts';
import { requireLock, type RolesWork, type RolesOutcome } from './work.ts';

/**
 * `roles verify`: whether the content of each entry is what the lock says, and the lock what the requirements ask for.
 * What the cache does not have is fetched by what the lock pins. Ends with 1 if anything is not so.
 */
export async function verifyRoles(work: RolesWork): Promise<RolesOutcome> {
  const { context, project, requirements } = work;
  const lock = requireLock(work);
  const options = { folder: project.folder, addresses: addressesOf(requirements) };
  const parts = lockedLists.flatMap((list) => lock[list].map((asset) => ({ list, asset })));
  const found = await inParallel(parts, async ({ list, asset }) => {
    try {
      await obtain(asset, list, context, options);
      return { asset, problem: undefined };
    } catch (error) {
      if (error instanceof DroverError) return { asset, problem: error.diagnostic };
      throw error;
    }
  });
  const files = project.requirementFiles.map((path) => shownPath(project, path));
  const stale = disagreements(lock, requirements, files);
  const bad = found.filter(({ problem }) => problem !== undefined);
  const table = aligned(
    found.map(({ asset, problem }) => [
      problem === undefined ? 'ok' : 'bad',
      asset.name,
      pinText(asset),
      problem?.detail ?? '',
    ]),
    () => false,
  );
  const isGood = bad.length === 0 && stale.length === 0;
  const end = isGood
    ? `${countText(lock)}: all as the lock says.\n`
    : `${bad.length + stale.length} not as they should be.\n`;
  return {
    text: `${table}${stale.map((line) => `${line}\n`).join('')}${end}`,
    json: {
      lock: project.lockPath,
      digest: lockDigest(lock),
      ok: isGood,
      assets: found.map(({ asset, problem }) => ({
        name: asset.name,
        digest: asset.digest,
        ok: problem === undefined,
        ...(problem === undefined ? {} : { problem: problem.detail }),
      })),
      disagreements: stale,
    },
    exitCode: isGood ? exitCodes.ok : exitCodes.error,
  };
}
