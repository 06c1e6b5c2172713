import type { Progress, RunEvent } from '../run/events.ts';
import { amountText, oneLine, shareText } from './progress-text.ts';
import { bytesText, percentText, rateText, secondsText } from './units.ts';

/** What moved before and then does not for so many seconds stands still: its rate is no longer true. */
const standstillSeconds = 15;

type ProgressEvent = Extract<RunEvent, { type: 'progress' }>;

interface Line {
  readonly number: number;
  readonly host: string;
  readonly progress: Progress;
  /** When its stage began, and when anything came last. */
  readonly stageAtMs: number;
  readonly atMs: number;
}

/** The lines of what is under way side by side: values in, text out. */
export interface LiveTable {
  note(event: ProgressEvent, nowMs: number): void;
  readonly size: number;
  clear(): void;
  render(space: LiveSpace, nowMs: number): readonly string[];
}

/** The room that there is: at most so many lines. They are laid out for so many columns; who draws them cuts them off there. */
export interface LiveSpace {
  readonly rows: number;
  readonly columns: number;
}

export function createLiveTable(): LiveTable {
  const lines = new Map<number, Line>();
  return {
    note: ({ host, progress }, nowMs) => {
      const { line: number } = progress;
      if (number === undefined) return;
      if (progress.isOver === true) {
        lines.delete(number);
        return;
      }
      const before = lines.get(number);
      const isSameStage = before !== undefined && before.progress.stage === progress.stage;
      lines.set(number, {
        number,
        host,
        progress,
        stageAtMs: isSameStage ? before.stageAtMs : nowMs,
        atMs: nowMs,
      });
    },
    get size() {
      return lines.size;
    },
    clear: () => {
      lines.clear();
    },
    render: (space, nowMs) => tableOf([...lines.values()], space, nowMs),
  };
}

function tableOf(lines: readonly Line[], { rows, columns }: LiveSpace, nowMs: number): readonly string[] {
  const sum = together(lines, nowMs);
  const room = Math.max(1, rows - (sum === undefined ? 0 : 1));
  const shown = lines.length <= room ? lines : chosen(lines, Math.max(1, room - 1), nowMs);
  const rest = lines.length - shown.length;
  const hasHosts = new Set(lines.map(({ host }) => host)).size > 1;
  const cells = shown.map((line) => cellsOf(line, hasHosts, nowMs));
  const texts = inColumns(sum === undefined ? cells : [...cells, sum], columns);
  return rest === 0 ? texts : texts.toSpliced(shown.length, 0, `… and ${rest} more`);
}

/**
 * Where there is no room for all: first those that move, of these those that take longest, then those that began last.
 * They keep their order, so that they do not jump about.
 */
function chosen(lines: readonly Line[], count: number, nowMs: number): readonly Line[] {
  const rank = ({ progress: { rate, secondsLeft = 1 }, atMs }: Line): number => {
    if (rate === undefined || isStill({ rate, atMs }, nowMs)) return -1;
    // In powers of two: what is left changes all the time, and who is shown should not.
    return Math.floor(Math.log2(Math.max(1, secondsLeft)));
  };
  const kept = new Set(lines.toSorted((a, b) => rank(b) - rank(a) || b.number - a.number).slice(0, count));
  return lines.filter((line) => kept.has(line));
}

function isStill({ rate, atMs }: { readonly rate?: number; readonly atMs: number }, nowMs: number): boolean {
  return rate !== undefined && nowMs - atMs >= standstillSeconds * 1000;
}

type Cells = readonly [key: string, stage: string, amount: string, share: string, rate: string, left: string];

function cellsOf(line: Line, hasHosts: boolean, nowMs: number): Cells {
  const { progress, host, atMs, stageAtMs } = line;
  const { key = '', stage = '', rate, secondsLeft, unit, note } = progress;
  const still = isStill({ ...(rate === undefined ? {} : { rate }), atMs }, nowMs);
  const isMoving = rate !== undefined && !still;
  const left = still
    ? `nothing new for ${secondsText((nowMs - atMs) / 1000)}`
    : secondsLeft === undefined
      ? `for ${secondsText((nowMs - stageAtMs) / 1000)}`
      : `${secondsText(secondsLeft)} left`;
  const told = note === undefined || note === key ? '' : `  ${oneLine(note)}`;
  return [
    oneLine(hasHosts ? `${host}: ${key}` : key),
    oneLine(stage),
    amountText(progress),
    shareText(progress),
    isMoving ? rateText(rate, unit) : '',
    left + told,
  ];
}

function shortened(text: string, longest: number): string {
  return text.length <= longest ? text : `${text.slice(0, longest - 1)}…`;
}

/** The sum of what is counted in bytes, where there are several of them. */
function together(lines: readonly Line[], nowMs: number): Cells | undefined {
  const counted = lines.filter(({ progress }) => progress.unit === 'bytes' && progress.total !== undefined);
  if (counted.length < 2) return undefined;
  const sum = (of: (line: Line) => number): number => counted.reduce((all, line) => all + of(line), 0);
  const done = sum(({ progress }) => progress.done);
  const total = sum(({ progress }) => progress.total ?? 0);
  const rate = sum(({ progress, atMs }) =>
    progress.rate === undefined || isStill({ rate: progress.rate, atMs }, nowMs) ? 0 : progress.rate,
  );
  return [
    'together',
    '',
    `${bytesText(done)} of ${bytesText(total)}`,
    percentText(done, total),
    rate === 0 ? '' : rateText(rate, 'bytes'),
    rate === 0 ? '' : `${secondsText((total - done) / rate)} left`,
  ];
}

/** Numbers to the right, words to the left; columns that nobody has are left out. */
const isNumber: readonly boolean[] = [false, false, true, true, true, false];

function inColumns(rows: readonly Cells[], columns: number): readonly string[] {
  const widths = isNumber.map((_number, column) =>
    Math.max(0, ...rows.map((cells) => cells[column]?.length ?? 0)),
  );
  const taken = widths.slice(1).reduce((sum, width) => sum + (width === 0 ? 0 : width + GAP), 0);
  // Names give way to numbers, as far as they can still be told apart.
  const longest = Math.max(SHORTEST, columns - INDENT - taken);
  widths[0] = Math.min(widths[0] ?? 0, longest);
  return rows.map(([key, ...cells]) =>
    [shortened(key, longest), ...cells]
      .flatMap((cell, column) => {
        const width = widths[column] ?? 0;
        if (width === 0) return [];
        return isNumber[column] === true ? cell.padStart(width) : cell.padEnd(width);
      })
      .join(' '.repeat(GAP))
      .trimEnd(),
  );
}

const GAP = 2;
/** What stands before and behind each line. */
const INDENT = 4;
const SHORTEST = 12;
