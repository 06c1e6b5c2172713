import {
  existsSync,
  lstatSync,
  mkdirSync,
  readdirSync,
  readlinkSync,
  renameSync,
  rmSync,
  symlinkSync,
} from 'node:fs';
import { randomBytes } from 'node:crypto';
import { dirname, join } from 'node:path';
import { writing } from './cache.ts';
import { lockDigest, lockedLists, type Lock } from './lock/lock.ts';
import { inParallel } from './resolve/in-parallel.ts';
import type { SourceContext } from './resolve/context.ts';
import { obtain, vendorPath, type ObtainOptions } from './resolve/obtain.ts';

/** All content of a lock under its names, as folders in which roles and collections are looked for. */
export interface LockedView {
  /** `sha256:…` of the lock. */
  readonly digest: string;
  /** A folder with the roles. */
  readonly roles: string;
  /** A folder with `ansible_collections` in it. */
  readonly collections: string;
}

/**
 * Makes the content of a lock ready to be used: each part is checked against its digest, and fetched by what the lock
 * pins where the cache has it not. Nothing is resolved. Throws `content-damaged` and what fetching throws.
 */
export async function openLocked(
  lock: Lock,
  context: SourceContext,
  options: ObtainOptions,
): Promise<LockedView> {
  const parts = lockedLists.flatMap((list) => lock[list].map((asset) => ({ list, asset })));
  const folders = await inParallel(parts, ({ list, asset }) => obtain(asset, list, context, options));
  const links = new Map(
    parts.map(({ list, asset }, index) => [vendorPath(asset, list), folders[index] ?? '']),
  );
  const digest = lockDigest(lock);
  const views = join(context.cache.folder, 'views');
  const view = join(views, digest.slice('sha256:'.length));
  writing(views, () => {
    if (!hasExactly(view, links)) makeView(view, links);
  });
  return {
    digest,
    roles: join(view, 'roles'),
    collections: join(view, 'collections'),
  };
}

function makeView(view: string, links: ReadonlyMap<string, string>): void {
  const made = `${view}.new-${process.pid}-${randomBytes(6).toString('hex')}`;
  try {
    mkdirSync(join(made, 'roles'), { recursive: true, mode: 0o700 });
    mkdirSync(join(made, 'collections', 'ansible_collections'), { recursive: true });
    for (const [path, target] of links) {
      mkdirSync(dirname(join(made, path)), { recursive: true });
      symlinkSync(target, join(made, path));
    }
    if (existsSync(view)) renameSync(view, `${made}.old`);
    try {
      renameSync(made, view);
    } catch (error) {
      // Another process was faster.
      if (!hasExactly(view, links)) throw error;
    }
  } finally {
    rmSync(made, { recursive: true, force: true });
    rmSync(`${made}.old`, { recursive: true, force: true });
  }
}

/** Whether a view has these links and no more: what somebody has put beside them would be found, too. */
function hasExactly(view: string, links: ReadonlyMap<string, string>): boolean {
  const found = new Map<string, string>();
  const walk = (below: string): void => {
    for (const name of readdirSync(join(view, below))) {
      const path = below === '' ? name : `${below}/${name}`;
      const stats = lstatSync(join(view, path));
      if (stats.isDirectory()) walk(path);
      else found.set(path, stats.isSymbolicLink() ? readlinkSync(join(view, path)) : '');
    }
  };
  try {
    walk('');
  } catch {
    return false;
  }
  return found.size === links.size && [...links].every(([path, target]) => found.get(path) === target);
}
