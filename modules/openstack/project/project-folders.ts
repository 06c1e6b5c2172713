import { join } from 'node:path';
import type { Files } from '../../../engine/module.ts';

/** A project, as people and folders call it. */
export interface ProjectName extends Readonly<Record<string, unknown>> {
  readonly name: string;
  /** Undefined: the domain of the project of the credentials. */
  readonly domain?: string | null | undefined;
}

/*
 * A run about several projects keeps the files of each in a folder of its own below the data directory, called as the
 * project: `web`, or `web@partners` if it is in another domain than the project of the credentials.
 */

/** The name of a project's folder. What a folder cannot be called, and what means something in its name, is written as in addresses. */
export function folderNameOf({ name, domain }: ProjectName): string {
  return domain == null ? word(name) : `${word(name)}@${word(domain)}`;
}

/** The project that a folder is about; undefined for folders that are none of a project. */
export function projectOfFolder(folder: string): ProjectName | undefined {
  if (folder === '' || folder.startsWith('.')) return undefined;
  try {
    const [name = '', domain, ...more] = folder.split('@').map(decodeURIComponent);
    if (name === '' || domain === '' || more.length > 0) return undefined;
    const project = domain === undefined ? { name } : { name, domain };
    return folderNameOf(project) === folder ? project : undefined;
  } catch {
    return undefined;
  }
}

/** What people call a project: `web`, or `web@partners`. */
export function projectLabel({ name, domain }: ProjectName): string {
  return domain == null ? name : `${name}@${domain}`;
}

/** Whose something is, at the end of what it is called. */
export function ofProject(project: ProjectName): string {
  return ` (project ${projectLabel(project)})`;
}

/** A folder of a project in a data directory. */
export interface ProjectFolder {
  readonly project: ProjectName;
  readonly folder: string;
}

/** The folders of projects in a data directory: those with an export file in them, in the order of their names. */
export async function projectFoldersIn(
  dataDir: string,
  fileNames: readonly string[],
  files: Pick<Files, 'list' | 'status'>,
): Promise<readonly ProjectFolder[]> {
  if ((await files.status(dataDir, { follow: true })) === undefined) return [];
  const found: ProjectFolder[] = [];
  for (const name of (await files.list(dataDir)).toSorted()) {
    const project = projectOfFolder(name);
    const folder = join(dataDir, name);
    if (project === undefined || (await files.status(folder, { follow: true }))?.type !== 'directory')
      continue;
    const inside = new Set(await files.list(folder));
    if (fileNames.some((file) => inside.has(file))) found.push({ project, folder });
  }
  return found;
}

function word(text: string): string {
  return text
    .replaceAll(/[%@/\\\u0000-\u001f]/g, (character) => encodeURIComponent(character))
    .replace(/^\./, '%2E');
}
