import { existsSync, readFileSync, statSync } from 'node:fs';
import { relative, resolve } from 'node:path';
import type { DiagnosticSink } from '../diagnostics/diagnostic.ts';
import { DroverError, messageOf } from '../diagnostics/drover-error.ts';
import type { SourceFile } from '../diagnostics/span.ts';
import type { Lock } from './lock/lock.ts';
import { parseLock } from './lock/read-lock.ts';
import type { Project } from './project-place.ts';
import { readRequirements } from './requirements/read-requirements.ts';
import type { RequirementFiles } from './requirements/requirement-context.ts';
import type { Requirement } from './requirements/requirement.ts';

/** All requirements of a project, with paths as they are shown. What is wrong is reported. */
export function readProject(project: Project, sink: DiagnosticSink): readonly Requirement[] {
  return project.requirementFiles.flatMap((path) => {
    const shown = shownPath(project, path);
    const text = readText(path);
    if (text === undefined) {
      sink.report('file-not-found', {
        detail: `The requirements file '${shown}' does not exist.`,
        help: 'Check the path, or write one: `roles:` and `collections:` with lists below.',
      });
      return [];
    }
    const found = readRequirements(
      { path: shown, text },
      { files: files(project), sink, folder: resolve(path, '..') },
    );
    return found.map((one) => ({ ...one, by: shown }));
  });
}

/** A path as a lock has it: from the folder of the project. */
export function shownPath({ folder }: Project, path: string): string {
  return relative(folder, path);
}

/** The lock of a project; undefined where there is none. Throws `lock-unreadable`. */
export function readProjectLock({ lockPath }: Project): Lock | undefined {
  const text = readText(lockPath);
  const shown = relative(process.cwd(), lockPath);
  const file: SourceFile | undefined =
    text === undefined ? undefined : { path: shown.startsWith('..') ? lockPath : shown, text };
  return file === undefined ? undefined : parseLock(file);
}

function files({ folder }: Project): RequirementFiles {
  return {
    read: readText,
    type: (path) => {
      const stats = statSync(path, { throwIfNoEntry: false });
      if (stats === undefined) return undefined;
      return stats.isDirectory() ? 'directory' : 'file';
    },
    find: (path, from) => {
      const candidates = [resolve(from, path), resolve(folder, path), resolve(path)];
      return candidates.find((one) => existsSync(one)) ?? resolve(from, path);
    },
  };
}

function readText(path: string): string | undefined {
  try {
    return readFileSync(path, 'utf8');
  } catch (error) {
    if (error instanceof Error && 'code' in error && (error.code === 'ENOENT' || error.code === 'ENOTDIR'))
      return undefined;
    throw new DroverError('file-unreadable', {
      detail: `The file ${path} could not be read: ${messageOf(error)}`,
      help: 'Check that it is a file and that its permissions let you read it.',
      cause: error,
    });
  }
}
