import { dirname, resolve } from 'node:path';
import { DroverError } from '../../../engine/diagnostics/drover-error.ts';
import { whyNotWritten } from '../../../engine/diagnostics/why-not-written.ts';
import type { Files } from '../../../engine/module.ts';

/**
 * Writes a file as a whole: whoever reads it, and whatever ends the run, finds the old text or the new one. A symbolic
 * link stays one: what it leads to is written. Throws `export-file-write` with what to do about it.
 */
export async function writeWhole(path: string, text: string, files: Files): Promise<void> {
  try {
    const target = await followLinks(path, files);
    await makeFolder(target, files);
    await files.write(target, text);
  } catch (error) {
    throw refusedWrite(path, error);
  }
}

/** Makes the folder of a file where there is none. */
export async function makeFolder(path: string, files: Files): Promise<void> {
  const folder = dirname(path);
  if ((await files.status(folder, { follow: true })) === undefined) {
    await files.makeDirectory(folder, { parents: true });
  }
}

/** As deep as systems follow links. */
const MOST_LINKS = 40;

/** What a chain of links leads to, also where nothing is there yet. */
async function followLinks(path: string, files: Files): Promise<string> {
  let target = path;
  for (let count = 0; count < MOST_LINKS; count += 1) {
    const status = await files.status(target);
    if (status?.target === undefined) return target;
    target = resolve(dirname(target), status.target);
  }
  throw new Error('its symbolic links lead in a circle');
}

/** Why an export file could not be written, and what to do about it. */
export function refusedWrite(path: string, error: unknown): DroverError {
  if (error instanceof DroverError) return error;
  const code = error instanceof Error && 'code' in error ? String(error.code) : '';
  return new DroverError('export-file-write', {
    detail: `${path} cannot be written: ${whyNotWritten(error)}. What was there before is as it was.`,
    help: HELP[code] ?? 'Check the path (os_migrate_data_dir) and the permissions of the folder.',
    cause: error,
  });
}

const HELP: Readonly<Record<string, string>> = {
  ENOSPC:
    'Make room there, or choose another folder with os_migrate_data_dir; then run the same playbook again.',
  EDQUOT:
    'Make room there, or choose another folder with os_migrate_data_dir; then run the same playbook again.',
};
