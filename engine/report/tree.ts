import type { EventSink, Progress, RunEvent } from '../run/events.ts';
import { plainReport, type PlainOptions } from './plain.ts';

/** How long a task may go on before its live line appears. */
const quietMs = 120;

interface LiveLine {
  readonly show: (text: string) => void;
  readonly end: () => void;
}

/**
 * On a terminal: what is over is printed in the plain shape; what takes time has a live line below it, with how far
 * it has come, its rate and the time left. listr2 draws the line and is loaded when the first one is needed.
 */
export function treeReport(options: PlainOptions): EventSink {
  const plain = plainReport(options);
  let held: RunEvent[] = [];
  let line: LiveLine | undefined;
  let timer: NodeJS.Timeout | undefined;
  let title = '';
  let note = '';
  let items = 0;

  const begin = (): void => {
    void openLiveLine(title).then((opened) => {
      if (timer === undefined) opened.end();
      else {
        line = opened;
        line.show(note);
      }
    });
  };
  const flush = (): void => {
    if (timer !== undefined) clearTimeout(timer);
    timer = undefined;
    line?.end();
    line = undefined;
    for (const event of held) plain(event);
    held = [];
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
    if (event.type === 'task-start') {
      flush();
      title = event.task.name;
      plain(event);
      timer = setTimeout(begin, quietMs);
      timer.unref();
      return;
    }
    describe(event);
    if (event.type === 'progress') return;
    if (timer === undefined) {
      plain(event);
      return;
    }
    held.push(event);
    const isOver = event.type === 'recap' || event.type === 'play-start' || event.type === 'interrupted';
    if (isOver || (event.type === 'result' && line === undefined)) flush();
  };
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

async function openLiveLine(title: string): Promise<LiveLine> {
  const { Listr } = await import('listr2');
  let finish: () => void = () => undefined;
  let show: (text: string) => void = () => undefined;
  const over = new Promise<void>((resolve) => {
    finish = resolve;
  });
  const list = new Listr(
    [
      {
        title,
        task: (_context, task) => {
          show = (text) => {
            task.title = text === '' ? title : `${title}  ${text}`;
          };
          return over;
        },
      },
    ],
    { rendererOptions: { clearOutput: true, removeEmptyLines: true }, registerSignalListeners: false },
  );
  void list.run();
  return { show: (text) => show(text), end: finish };
}
