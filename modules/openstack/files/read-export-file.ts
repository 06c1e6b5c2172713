import { DroverError, messageOf } from '../../../engine/diagnostics/drover-error.ts';
import type { Files } from '../../../engine/module.ts';
import { parseExportFile, type ExportFile } from './export-file.ts';

/** Reads an export file. Throws `export-file-...` for one that is missing or cannot be used. */
export async function readExportFile(path: string, files: Pick<Files, 'read'>): Promise<ExportFile> {
  const text = await readText(path, files);
  if (text === undefined) {
    throw new DroverError('export-file-missing', {
      detail: `There is no file ${path}.`,
      help: 'Export first, or check the path: os_migrate_data_dir is the folder of the export files.',
    });
  }
  return parseExportFile({ path, text });
}

/** The text of a file; undefined if there is none. */
export async function readText(path: string, files: Pick<Files, 'read'>): Promise<string | undefined> {
  try {
    return new TextDecoder('utf-8', { fatal: true }).decode(await files.read(path));
  } catch (error) {
    const code = error instanceof Error && 'code' in error ? error.code : undefined;
    if (code === 'ENOENT') return undefined;
    if (error instanceof TypeError) {
      throw new DroverError('export-file-syntax', {
        detail: `${path} is not a text in UTF-8.`,
        help: 'Save it in UTF-8.',
        cause: error,
      });
    }
    throw new DroverError('export-file-read', {
      detail: `${path} cannot be read: ${messageOf(error)}.`,
      help: HELP[String(code)] ?? 'Check the permissions of the file and of the folders above it.',
      cause: error,
    });
  }
}

const HELP: Readonly<Record<string, string>> = {
  EISDIR: 'The path has to be that of a file, not of a folder.',
  ELOOP: 'Its symbolic links lead in a circle: point them at a file.',
  ENOTDIR: 'A part of the path is a file, not a folder.',
};
