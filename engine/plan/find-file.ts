import { joinPath } from '../language/files-path.ts';
import type { SourceFiles } from '../language/files.ts';
import type { NodeContext } from './planned.ts';

export type FileFolder = 'files' | 'templates' | 'vars' | 'tasks' | 'handlers';

/**
 * Where a file named in a task is looked for, in order: in a role, in the role's own folder for such files, the
 * role, and its tasks; then beside the files that led here; then beside the playbook, there too first in the folder
 * for such files.
 */
export function candidates(name: string, folder: FileFolder, context: NodeContext): readonly string[] {
  return candidatesFrom([], name, folder, context);
}

/** The same for `include_tasks`, which looks into the tasks (or handlers) of its role before the file's own folder. */
export function includeCandidates(name: string, context: NodeContext): readonly string[] {
  const folder = context.handler ? 'handlers' : 'tasks';
  const first = context.role === undefined ? [] : [`${context.role.role.path}/${folder}`];
  return candidatesFrom(first, name, folder, context);
}

function candidatesFrom(
  first: readonly string[],
  name: string,
  folder: FileFolder,
  context: NodeContext,
): readonly string[] {
  if (name.startsWith('/')) return [name];
  const bases = [...first];
  if (folder === 'tasks' || folder === 'handlers') bases.push(...context.folders);
  for (const role of rolesOf(context)) bases.push(`${role}/${folder}`, role, `${role}/tasks`);
  for (const base of context.folders) bases.push(`${base}/${folder}`, base);
  bases.push(`${context.playFolder}/${folder}`, context.playFolder);
  return [...new Set(bases.map((base) => joinPath(base, name)))];
}

/** The first candidate that is a file (or, if asked for, a folder). */
export function findFile(
  name: string,
  folder: FileFolder,
  context: NodeContext,
  files: SourceFiles,
  kind: 'file' | 'any' = 'file',
): string | undefined {
  return candidates(name, folder, context).find((path) => {
    const type = files.type(path);
    return kind === 'any' ? type !== undefined : type === 'file';
  });
}

/** The file of an `include_tasks`. */
export function findIncluded(name: string, context: NodeContext, files: SourceFiles): string | undefined {
  return includeCandidates(name, context).find((path) => files.type(path) === 'file');
}

/** Folders that lookups and modules search for a relative name. */
export function searchFolders(context: NodeContext): readonly string[] {
  const folders: string[] = [];
  for (const role of rolesOf(context)) folders.push(role, `${role}/tasks`);
  folders.push(...context.folders, context.playFolder);
  return [...new Set(folders)];
}

/** The role of the task first, then those that led to it, innermost first. */
function rolesOf(context: NodeContext): readonly string[] {
  if (context.role === undefined) return [];
  return [context.role, ...[...context.role.parents].reverse()].map((instance) => instance.role.path);
}
