import { existsSync, mkdirSync, readdirSync, renameSync, rmSync, writeFileSync } from 'node:fs';
import { join, relative, resolve } from 'node:path';
import { DroverError } from '../../diagnostics/drover-error.ts';
import { whyNotWritten } from '../../diagnostics/why-not-written.ts';
import { lockDigest, lockedLists, type Lock } from '../../sources/lock/lock.ts';
import { inParallel } from '../../sources/resolve/in-parallel.ts';
import { addressesOf, obtain, vendorPath } from '../../sources/resolve/obtain.ts';
import { readTree, writeTree } from '../../sources/tree/folder.ts';
import type { Tree } from '../../sources/tree/tree.ts';
import { exitCodes } from '../exit-codes.ts';
import type { RolesFlags } from './flags.ts';
import { countText } from './text.ts';
import { requireLock, type RolesWork, type RolesOutcome } from './work.ts';

/** Says that a folder is ours to write over. */
const mark = '.drover-vendor';

/**
 * `roles vendor`: copies all locked content beside the lock, to be kept under version control: runs on machines that
 * reach no server take it from there, after its digests were checked.
 */
export async function vendorRoles(work: RolesWork, flags: RolesFlags): Promise<RolesOutcome> {
  const { context, project, requirements } = work;
  const lock = requireLock(work);
  const folder = flags.to === undefined ? join(project.folder, 'vendor') : resolve(flags.to);
  refuseForeign(folder);
  const options = { folder: project.folder, addresses: addressesOf(requirements) };
  const parts = lockedLists.flatMap((list) => lock[list].map((asset) => ({ list, asset })));
  const trees = await inParallel(parts, async ({ list, asset }): Promise<readonly [string, Tree]> => {
    const content = await obtain(asset, list, context, options);
    return [vendorPath(asset, list), readTree(content)];
  });
  write(folder, new Map(trees), lock);
  const where = relative(process.cwd(), folder) || '.';
  return {
    text: `Copied ${countText(lock)} to ${where}. ansible-playbook finds them with ANSIBLE_ROLES_PATH=${where}/roles ANSIBLE_COLLECTIONS_PATH=${where}/collections.\n`,
    json: { folder, lock: project.lockPath, digest: lockDigest(lock), paths: trees.map(([path]) => path) },
    exitCode: exitCodes.ok,
  };
}

function refuseForeign(folder: string): void {
  if (!existsSync(folder) || existsSync(join(folder, mark)) || readdirSync(folder).length === 0) return;
  throw new DroverError('bad-usage', {
    detail: `${folder} holds something that drover has not put there.`,
    help: 'Name another folder with --to, or move it away.',
  });
}

/** The new folder stands whole beside the old one before it takes its place. */
function write(folder: string, trees: ReadonlyMap<string, Tree>, lock: Lock): void {
  const made = `${folder}.new-${process.pid}`;
  try {
    rmSync(made, { recursive: true, force: true });
    mkdirSync(made, { recursive: true });
    for (const [path, tree] of trees) writeTree(join(made, path), tree);
    writeFileSync(
      join(made, mark),
      `Made by \`drover roles vendor\`; it is written over by it.\n${lockDigest(lock)}\n`,
    );
    rmSync(folder, { recursive: true, force: true });
    renameSync(made, folder);
  } catch (error) {
    rmSync(made, { recursive: true, force: true });
    throw new DroverError('file-unwritable', {
      detail: `${folder} cannot be written: ${whyNotWritten(error)}.`,
      help: 'Name another folder with --to.',
      cause: error,
    });
  }
}
