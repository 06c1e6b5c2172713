import type { EventSink, Progress, RunEvent } from '../run/events.ts';
import { openLiveLine, type LiveLine } from './live-line.ts';

/** How long a task may go on before its live line appears. */
const quietMs = 120;

/**
 * On a terminal: what is over is printed by `report`; what takes time has a live line below it, with how far it has
 * come, its rate and the time left. While the line stands, items that went well wait for the end of the task;
 * failures are printed at once.
 */
export function treeReport(report: EventSink): EventSink {
  let held: RunEvent[] = [];
  let line: LiveLine | undefined;
  let timer: NodeJS.Timeout | undefined;
  let isOpening = false;
  /** Counts the tasks, so that a line that was opened too late is known. */
  let task = 0;
  /** How many hosts the task still works on. */
  let pending = 0;
  let title = '';
  let note = '';
  let items = 0;

  const wait = (): void => {
    if (pending <= 0 || timer !== undefined || line !== undefined || isOpening) return;
    timer = setTimeout(begin, quietMs);
    timer.unref();
  };
  const begin = (): void => {
    timer = undefined;
    const begun = task;
    // Somebody is being asked something: the keyboard is read key by key then.
    if (process.stdin.isRaw) {
      wait();
      return;
    }
    isOpening = true;
    void openLiveLine(title, () => {
      line = undefined;
      wait();
    }).then((opened) => {
      isOpening = false;
      if (task === begun && line === undefined) {
        line = opened;
        line.show(note);
      } else {
        opened.end();
        wait();
      }
    });
  };
  const print = (event: RunEvent): void => {
    line?.end();
    line = undefined;
    for (const before of held) report(before);
    held = [];
    report(event);
  };
  const endTask = (): void => {
    clearTimeout(timer);
    timer = undefined;
    task += 1;
    pending = 0;
    note = '';
    items = 0;
  };
  const describe = (event: RunEvent): void => {
    if (event.type === 'progress') note = progressText(event.progress);
    else if (event.type === 'item') {
      items += 1;
      note = `${items} of ${event.count}: ${event.label}`;
    } else return;
    line?.show(note);
  };

  return (event) => {
    describe(event);
    if (event.type === 'progress') return;
    if (event.type === 'result') pending -= 1;
    if (pending <= 0 || isBorder(event)) endTask();
    if (line !== undefined && pending > 0 && isCalm(event)) {
      held.push(event);
      return;
    }
    print(event);
    if (event.type === 'task-start') {
      title = event.task.name;
      pending = event.hosts.length;
    }
    wait();
  };
}

/** What ends the task before it. */
function isBorder({ type }: RunEvent): boolean {
  return type === 'task-start' || type === 'play-start' || type === 'recap' || type === 'interrupted';
}

/** What can wait for the end of a task that takes long. */
function isCalm(event: RunEvent): boolean {
  if (event.type === 'item')
    return event.outcome.status !== 'failed' && event.outcome.status !== 'unreachable';
  const calm: readonly RunEvent['type'][] = ['diff', 'included', 'warning'];
  return calm.includes(event.type) || (event.type === 'result' && event.loop);
}

/** `120 of 1000 rules, 45/s, 20 s left`. */
export function progressText(progress: Progress): string {
  const total = progress.total === undefined ? '' : ` of ${progress.total}`;
  const unit = progress.unit === undefined ? '' : ` ${progress.unit}`;
  const rate = progress.rate === undefined ? '' : `, ${formatRate(progress.rate)}/s`;
  const left = progress.secondsLeft === undefined ? '' : `, ${formatSeconds(progress.secondsLeft)} left`;
  const note = progress.note === undefined ? '' : `: ${progress.note}`;
  return `${progress.done}${total}${unit}${rate}${left}${note}`;
}

function formatRate(rate: number): string {
  return rate >= 10 ? rate.toFixed(0) : rate.toFixed(1);
}

function formatSeconds(seconds: number): string {
  const whole = Math.round(seconds);
  if (whole < 60) return `${whole} s`;
  const minutes = Math.floor(whole / 60);
  return minutes < 60
    ? `${minutes} min ${whole % 60} s`
    : `${Math.floor(minutes / 60)} h ${minutes % 60} min`;
}
