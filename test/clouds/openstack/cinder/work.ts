import type { Fate } from '../store/fates.ts';
import type { Snapshot, Volume } from './rows.ts';
import { timeOf, type VolumeState } from './state.ts';

/** What the service does after its answer. */
export type VolumeWork =
  | 'create'
  | 'delete'
  | 'extend'
  | 'retype'
  | 'upload'
  | 'manage'
  | 'unmanage'
  | 'snapshot'
  | 'delete_snapshot';

/** What it does it to. */
export type Worked = Volume | Snapshot;

/** Tells what comes of work; nothing is what ought to come of it. */
export type VolumeFate = (work: VolumeWork, row: Worked) => Fate;

type Kind = 'volumes' | 'snapshots';

interface Rows {
  readonly volumes: Volume;
  readonly snapshots: Snapshot;
}

/** Work on a volume or snapshot that has the status `while`: if it has another one by then, nothing is done. */
export interface Deed<K extends Kind> {
  readonly kind: K;
  readonly work: VolumeWork;
  readonly while: string;
  /** Does it; a throw is a failure. What it gives back is changed in the row. */
  readonly run: (row: Rows[K]) => Partial<Rows[K]> | 'gone';
  /** What is changed in the row where it fails. */
  readonly fail: Partial<Rows[K]>;
  /** What else is to be done then. */
  readonly failed?: () => void;
}

/** Does something after the answer. */
export function workLater<K extends Kind>(state: VolumeState, id: string, deed: Deed<K>): void {
  state.later.after(state.requestsUntilDone, () => {
    carryOut(state, id, deed);
  });
}

function carryOut<K extends Kind>(state: VolumeState, id: string, deed: Deed<K>): void {
  // Boundary: the table of a kind has its rows.
  const row = state[deed.kind].get(id) as Rows[K] | undefined;
  if (row?.status !== deed.while) return;
  const fate = state.fateOf(deed.work, row);
  if (fate === 'stuck') return;
  if (fate !== undefined && 'waits' in fate) {
    fate.waits(() => {
      carryOut(state, id, deed);
    });
    return;
  }
  finish(state, deed, row, fate === undefined ? outcome(deed, row) : failure(deed));
}

function outcome<K extends Kind>(deed: Deed<K>, row: Rows[K]): Partial<Rows[K]> | 'gone' {
  try {
    return deed.run(row);
  } catch {
    return failure(deed);
  }
}

function failure<K extends Kind>({ fail, failed }: Deed<K>): Partial<Rows[K]> {
  failed?.();
  return fail;
}

function finish<K extends Kind>(
  state: VolumeState,
  { kind }: Deed<K>,
  row: Rows[K],
  values: Partial<Rows[K]> | 'gone',
): void {
  if (values === 'gone') state[kind].remove(row.id);
  // Boundary: a row with some of its values changed is one of the same kind.
  else state[kind].replace({ ...row, ...values, updated_at: timeOf(state) } as never);
}
