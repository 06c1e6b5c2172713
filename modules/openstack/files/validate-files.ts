import { dirname } from 'node:path';
import { diagnostic, type Diagnostic } from '../../../engine/diagnostics/diagnostic.ts';
import { DroverError } from '../../../engine/diagnostics/drover-error.ts';
import type { Files } from '../../../engine/module.ts';
import type { IndexOfCloud } from '../kind/index-of-cloud.ts';
import type { ExportFile } from './export-file.ts';
import { readExportFile } from './read-export-file.ts';
import { knownRecords, validateRecords, type TypesOfRecords } from './validate.ts';
import { validateReferences } from './validate-references.ts';
import { validateTogether } from './validate-together.ts';

export interface ValidationInput {
  readonly paths: readonly string[];
  readonly types: TypesOfRecords;
  /** Whether references are looked at. */
  readonly references: boolean;
  readonly destination: IndexOfCloud | undefined;
}

/** Everything that is wrong in export files, by themselves and together. Only what is no DroverError is thrown. */
export async function validateFiles(
  { paths, types, references, destination }: ValidationInput,
  files: Pick<Files, 'read'>,
): Promise<readonly Diagnostic[]> {
  const diagnostics: Diagnostic[] = [];
  const read: ExportFile[] = [];
  const byFolder = new Map<string, readonly ExportFile[]>();
  for (const path of paths) {
    try {
      const file = await readExportFile(path, files);
      read.push(file);
      byFolder.set(dirname(path), [...(byFolder.get(dirname(path)) ?? []), file]);
    } catch (error) {
      if (!(error instanceof DroverError)) throw error;
      diagnostics.push(withPath(error.diagnostic, path));
    }
  }
  const records = knownRecords(read, types.kinds);
  diagnostics.push(...validateRecords(read, types));
  // What stands for one thing in one folder stands for two in those of two projects.
  for (const together of byFolder.values())
    diagnostics.push(...validateTogether(knownRecords(together, types.kinds)));
  if (references) diagnostics.push(...(await validateReferences(records, destination)));
  return diagnostics;
}

function withPath(problem: Diagnostic, path: string): Diagnostic {
  if (problem.detail.includes(path)) return problem;
  return diagnostic(problem.code, { ...problem, detail: `${path}: ${problem.detail}` });
}
