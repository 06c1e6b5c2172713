import { mkdirSync } from 'node:fs';
import { join } from 'node:path';
import type { JournalEntry, JournaledOperation } from '../../../engine/module.ts';
import { fileJournal } from '../../../engine/run/journal.ts';
import { journalHistory } from '../../../engine/run/journal-history.ts';
import { journalPath, runFolder } from '../../../engine/run/state/run-folder.ts';
import { sessionFor } from '../../../modules/openstack/api/session-for.ts';
import { indexOfCloud } from '../../../modules/openstack/kind/index-of-cloud.ts';
import { writerFor, type Writer } from '../../../modules/openstack/kind/write.ts';
import { testRun } from '../../modules/openstack/support/run-module.ts';
import type { Workspace } from './workspace.ts';

/** A run whose writes a test chooses, with a journal in the data directory like that of any other run. */
export interface WrittenRun {
  readonly id: string;
  readonly source: Writer;
  readonly destination: Writer;
  readonly journal: ReturnType<typeof fileJournal>;
  /** What was written, as a later run reads it. */
  operations(): Promise<readonly JournaledOperation[]>;
  /** Notes what the run was about to do when it was killed. */
  begin(entry: JournalEntry): Promise<void>;
  end(): Promise<void>;
}

let runs = 0;

/** Begins a run for the migration of the server or volume `mark` of the source. */
export async function beginRun(workspace: Workspace, mark: string): Promise<WrittenRun> {
  const { source, destination, dataDir } = workspace;
  const run = testRun();
  runs += 1;
  const id = `2026-01-02-03040${runs}-${1000 + runs}`;
  const state = join(dataDir, '.drover');
  mkdirSync(runFolder(state, id), { recursive: true });
  const history = journalHistory(state);
  const journal = fileJournal(journalPath(state, id), { history });
  const writerAt = async (auth: Parameters<typeof sessionFor>[0], label: string): Promise<Writer> => {
    const session = await sessionFor(auth, run.context, { label });
    return writerFor({ index: indexOfCloud(session), journal, name: 'server "web"', source: mark });
  };
  return {
    id,
    journal,
    source: await writerAt({ auth: source.auth('src', 'src') }, 'source'),
    destination: await writerAt({ auth: destination.auth('dst', 'dst') }, 'destination'),
    operations: () => journalHistory(state).run(id),
    begin: async (entry) => {
      await journal.intend(entry);
    },
    end: async () => {
      await journal.close();
      await run.close();
    },
  };
}
