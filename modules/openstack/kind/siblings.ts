import type { TaskContext } from '../../../engine/module.ts';
import { readExportFile } from '../files/read-export-file.ts';
import type { ExportRecord } from '../files/record.ts';

/** Records of another file that an import looks at. */
export interface Siblings {
  readonly records: readonly ExportRecord[];
}

/** The records of a file, read once a run; none if there is no path or no file. */
export async function siblingsFor(path: string | undefined, context: TaskContext): Promise<Siblings> {
  if (path === undefined) return { records: [] };
  return context.pool.get(`openstack:siblings:${path}`, async () => {
    const status = await context.controller.files.status(path, { follow: true });
    if (status === undefined) return { records: [] };
    const file = await readExportFile(path, context.controller.files);
    return { records: file.records.map(({ record }) => record) };
  });
}
