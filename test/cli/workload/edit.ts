import { readFileSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { parse, stringify } from 'yaml';

type Params = Record<string, unknown>;

/** A record of an export file, as somebody edits it. */
export interface EditedRecord {
  readonly params: Params & { name?: unknown; volumes?: EditedRecord[] };
  _migration_params: Params;
  readonly _info: Params;
}

/** Edits the records of a file in the data directory; those that `edit` gives false for are taken out. */
export function editRecords(dataDir: string, file: string, edit: (record: EditedRecord) => unknown): void {
  const path = join(dataDir, file);
  // Boundary: an export file of drover's.
  const content = parse(readFileSync(path, 'utf8')) as { resources: EditedRecord[] };
  content.resources = content.resources.filter((record) => edit(record) !== false);
  writeFileSync(path, stringify(content));
}
