import type { Operation } from '../operation.types.ts';
import { inOrder } from '../plan/in-order.ts';
import type { JournalLine, LineContent, Purpose, SwitchEnd } from './lines.types.ts';

export type OperationStatus = 'planned' | 'intended' | 'done' | 'failed' | 'undoing' | 'undone';

export interface RecordedOperation {
  readonly operation: Operation;
  readonly status: OperationStatus;
  /** When the status came about. */
  readonly at: string;
  readonly message?: string;
}

export type Phase = 'none' | 'switching' | 'switched' | 'reverting' | 'reverted';

/** Where a VPC stands. */
export interface SwitchState {
  readonly phase: Phase;
  /** Which switch of the VPC it is: 0 before the first. */
  readonly cycle: number;
  /** `sha256:…` of the discovery.yaml that it was planned from. */
  readonly config: string | undefined;
  /** When it was begun, and by which run. */
  readonly begun: string | undefined;
  readonly run: string | undefined;
  /** When it came into its phase. */
  readonly since: string | undefined;
  readonly operations: readonly RecordedOperation[];
  /** What has been cleaned up since the switch; its first operation that is done ends the way back. */
  readonly cleanup: CleanupState | undefined;
  /** The highest number of a line. */
  readonly last: number;
}

export interface CleanupState {
  readonly begun: string;
  readonly isEnded: boolean;
  readonly operations: readonly RecordedOperation[];
}

export const noSwitch: SwitchState = {
  phase: 'none',
  cycle: 0,
  config: undefined,
  begun: undefined,
  run: undefined,
  since: undefined,
  operations: [],
  cleanup: undefined,
  last: 0,
};

/** What the lines of a journal come to. Pure: the same lines give the same state. */
export function foldSwitch(lines: readonly JournalLine[]): SwitchState {
  return lines.reduce(takeLine, noSwitch);
}

export function takeLine(state: SwitchState, line: JournalLine): SwitchState {
  const next = steps[line.state](state, line as never);
  return { ...next, last: Math.max(state.last, line.number) };
}

type Of<S extends LineContent['state']> = Extract<JournalLine, { readonly state: S }>;

const steps: { readonly [S in LineContent['state']]: (state: SwitchState, line: Of<S>) => SwitchState } = {
  begin: (state, line) =>
    line.purpose === 'switch'
      ? {
          ...noSwitch,
          ...headOf(line),
          operations: line.operations.map(line.isAdopted === true ? adopted(line) : planned(line)),
        }
      : {
          ...state,
          cleanup: { begun: line.at, isEnded: false, operations: line.operations.map(planned(line)) },
        },
  extend: (state, line) => {
    const added = line.operations.map(planned(line));
    if (state.cleanup !== undefined && purposeOf(line) === 'cleanup')
      return {
        ...state,
        cleanup: { ...state.cleanup, isEnded: false, operations: joined(state.cleanup.operations, added) },
      };
    const operations = inOrder(joined(state.operations, added), ({ operation }) => operation);
    return { ...state, phase: 'switching', since: line.at, operations };
  },
  intend: (state, line) => marked(state, line, line.way === 'do' ? 'intended' : 'undoing'),
  done: (state, line) => marked(state, line, line.way === 'do' ? 'done' : 'undone'),
  failed: (state, line) => marked(state, line, 'failed'),
  end: (state, line) => {
    if (line.as !== 'cleaned')
      return { ...state, phase: line.as, since: line.at, operations: standing(state.operations, line.as) };
    return state.cleanup === undefined ? state : { ...state, cleanup: { ...state.cleanup, isEnded: true } };
  },
};

/** A cleanup that was planned and not begun leaves the switch open: further operations of it are no cleanup's. */
function purposeOf({ purpose, operations }: Of<'extend'>): Purpose {
  return purpose ?? (operations.every(({ id }) => id.includes('/cleanup/')) ? 'cleanup' : 'switch');
}

function headOf({ cycle, config, at, run, isAdopted }: Of<'begin'>) {
  const phase = isAdopted === true ? 'switched' : 'switching';
  return { phase, cycle, config, begun: at, run, since: at } as const;
}

function adopted({ at }: JournalLine): (operation: Operation) => RecordedOperation {
  return (operation) => ({ operation, status: 'done', at });
}

/** Of an operation that somebody else has done, when nobody knows. */
export function doneBefore(operation: Operation): RecordedOperation {
  return { operation, status: 'done', at: '' };
}

function planned({ at }: JournalLine): (operation: Operation) => RecordedOperation {
  return (operation) => ({ operation, status: 'planned', at });
}

/** What a switch that stands was to have and has not is no part of it: a later one asks for it anew, or does not. */
function standing(operations: readonly RecordedOperation[], as: SwitchEnd): readonly RecordedOperation[] {
  if (as !== 'switched') return operations;
  return operations.filter(({ status }) => status !== 'planned' && status !== 'undone');
}

/** An operation that was planned before keeps its first plan: its `before` is what was there before any switch. */
function joined(
  known: readonly RecordedOperation[],
  added: readonly RecordedOperation[],
): readonly RecordedOperation[] {
  const ids = new Set(known.map(({ operation }) => operation.id));
  return [...known, ...added.filter(({ operation }) => !ids.has(operation.id))];
}

function marked(
  state: SwitchState,
  line: Of<'intend' | 'done' | 'failed'>,
  status: OperationStatus,
): SwitchState {
  const mark = (one: RecordedOperation): RecordedOperation => {
    if (one.operation.id !== line.operation) return one;
    const { message: _before, ...rest } = one;
    const message = line.state === 'failed' ? { message: line.message } : {};
    return { ...rest, status, at: line.at, ...message };
  };
  const { cleanup } = state;
  if (cleanup?.operations.some(({ operation }) => operation.id === line.operation) === true)
    return { ...state, cleanup: { ...cleanup, operations: cleanup.operations.map(mark) } };
  const phase = line.way === 'undo' ? 'reverting' : state.phase === 'switched' ? 'switched' : 'switching';
  const since = phase === state.phase ? state.since : line.at;
  return { ...state, phase, since, operations: state.operations.map(mark) };
}
