import { readFileSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { parse, stringify } from 'yaml';
import type { WorkloadWorkspace } from './workspace.ts';

/** A record of an export file, to be edited in place. */
export interface EditableRecord {
  readonly params: Record<string, unknown>;
  readonly _migration_params: Record<string, unknown>;
}

/** Edits the record with this name in an export file, as a user would. */
export function editRecord(
  { dataDir }: WorkloadWorkspace,
  file: string,
  name: string,
  edit: (record: EditableRecord) => void,
): void {
  const path = join(dataDir, file);
  // Boundary: drover has written it.
  const content = parse(readFileSync(path, 'utf8')) as { readonly resources: readonly EditableRecord[] };
  const record = content.resources.find((each) => each.params['name'] === name);
  if (record === undefined) throw new Error(`${file} has no record of '${name}'.`);
  edit(record);
  writeFileSync(path, stringify(content));
}
