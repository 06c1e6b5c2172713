import { join } from 'node:path';
import type { RunRequest } from '../run/options.ts';
import { keepNothing, keepRun, type KeptRun } from '../run/state/keep-run.ts';
import { newRunId } from '../run/state/run-folder.ts';
import type { RunRecord } from '../run/state/run-record.ts';
import { localConnection } from '../transport/local.ts';
import { askedOf } from './asked.ts';
import { lockName } from '../sources/project-place.ts';
import type { FlagValues } from './flags.ts';
import type { RunLock } from './roles/for-run.ts';
import type { RememberingFiles } from './source-hashes.ts';
import { statePlace, userState, type StatePlace } from './state-place.ts';
import { versionNumber } from './version.ts';

/** A run that is gone on with, and where it is kept. */
export interface Resumed {
  readonly record: RunRecord;
  readonly place: StatePlace;
}

export interface RunToKeep {
  readonly command: string;
  readonly request: RunRequest;
  readonly flags: FlagValues;
  readonly files: RememberingFiles;
  readonly resumed: Resumed | undefined;
  /** Nothing is to be written: check mode, lists. */
  readonly isDry: boolean;
  readonly warn: (message: string) => void;
  /** The lock of roles that it runs with. */
  readonly lock?: RunLock | undefined;
}

/** A run as it is kept in its data directory. */
export interface OpenedRun extends KeptRun {
  readonly id: string;
  readonly place: StatePlace;
}

/**
 * Opens what a run keeps: in the data directory that the extra variables name (`os_migrate_data_dir`), else among the
 * user's state. Its folder is made with its first write; a run in check mode has none.
 */
export async function openRun(run: RunToKeep): Promise<OpenedRun> {
  const { command, request, flags, files, resumed, warn, lock } = run;
  const place = resumed?.place ?? statePlace({ ...request, files });
  const id = resumed?.record.id ?? newRunId(new Date(), process.pid);
  if (run.isDry) return { ...keepNothing(place.stateFolder), id, place };
  const kept = await keepRun({
    ...place,
    runId: id,
    locksFolder: join(userState(), 'locks'),
    files: localConnection(process.env).files,
    isForced: flags.forceUnlock ?? false,
    warn,
    drover: versionNumber(),
    record: () => {
      const asked = askedOf(request.playbooks, flags, files);
      const { record } = resumed ?? {};
      return {
        format: 1,
        id,
        command: record?.command ?? command,
        folder: record?.folder ?? process.cwd(),
        asked: { ...asked, withheld: [...new Set([...(record?.asked.withheld ?? []), ...asked.withheld])] },
        sources: { ...record?.sources, ...files.hashes() },
        ...(lock === undefined ? {} : { lock: { digest: lock.folders.digest, folder: lock.folder } }),
      };
    },
    ...(resumed === undefined ? {} : { resumed: resumed.record }),
    ...(lock === undefined ? {} : { beside: new Map([[lockName, lock.text]]) }),
  });
  // Content that was resolved for this run is that of nothing else: what it was has to be known later.
  if (lock !== undefined) await kept.begin();
  return { ...kept, id, place };
}
