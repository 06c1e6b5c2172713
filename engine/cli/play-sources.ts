import { homedir } from 'node:os';
import { dirname, join, relative, resolve } from 'node:path';
import { collectDiagnostics } from '../diagnostics/diagnostic.ts';
import type { SourceFiles } from '../language/files.ts';
import type { PlaySources, RunRequest } from '../run/options.ts';
import { packageFolder } from './package-folder.ts';
import type { RunLock } from './roles/for-run.ts';

/** Where hooks of a run get their content: loaded when the first one asks. */
export function playSources(
  request: Pick<RunRequest, 'playbooks'>,
  lock: RunLock | undefined,
  files: SourceFiles,
  warn: (message: string) => void,
): PlaySources {
  let opened: Promise<PlaySources> | undefined;
  const open = async (): Promise<PlaySources> => {
    const { cacheFolder, openCache } = await import('../sources/cache.ts');
    const { playContent } = await import('../sources/plays/play-content.ts');
    const { loadConfiguration } = await import('../language/configuration.ts');
    const own = packageFolder();
    const folders = request.playbooks
      .map((path) => resolve(dirname(path)))
      .filter((folder) => relative(own, folder) !== 'playbooks');
    const { rolesPath } = loadConfiguration(
      { files, environment: process.env, currentDirectory: process.cwd(), homeDirectory: homedir() },
      { sink: collectDiagnostics() },
    );
    return playContent({
      cache: openCache(cacheFolder(process.env, homedir()), warn),
      locked: lock?.content,
      folders: [...new Set([process.cwd(), ...folders])],
      rolesPath,
      packaged: [join(own, 'roles')],
    });
  };
  return {
    find: async (name, known) => (await (opened ??= open())).find(name, known),
  };
}
