import type { SourceFiles } from '../files.ts';
import { joinPath } from '../files-path.ts';

const extensions = ['.yml', '.yaml', '.json'] as const;

/**
 * The file of a role's folder: `main` with an extension first, without one last; of a name that was asked for
 * (`tasks_from`), as written first. Undefined where there is none.
 */
export function roleFile(folder: string, asked: string | undefined, files: SourceFiles): string | undefined {
  return candidates(folder, asked).find((path) => files.type(path) === 'file');
}

/** The files of variables: like `roleFile`, but a folder stands for all files in it and below, sorted. */
export function roleVariableFiles(
  folder: string,
  asked: string | undefined,
  files: SourceFiles,
): readonly string[] {
  const path = candidates(folder, asked).find((candidate) => files.type(candidate) !== undefined);
  if (path === undefined) return [];
  return files.type(path) === 'directory' ? variableFilesIn(path, files) : [path];
}

function candidates(folder: string, asked: string | undefined): readonly string[] {
  const name = asked ?? 'main';
  const order = asked === undefined ? [...extensions, ''] : ['', ...extensions];
  return order.map((extension) => joinPath(folder, name + extension));
}

/** All files of variables in a folder and below, but for hidden ones and backups. */
export function variableFilesIn(folder: string, files: SourceFiles): readonly string[] {
  return files.list(folder).flatMap((name) => {
    if (name.startsWith('.') || name.endsWith('~')) return [];
    const path = joinPath(folder, name);
    const type = files.type(path);
    if (type === 'directory') return name.includes('.') ? [] : variableFilesIn(path, files);
    return type === 'file' && hasVariableExtension(name) ? [path] : [];
  });
}

function hasVariableExtension(name: string): boolean {
  return !name.includes('.') || extensions.some((extension) => name.endsWith(extension));
}
