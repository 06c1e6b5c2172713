import { accessSync, constants, readFileSync, readdirSync, realpathSync, statSync } from 'node:fs';
import { resolve } from 'node:path';
import { DroverError, messageOf } from '../diagnostics/drover-error.ts';
import type { SourceFiles } from '../language/files.ts';

/** Playbooks, roles and inventories as they stand on this machine's disk. */
export function nodeSourceFiles(): SourceFiles {
  return {
    read,
    type: (path) => {
      const stats = statSync(path, { throwIfNoEntry: false });
      if (stats === undefined) return undefined;
      return stats.isDirectory() ? 'directory' : 'file';
    },
    list: (path) => orMissing(() => readdirSync(path).sort()) ?? [],
    absolute: (path) => orMissing(() => realpathSync(path)) ?? resolve(path),
    isExecutable: (path) =>
      orMissing(() => {
        accessSync(path, constants.X_OK);
        return true;
      }) ?? false,
  };
}

function read(path: string): string | undefined {
  try {
    return readFileSync(path, 'utf8');
  } catch (error) {
    if (isMissing(error)) return undefined;
    throw new DroverError('file-unreadable', {
      detail: `The file ${path} could not be read: ${messageOf(error)}`,
      help: 'Check that it is a file and that its permissions let you read it.',
      cause: error,
    });
  }
}

function orMissing<T>(look: () => T): T | undefined {
  try {
    return look();
  } catch {
    return undefined;
  }
}

function isMissing(error: unknown): boolean {
  return error instanceof Error && 'code' in error && (error.code === 'ENOENT' || error.code === 'ENOTDIR');
}
