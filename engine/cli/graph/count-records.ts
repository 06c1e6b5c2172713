import { join } from 'node:path';
import type { Kind } from '../../../modules/openstack/kind/kind.ts';
import { readExportFile } from '../../../modules/openstack/files/read-export-file.ts';
import { localConnection } from '../../transport/local.ts';
import type { Counts } from './drawn-kinds.ts';

/** How many records each kind has in a data directory; kinds without a file have no count. Throws for what cannot be read. */
export async function countRecords(folder: string, kinds: readonly Kind[]): Promise<NonNullable<Counts>> {
  const { files } = localConnection(process.env);
  const counts = new Map<string, number>();
  for (const { plural, file } of kinds) {
    const path = join(folder, file);
    if ((await files.status(path, { follow: true })) === undefined) continue;
    counts.set(plural, (await readExportFile(path, files)).records.length);
  }
  return counts;
}
