import type { EventSink, RunEvent } from '../run/events.ts';
import { openLiveLine, type LiveLine } from './live-line.ts';
import { createLiveTable, type LiveSpace } from './live-table.ts';
import { progressText } from './progress-text.ts';

/** How long a task may go on before its live line appears. */
const quietMs = 120;

/** How often the lines of what is under way side by side are drawn anew. */
const tableMs = 250;

/** Lines of the terminal that are not theirs: the task's own, and something of what was printed before. */
const otherRows = 4;

export interface TreeOptions {
  /** The terminal, as it is now. */
  readonly space: () => LiveSpace;
}

/**
 * On a terminal: what is over is printed by `report`; what takes time has a live line below it, with how far it has
 * come, its rate and the time left, and further lines for all that the task works on side by side. While the line
 * stands alone, items that went well wait for the end of the task; failures are printed at once.
 */
export function treeReport(report: EventSink, { space }: TreeOptions): EventSink {
  const table = createLiveTable();
  let drawing: NodeJS.Timeout | undefined;
  let held: RunEvent[] = [];
  let line: LiveLine | undefined;
  let timer: NodeJS.Timeout | undefined;
  let isOpening = false;
  /** Counts the tasks, so that a line that was opened too late is known. */
  let task = 0;
  /** How many hosts the task still works on. */
  let pending = 0;
  let title = '';
  let taskId = -1;
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
        draw();
      } else {
        opened.end();
        wait();
      }
    });
  };
  const draw = (): void => {
    if (line === undefined) return;
    const { rows, columns } = space();
    const lines = table.render({ rows: Math.max(1, rows - otherRows), columns }, performance.now());
    line.show([note, ...lines].join('\n'));
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
    table.clear();
    clearInterval(drawing);
    drawing = undefined;
  };
  const describe = (event: RunEvent): void => {
    if (event.type === 'progress') {
      if (event.task.id !== taskId) return;
      if (event.progress.key !== undefined) {
        table.note(event, performance.now());
        drawing ??= setInterval(draw, tableMs).unref();
        return;
      }
      note = progressText(event.progress);
    } else if (event.type === 'item') {
      items += 1;
      note = `${items} of ${event.count}: ${event.label}`;
    } else return;
    draw();
  };

  return (event) => {
    describe(event);
    if (event.type === 'progress') return;
    if (event.type === 'result') pending -= 1;
    if (pending <= 0 || isBorder(event)) endTask();
    if (line !== undefined && pending > 0 && table.size === 0 && isCalm(event)) {
      held.push(event);
      return;
    }
    print(event);
    if (event.type === 'task-start') {
      title = event.task.name;
      taskId = event.task.id;
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
  const calm: readonly RunEvent['type'][] = ['diff', 'included', 'warning', 'hook'];
  return calm.includes(event.type) || (event.type === 'result' && event.loop);
}
