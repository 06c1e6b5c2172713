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
  for (const path of paths) {
    try {
      read.push(await readExportFile(path, files));
    } catch (error) {
      if (!(error instanceof DroverError)) throw error;
      diagnostics.push(withPath(error.diagnostic, path));
    }
  }
  const records = knownRecords(read, types.kinds);
  diagnostics.push(...validateRecords(read, types), ...validateTogether(records));
  if (references) diagnostics.push(...(await validateReferences(records, destination)));
  return diagnostics;
}

function withPath(problem: Diagnostic, path: string): Diagnostic {
  if (problem.detail.includes(path)) return problem;
  return diagnostic(problem.code, { ...problem, detail: `${path}: ${problem.detail}` });
}
