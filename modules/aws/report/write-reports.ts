import { dirname } from 'node:path';
import type { Files } from '../../../engine/module.ts';

/** A file with what it had before; `before` undefined: it is new. */
export interface ReportChange {
  readonly path: string;
  readonly before: string | undefined;
  readonly after: string;
}

/** Writes the files that differ from what is there; in check mode it only says which. */
export async function writeReports(
  reports: ReadonlyMap<string, string>,
  files: Files,
  checkMode: boolean,
): Promise<readonly ReportChange[]> {
  const changes: ReportChange[] = [];
  for (const [path, after] of reports) {
    const before =
      (await files.status(path, { follow: true })) === undefined
        ? undefined
        : Buffer.from(await files.read(path)).toString('utf8');
    if (before === after) continue;
    changes.push({ path, before, after });
    if (checkMode) continue;
    await files.makeDirectory(dirname(path), { parents: true });
    await files.write(path, after);
  }
  return changes;
}
