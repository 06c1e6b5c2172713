import { isUtf8 } from 'node:buffer';
import { accessSync, constants, readFileSync, readdirSync, realpathSync, statSync } from 'node:fs';
import { resolve } from 'node:path';
import { DroverError, messageOf } from '../diagnostics/drover-error.ts';
import type { SourceFiles } from '../language/files.ts';

/**
 * Playbooks, roles and inventories as they stand on this machine's disk. What can only be read once (a pipe, as in
 * `-e @<(...)`) is remembered.
 */
export function nodeSourceFiles(): SourceFiles {
  const pipes = new Map<string, string | undefined>();
  return {
    read(path) {
      if (!isPipe(path)) return read(path);
      if (!pipes.has(path)) pipes.set(path, read(path));
      return pipes.get(path);
    },
    type,
    list: (path) => orMissing(() => readdirSync(path).sort()) ?? [],
    absolute: (path) => orMissing(() => realpathSync(path)) ?? resolve(path),
    isExecutable: (path) =>
      orMissing(() => {
        accessSync(path, constants.X_OK);
        return true;
      }) ?? false,
  };
}

function isPipe(path: string): boolean {
  return orMissing(() => !statSync(path).isFile() && !statSync(path).isDirectory()) ?? false;
}

function read(path: string): string | undefined {
  const content = readBytes(path);
  if (content === undefined || isUtf8(content)) return content?.toString('utf8');
  const line = content.toString('utf8').split('\ufffd', 1)[0]?.split('\n').length ?? 1;
  throw new DroverError('file-unreadable', {
    detail: `The file ${path} is not text in UTF-8: see line ${line}.`,
    help: 'Save it as UTF-8.',
  });
}

function readBytes(path: string): Buffer | undefined {
  try {
    return readFileSync(path);
  } catch (error) {
    if (isMissing(error)) return undefined;
    throw new DroverError('file-unreadable', {
      detail: `The file ${path} could not be read: ${messageOf(error)}`,
      help: 'Check that it is a file and that its permissions let you read it.',
      cause: error,
    });
  }
}

/** What cannot be looked at (a circle of links, no permission) counts as a file: reading it tells why it cannot be. */
function type(path: string): 'file' | 'directory' | undefined {
  try {
    const stats = statSync(path, { throwIfNoEntry: false });
    if (stats === undefined) return undefined;
    return stats.isDirectory() ? 'directory' : 'file';
  } catch {
    return 'file';
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
