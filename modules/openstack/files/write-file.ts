import { dirname } from 'node:path';
import { DroverError, messageOf } from '../../../engine/diagnostics/drover-error.ts';
import type { Files } from '../../../engine/module.ts';

/**
 * Writes a file as a whole: whoever reads it, and whatever ends the run, finds the old text or the new one. Throws
 * `export-file-write` with what to do about it.
 */
export async function writeWhole(path: string, text: string, files: Files): Promise<void> {
  try {
    const folder = dirname(path);
    if ((await files.status(folder, { follow: true })) === undefined) {
      await files.makeDirectory(folder, { parents: true });
    }
    await files.write(path, text);
  } catch (error) {
    const code = error instanceof Error && 'code' in error ? String(error.code) : '';
    throw new DroverError('export-file-write', {
      detail: `${path} cannot be written: ${REASONS[code] ?? messageOf(error)}. What was there before is as it was.`,
      help: HELP[code] ?? 'Check the path (os_migrate_data_dir) and the permissions of the folder.',
      cause: error,
    });
  }
}

const REASONS: Readonly<Record<string, string>> = {
  ENOSPC: 'the file system is full',
  EDQUOT: 'the disk quota is used up',
  EROFS: 'the file system is read-only',
  EACCES: 'permission is denied',
  EPERM: 'permission is denied',
  ENOTDIR: 'a part of the path is no folder',
  EISDIR: 'there is a folder of that name',
};

const HELP: Readonly<Record<string, string>> = {
  ENOSPC:
    'Make room there, or choose another folder with os_migrate_data_dir; then run the same playbook again.',
  EDQUOT:
    'Make room there, or choose another folder with os_migrate_data_dir; then run the same playbook again.',
};
