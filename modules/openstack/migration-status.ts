import { join, relative } from 'node:path';
import type { Files } from '../../engine/module.ts';
import { readExportFile } from './files/read-export-file.ts';
import { sourceIdOf } from './files/record.ts';
import { journaledAs } from './kind/collection.ts';
import type { Kind } from './kind/kind.ts';
import { projectFoldersIn, projectLabel } from './project/project-folders.ts';

/** How far the records of one file have come. */
export interface KindStatus {
  readonly kind: string;
  /** Whose they are, where the files are those of several projects. */
  readonly project: string | null;
  readonly file: string;
  readonly records: number;
  /** Of how many it is known what they are at the destination. */
  readonly arrived: number;
}

/**
 * How far a migration has come, as the files and the id map of a data directory tell; no cloud is asked. `lines`: those
 * of all id maps. Kinds without a file are left out.
 */
export async function migrationStatus(
  dataDir: string,
  kinds: readonly Kind[],
  files: Files,
  lines: readonly string[],
): Promise<readonly KindStatus[]> {
  const known = new Set(lines.flatMap(sourceIn));
  const names = kinds.map(({ file }) => file);
  const several = await projectFoldersIn(dataDir, names, files);
  const statuses: KindStatus[] = [];
  for (const { folder, project } of [{ folder: dataDir, project: undefined }, ...several]) {
    for (const kind of kinds) {
      const path = join(folder, kind.file);
      if ((await files.status(path, { follow: true })) === undefined) continue;
      const { records } = await readExportFile(path, files);
      const own = records.filter(({ record }) => record.type === kind.type);
      const arrived = own.filter(({ record }) =>
        known.has(keyOf(journaledAs(kind.collection), sourceIdOf(record) ?? '')),
      );
      statuses.push({
        kind: kind.plural,
        project: project === undefined ? null : projectLabel(project),
        file: relative(dataDir, path),
        records: own.length,
        arrived: arrived.length,
      });
    }
  }
  return statuses;
}

function sourceIn(line: string): readonly string[] {
  try {
    // Boundary: the file is our own.
    const { kind, source } = JSON.parse(line) as { readonly kind: string; readonly source: string };
    return [keyOf(kind, source)];
  } catch {
    return [];
  }
}

function keyOf(kind: string, source: string): string {
  return `${kind} ${source}`;
}
