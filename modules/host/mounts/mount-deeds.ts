import { DroverError } from '../../../engine/diagnostics/drover-error.ts';
import type { CommandOutcome, Connection } from '../../../engine/module.ts';
import type { Programs } from '../programs.ts';

export interface MountWords {
  readonly path: string;
  readonly opts: string;
  /** A table other than the machine's own. */
  readonly fstab: string | undefined;
  /** Mounted without any table. */
  readonly ephemeral: { readonly src: string; readonly fstype: string } | undefined;
  /** Only a remount is asked for, with options of its own. */
  readonly isRemountOnly: boolean;
}

export async function mount(words: MountWords, programs: Programs): Promise<CommandOutcome> {
  return programs.run(['mount', ...tableWords(words), words.path]);
}

export async function unmount(path: string, programs: Programs): Promise<void> {
  const outcome = await programs.run(['umount', path]);
  if (outcome.rc !== 0)
    throw failure(`Error unmounting ${path}`, outcome, 'See what holds it: fuser -vm, lsof.');
}

/** Mounts it with other options, or anew where that cannot be done. */
export async function remount(words: MountWords, programs: Programs): Promise<CommandOutcome> {
  const hasOptions = words.isRemountOnly && words.opts !== 'defaults';
  const options = hasOptions ? `remount,${words.opts}` : 'remount';
  const outcome = await programs.run(['mount', '-o', options, ...tableWords(words), words.path]);
  if (outcome.rc === 0) return outcome;
  if (hasOptions)
    throw new DroverError('module-failed', {
      detail:
        'Options were specified with remounted, but the remount command failed. Failing in order to prevent an unexpected mount result. Try replacing this command with a "state: unmounted" followed by a "state: mounted" using the full desired mount options instead.',
      help: `mount said: ${outcome.stderr.trim()}`,
    });
  const ended = await programs.run(['umount', words.path]);
  return ended.rc === 0 ? mount(words, programs) : ended;
}

function tableWords({ fstab, ephemeral, opts }: MountWords): readonly string[] {
  if (ephemeral === undefined) return fstab === undefined ? [] : ['-T', fstab];
  return ['-t', ephemeral.fstype, ...(opts === 'defaults' ? [] : ['-o', opts]), ephemeral.src];
}

/** Makes the folder and those above it; returns those that it made, the deepest first. */
export async function makeMountPoint(path: string, { files }: Connection): Promise<readonly string[]> {
  const made: string[] = [];
  let folder = path.replace(/(?<=.)\/+$/, '');
  while (folder !== '' && (await files.status(folder, { follow: true })) === undefined) {
    made.push(folder);
    folder = folder.slice(0, Math.max(0, folder.lastIndexOf('/')));
  }
  if (made.length > 0) await files.makeDirectory(path, { parents: true });
  return made;
}

export async function removeFolders(
  paths: readonly string[],
  programs: Programs,
): Promise<CommandOutcome | undefined> {
  for (const path of paths) {
    const outcome = await programs.run(['rmdir', path]);
    if (outcome.rc !== 0) return outcome;
  }
  return undefined;
}

export function failure(what: string, { stdout, stderr }: CommandOutcome, help: string): DroverError {
  return new DroverError('module-failed', { detail: `${what}: ${stdout}${stderr}`, help });
}
