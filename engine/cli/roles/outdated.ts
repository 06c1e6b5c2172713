import { currentPin } from '../../sources/resolve/current-pin.ts';
import { lockedLists } from '../../sources/lock/lock.ts';
import { DroverError } from '../../diagnostics/drover-error.ts';
import { inParallel } from '../../sources/resolve/in-parallel.ts';
import { addressesOf } from '../../sources/resolve/obtain.ts';
import { aligned } from '../../text/aligned.ts';
import { exitCodes } from '../exit-codes.ts';
import { countText, pinText } from './text.ts';
import { requireLock, type RolesWork, type RolesOutcome } from './work.ts';

/**
 * `roles outdated`: which entries would become something else if they were resolved now. Changes nothing; ends with 1
 * only where a source cannot be asked.
 */
export async function outdatedRoles(work: RolesWork): Promise<RolesOutcome> {
  const { context, project, requirements } = work;
  const lock = requireLock(work);
  const options = { folder: project.folder, addresses: addressesOf(requirements) };
  const parts = lockedLists.flatMap((list) => lock[list].map((asset) => ({ list, asset })));
  const found = await inParallel(parts, async ({ list, asset }) => {
    try {
      const { now, newest } = await currentPin(asset, list, context, options);
      return { asset, locked: pinText(asset), now, newest, problem: undefined };
    } catch (error) {
      if (!(error instanceof DroverError)) throw error;
      return { asset, locked: pinText(asset), now: undefined, newest: undefined, problem: error.message };
    }
  });
  const outdated = found.filter(
    ({ locked, now, newest }) =>
      (now !== undefined && now !== locked) || (newest !== undefined && newest !== locked),
  );
  const bad = found.filter(({ problem }) => problem !== undefined);
  const rows = [...outdated, ...bad].map(({ asset, locked, now, newest, problem }) => [
    asset.name,
    asset.version ?? '',
    locked,
    now ?? '?',
    newest ?? '',
    problem ?? '',
  ]);
  const table =
    rows.length === 0
      ? ''
      : aligned([['name', 'asked for', 'locked', 'now', 'newest', ''], ...rows], () => false);
  return {
    text: rows.length === 0 ? `${countText(lock)}: all as they would be resolved now.\n` : table,
    json: found.map(({ asset, locked, now, newest, problem }) => ({
      name: asset.name,
      version: asset.version ?? null,
      locked,
      now: now ?? null,
      newest: newest ?? null,
      outdated: now !== undefined && now !== locked,
      ...(problem === undefined ? {} : { problem }),
    })),
    exitCode: bad.length === 0 ? exitCodes.ok : exitCodes.error,
  };
}
