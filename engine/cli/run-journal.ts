import { homedir } from 'node:os';
import { join } from 'node:path';
import { collectDiagnostics } from '../diagnostics/diagnostic.ts';
import type { SourceFiles } from '../language/files.ts';
import { parseExtraVariables } from '../language/variables/extra-variables.ts';
import type { Journal } from '../module.ts';
import { earlierOperations } from '../run/journal-history.ts';
import { fileJournal, journalPath, memoryJournal, newRunId } from '../run/journal.ts';
import type { RunRequest } from '../run/options.ts';

export interface RunJournal extends Journal {
  close(): Promise<void>;
}

/**
 * The journal of a run: in the data directory that the extra variables name (`os_migrate_data_dir`), else among the
 * user's state. The file is made with the first write; a run in check mode has none.
 */
export function openJournal(request: RunRequest, files: SourceFiles): RunJournal {
  const dataDirectory = dataDirectoryOf(request.extraVars, files);
  const state = dataDirectory === undefined ? userState() : join(dataDirectory, '.drover');
  const earlier = earlierOperations(state);
  if (request.checkMode) return { ...memoryJournal(earlier), close: () => Promise.resolve() };
  return fileJournal(journalPath(state, newRunId(new Date(), process.pid)), earlier);
}

function dataDirectoryOf(extraVars: readonly string[], files: SourceFiles): string | undefined {
  /* Problems of extra variables are reported when the run itself reads them. */
  const variables = parseExtraVariables(extraVars, {
    files,
    homeDirectory: homedir(),
    sink: collectDiagnostics(),
  });
  const value = variables.get('os_migrate_data_dir');
  return typeof value === 'string' && !value.includes('{{') ? value : undefined;
}

function userState(): string {
  const base = process.env['XDG_STATE_HOME'];
  return join(base === undefined || base === '' ? join(homedir(), '.local', 'state') : base, 'drover');
}
