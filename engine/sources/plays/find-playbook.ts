import { existsSync, statSync } from 'node:fs';
import { basename, join, resolve } from 'node:path';
import { DroverError } from '../../diagnostics/drover-error.ts';
import type { PlayContent } from '../../module.ts';
import { playbookIn } from '../lock/playbook-in.ts';
import { playbookRequirement } from '../requirements/playbook-source.ts';
import { safeUrl } from '../safe-url.ts';
import { playbookTree } from '../tree/playbook-tree.ts';
import { copied, type Copies } from './copies.ts';
import { fromLock } from './from-lock.ts';
import type { PlayContentOptions } from './options.ts';

/** A playbook: of a repository, as a lock pins it, or of this machine. Throws `content-not-locked`, `playbook-not-found`. */
export async function findPlaybook(
  name: string,
  known: string | undefined,
  options: PlayContentOptions,
  copies: Copies,
): Promise<PlayContent> {
  const { locked, folders, cache } = options;
  if (isRepository(name)) {
    const asset =
      locked === undefined ? undefined : playbookIn(locked.lock, playbookRequirement(name, 'hooks', ''));
    if (locked === undefined || asset === undefined) throw notLocked(name);
    const view = await locked.open();
    const path = join(cache.folderOf(asset.digest), asset.name);
    return fromLock(asset, path, 'playbook', locked, view);
  }
  const path = folders.map((folder) => resolve(folder, name)).find((one) => existsSync(one));
  if (path === undefined) {
    throw new DroverError('playbook-not-found', {
      detail: `The playbook ${name} of a hook was not found in ${folders.join(' or in ')}.`,
      help: 'Check the path. One of a repository is written git+https://host/hooks.git//site.yml,main.',
    });
  }
  if (statSync(path, { throwIfNoEntry: false })?.isDirectory() === true) {
    throw new DroverError('playbook-not-found', {
      detail: `The playbook ${name} of a hook is a folder: ${path}.`,
      help: 'Name the file in it, or say role: for a role.',
    });
  }
  const copy = copied(path, known, cache, copies, () => playbookTree(path));
  const view = await locked?.open();
  return {
    kind: 'playbook',
    name,
    digest: copy.digest,
    path: join(copy.path, basename(path)),
    origin: path,
    ...(locked === undefined ? {} : { lock: locked.digest }),
    roles: [join(copy.path, 'roles'), ...(view === undefined ? [] : [view.roles])],
    collections: view === undefined ? [] : [view.collections],
  };
}

/** Whether a playbook is one of a repository. */
export function isRepository(name: string): boolean {
  return name.startsWith('git+') || name.includes('://');
}

function notLocked(name: string): DroverError {
  return new DroverError('content-not-locked', {
    detail: `The playbook ${safeUrl(name)} of a hook stands in no lock: which commit of it is meant is not known.`,
    help: `Lock it: drover roles lock --playbook ${safeUrl(name)}. Hooks that are given with -e are locked at the start of a run.`,
  });
}
