import { aligned } from '../text/aligned.ts';
import type { JournaledOperation } from '../module.ts';
import type { RunView } from '../run/state/list-runs.ts';
import { lastAttempt, type RunRecord } from '../run/state/run-record.ts';

/** What became of a run, in a word or two. */
function stateText({ record, life }: RunView): string {
  if (record === undefined || life === undefined) return 'unknown';
  if (life === 'elsewhere') return `running on ${lastAttempt(record)?.process.host ?? '?'}?`;
  if (life !== 'ended') return life;
  const exitCode = lastAttempt(record)?.exitCode ?? 0;
  return exitCode === 0 ? 'done' : `failed (${exitCode})`;
}

const COUNTS = ['created', 'updated', 'deleted', 'acted', 'failed', 'open'] as const;
/** Those that have a column only where one of the runs has any. */
const SELDOM: ReadonlySet<string> = new Set(['acted', 'failed']);

/** A table of runs, with a line for each. */
export function tableText(views: readonly RunView[]): string {
  const counts = COUNTS.filter((name) => !SELDOM.has(name) || views.some((view) => view.counts[name] > 0));
  const rows = views.map((view) => [
    view.id,
    view.record === undefined ? '' : timeText(view.record.attempts[0]?.begun),
    durationText(view.seconds),
    stateText(view),
    ...counts.map((name) => String(view.counts[name])),
    whatText(view.record),
  ]);
  const heads = ['run', 'begun (UTC)', 'took', 'state', ...counts, 'what'];
  const isNumber = (column: number): boolean => column > 3 && column < heads.length - 1;
  const table = aligned([heads, ...rows], isNumber);
  const problems = views.flatMap(({ problem }) => (problem === undefined ? [] : [`${problem}\n`]));
  return table + problems.join('');
}

/** One run: what was asked of it, what became of it, and its operations in order. */
export function runText(view: RunView): string {
  const { record, operations, counts } = view;
  const withheld = record?.asked.withheld ?? [];
  const facts: (readonly [string, string])[] = [
    ['run', view.id],
    ['state', stateText(view)],
    ...(record === undefined ? [] : factsOf(record)),
    ['took', durationText(view.seconds)],
    ['changes', COUNTS.map((name) => `${counts[name]} ${name}`).join(', ')],
    ...(withheld.length === 0 ? [] : [['not kept', `${withheld.join(', ')} (secret)`] as const]),
    ...(view.problem === undefined ? [] : [['problem', view.problem] as const]),
  ];
  const head = facts.filter(([, text]) => text !== '').map(([name, text]) => `${name.padEnd(10)}${text}\n`);
  const lines = aligned(operations.map(operationCells), (column) => column === 0);
  return `${head.join('')}${lines === '' ? '' : '\n'}${lines}`;
}

function factsOf(record: RunRecord): readonly (readonly [string, string])[] {
  return [
    ['what', whatText(record)],
    ['in', record.folder],
    ['lock', record.lock?.digest ?? ''],
    ...record.attempts.map(
      (attempt, index) =>
        [
          index === 0 ? 'begun' : 'resumed',
          `${timeText(attempt.begun)} UTC by drover ${attempt.drover}, process ${attempt.process.pid} on ${attempt.process.host}`,
        ] as const,
    ),
    ['ended', endText(record)],
  ];
}

function endText(record: RunRecord): string {
  const last = lastAttempt(record);
  return last?.ended === undefined ? '' : `${timeText(last.ended)} UTC with exit code ${last.exitCode ?? ''}`;
}

const DONE = { create: 'created', update: 'updated', delete: 'deleted', act: 'done' } as const;

function operationCells({ number, entry, state, id, message }: JournaledOperation): readonly string[] {
  const what = {
    done: DONE[entry.operation],
    failed: `${entry.operation} failed`,
    intended: `${entry.operation} open`,
  }[state];
  return [
    String(number),
    what,
    entry.kind,
    oneLine(entry.name),
    id ?? entry.id ?? '',
    oneLine(message ?? ''),
  ];
}

/** On one line, and without characters that would make the terminal do something. */
export function oneLine(text: string): string {
  return text.replace(/[\s\p{Cc}]+/gu, ' ').trim();
}

function whatText(record: RunRecord | undefined): string {
  if (record === undefined) return '';
  return `${record.command} ${record.asked.playbooks.map((path) => shortPath(path, record.folder)).join(' ')}`;
}

function shortPath(path: string, folder: string): string {
  return path.startsWith(`${folder}/`) ? path.slice(folder.length + 1) : path;
}

function timeText(time: string | undefined): string {
  return time === undefined ? '' : time.slice(0, 19).replace('T', ' ');
}

/** `0.4 s`, `12 s`, `3 min 05 s`, `2 h 07 min` */
function durationText(seconds: number | undefined): string {
  if (seconds === undefined) return '';
  if (seconds < 9.95) return `${seconds.toFixed(1)} s`;
  const whole = Math.round(seconds);
  if (whole < 60) return `${whole} s`;
  const two = (number: number): string => String(number).padStart(2, '0');
  if (whole < 3600) return `${Math.floor(whole / 60)} min ${two(whole % 60)} s`;
  return `${Math.floor(whole / 3600)} h ${two(Math.floor((whole % 3600) / 60))} min`;
}

/** A run for programs. Times are ISO 8601, UTC. */
export function runJson(view: RunView) {
  const { record } = view;
  const last = record === undefined ? undefined : lastAttempt(record);
  return {
    id: view.id,
    state: view.life === undefined ? 'unknown' : view.life.replace(' ', '_'),
    exit_code: last?.exitCode ?? null,
    begun: record?.attempts[0]?.begun ?? null,
    ended: last?.ended ?? null,
    seconds: view.seconds ?? null,
    command: record?.command ?? null,
    playbooks: record?.asked.playbooks ?? [],
    folder: record?.folder ?? null,
    ...(record?.lock === undefined ? {} : { lock: record.lock.digest }),
    attempts: (record?.attempts ?? []).map(({ process, drover, begun, ended, exitCode }) => ({
      host: process.host,
      pid: process.pid,
      drover,
      begun,
      ended: ended ?? null,
      exit_code: exitCode ?? null,
    })),
    ...view.counts,
    ...(view.problem === undefined ? {} : { problem: view.problem }),
  };
}

/** An operation for programs. */
export function operationJson({ number, entry, state, id, message }: JournaledOperation) {
  return {
    number,
    operation: entry.operation,
    kind: entry.kind,
    name: entry.name,
    id: id ?? entry.id ?? null,
    state: state === 'intended' ? 'open' : state,
    ...(message === undefined ? {} : { message }),
  };
}
