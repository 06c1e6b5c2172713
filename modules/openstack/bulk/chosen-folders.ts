import { join } from 'node:path';
import type { Files } from '../../../engine/module.ts';
import { allKinds } from '../kind-list.ts';
import type { Phase } from '../kind/filters-of-kind.ts';
import type { IndexOfCloud } from '../kind/index-of-cloud.ts';
import type { Kind } from '../kind/kind.ts';
import { isOwned } from '../kind/owners.ts';
import { folderNameOf, ofProject, type ProjectName } from '../project/project-folders.ts';
import { foldersOfProjects, projectsOfSource } from '../project/select-projects.ts';

/** A folder whose export files a run reads or writes. */
export interface ChosenFolder {
  readonly folder: string;
  /** Whose records stand there, where the run is about several projects; undefined: what no project owns. */
  readonly project: ProjectName | undefined;
  /** At the source. */
  readonly projectId?: string;
  /** In the order of their import. */
  readonly kinds: readonly Kind[];
}

/** A folder as playbooks pass it on, in `folders` of choose_kinds. */
export interface FolderItem extends Readonly<Record<string, unknown>> {
  readonly folder: string;
  /** By their plurals. */
  readonly kinds: readonly string[];
  /** Those of which none is made, and what is there is brought up to date. */
  readonly describes?: readonly string[];
  /** For people: ` (project web)`, or nothing. */
  readonly of?: string;
  readonly project?: ProjectName;
  readonly project_id?: string;
}

export interface FolderChoice {
  readonly phase: Phase;
  readonly dataDir: string;
  /** Undefined: the run is about the project of the credentials. */
  readonly projects: readonly unknown[] | undefined;
  readonly kinds: readonly Kind[];
  readonly index: IndexOfCloud;
  readonly files: Pick<Files, 'list' | 'status'>;
}

/** The folders of a run. For an import, only kinds whose files are there are in them. */
export async function chosenFolders(choice: FolderChoice): Promise<readonly ChosenFolder[]> {
  const { phase, files } = choice;
  const folders = await allFolders(choice);
  if (phase === 'export') return folders;
  return Promise.all(
    folders.map(async (one) => ({ ...one, kinds: await withFiles(one.kinds, one.folder, files) })),
  );
}

async function allFolders(choice: FolderChoice): Promise<readonly ChosenFolder[]> {
  const { projects, dataDir, kinds } = choice;
  if (projects === undefined) return [{ folder: dataDir, project: undefined, kinds }];
  const owned = kinds.filter(isOwned);
  const common = kinds.filter((kind) => !isOwned(kind));
  const found = await foldersOf(choice, projects, owned);
  return [{ folder: dataDir, project: undefined, kinds: common }, ...found];
}

async function foldersOf(
  { phase, dataDir, index, files }: FolderChoice,
  queries: readonly unknown[],
  kinds: readonly Kind[],
): Promise<readonly ChosenFolder[]> {
  if (phase === 'import') {
    if (kinds.length === 0) return [];
    const names = (await allKinds()).map(({ file }) => file);
    const folders = await foldersOfProjects(queries, dataDir, names, files);
    return folders.map((one) => ({ ...one, kinds }));
  }
  const found = await projectsOfSource(queries, index);
  return found.map(({ project, id }) => ({
    folder: join(dataDir, folderNameOf(project)),
    project,
    projectId: id,
    kinds,
  }));
}

async function withFiles(
  kinds: readonly Kind[],
  folder: string,
  files: Pick<Files, 'status'>,
): Promise<readonly Kind[]> {
  const found = await Promise.all(
    kinds.map(async ({ file }) => (await files.status(join(folder, file), { follow: true })) !== undefined),
  );
  return kinds.filter((_kind, index) => found[index]);
}

/** A folder as playbooks see it. */
export function folderItem(
  { folder, project, projectId, kinds }: ChosenFolder,
  described: readonly Kind[] = [],
): FolderItem {
  const describes = kinds.filter((kind) => described.includes(kind)).map(({ plural }) => plural);
  return {
    folder,
    kinds: kinds.map(({ plural }) => plural),
    ...(describes.length === 0 ? {} : { describes }),
    of: project === undefined ? '' : ofProject(project),
    ...(project === undefined ? {} : { project }),
    ...(projectId === undefined ? {} : { project_id: projectId }),
  };
}
