import type { Progress } from './events.ts';
import { identityOf } from './task/identity.ts';
import type { TaskFrame } from './task/frame.ts';

/** Events of progress come no more often than this; the last one always comes. */
const intervalMs = 100;

export interface ProgressStep {
  readonly done: number;
  readonly total?: number;
  readonly unit?: string;
  readonly note?: string;
}

/** Adds rate and time left to steps of progress, and thins them out. */
export function progressReporter(
  frame: TaskFrame,
  clean: (note: string) => string = (note) => note,
): (step: ProgressStep) => void {
  const meter = createMeter();
  return (step) => {
    const progress = meter(step, performance.now());
    if (progress === undefined) return;
    const { note, ...rest } = progress;
    frame.play.run.emit({
      type: 'progress',
      task: identityOf(frame.task, frame.play.run),
      host: frame.host.name,
      progress: note === undefined ? rest : { ...rest, note: clean(note) },
    });
  };
}

/** Measures the rate from the first step on; undefined for a step that comes too soon to be shown. */
export function createMeter(): (step: ProgressStep, nowMs: number) => Progress | undefined {
  let first: { readonly atMs: number; readonly done: number } | undefined;
  let shownAtMs = -Infinity;
  return (step, nowMs) => {
    first ??= { atMs: nowMs, done: step.done };
    const isLast = step.total !== undefined && step.done >= step.total;
    if (!isLast && nowMs - shownAtMs < intervalMs) return undefined;
    shownAtMs = nowMs;
    const seconds = (nowMs - first.atMs) / 1000;
    const rate = seconds > 0.05 && step.done > first.done ? (step.done - first.done) / seconds : undefined;
    return {
      ...step,
      ...(rate === undefined ? {} : { rate }),
      ...(rate === undefined || step.total === undefined
        ? {}
        : { secondsLeft: Math.max(0, (step.total - step.done) / rate) }),
    };
  };
}
