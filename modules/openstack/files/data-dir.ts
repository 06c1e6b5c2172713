import { join } from 'node:path';
import { DroverError, messageOf } from '../../../engine/diagnostics/drover-error.ts';
import type { Files } from '../../../engine/module.ts';
import { readText } from './read-export-file.ts';

/**
 * The export files of a data directory: those with the names that export files have, and other YAML files that say
 * of which version they are. (Variables are often kept in the same folder.)
 */
export async function exportFilesIn(
  folder: string,
  knownNames: readonly string[],
  files: Pick<Files, 'list' | 'read'>,
): Promise<readonly string[]> {
  const names = (await listed(folder, files)).filter(
    (name) => /\.ya?ml$/.test(name) && !name.startsWith('.'),
  );
  const found: string[] = [];
  for (const name of names) {
    const path = join(folder, name);
    if (knownNames.includes(name) || (await saysItsVersion(path, files))) found.push(path);
  }
  return found.sort();
}

async function listed(folder: string, files: Pick<Files, 'list'>): Promise<readonly string[]> {
  try {
    return await files.list(folder);
  } catch (error) {
    throw new DroverError('export-file-missing', {
      detail: `The data directory ${folder} cannot be read: ${messageOf(error)}.`,
      help: 'Check os_migrate_data_dir.',
      cause: error,
    });
  }
}

async function saysItsVersion(path: string, files: Pick<Files, 'read'>): Promise<boolean> {
  try {
    return /^os_migrate_version\s*:/m.test((await readText(path, files)) ?? '');
  } catch {
    return false;
  }
}
