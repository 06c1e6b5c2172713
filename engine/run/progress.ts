import type { ProgressStep } from '../module.ts';
import type { Progress } from './events.ts';
import { createPace } from './meter.ts';
import { redacted } from './redact.ts';
import type { TaskFrame } from './task/frame.ts';
import { identityOf } from './task/identity.ts';

/** Events of progress come no more often than this; those of one key of several less often. Ends always come. */
const intervalMs = 100;
const keyedIntervalMs = 500;

/** Shows the progress of one call of a module. */
export interface ProgressReporter {
  report(step: ProgressStep): void;
  /** Ends the lines that the call has left open. */
  end(): void;
}

export interface ProgressOptions {
  /** Takes secrets out. */
  readonly clean: (text: string) => string;
  /** Under `no_log` nothing is told but numbers. */
  readonly noLog: boolean;
}

/** Adds rate and time left to steps of progress, thins them out, and takes secrets out of them. */
export function progressReporter(frame: TaskFrame, { clean, noLog }: ProgressOptions): ProgressReporter {
  const { run } = frame.play;
  const meter = createMeter();
  const lines = new Map<string, Line>();
  const emit = (progress: Progress): void => {
    run.emit({ type: 'progress', task: identityOf(frame.task, run), host: frame.host.name, progress });
  };
  const shown = (text: string): string => (noLog ? redacted : clean(text));
  const texts = ({ note, stage }: ProgressStep): Pick<Progress, 'note' | 'stage'> => ({
    ...(note === undefined ? {} : { note: shown(note) }),
    ...(stage === undefined ? {} : { stage: shown(stage) }),
  });
  const ofKey = (key: string, step: ProgressStep): void => {
    let line = lines.get(key);
    if (line === undefined) {
      // What is over before it was ever shown is not shown.
      if (step.isOver === true) return;
      line = openLine(run.nextId(), performance.now());
      lines.set(key, line);
    }
    const progress = line.step(step, performance.now());
    if (step.isOver === true) lines.delete(key);
    if (progress !== undefined) emit({ ...progress, ...texts(step), key: shown(key) });
  };
  return {
    report: (step) => {
      if (step.key !== undefined) {
        ofKey(step.key, step);
        return;
      }
      const progress = meter(step, performance.now());
      if (progress !== undefined) emit({ ...progress, ...texts(step) });
    },
    end: () => {
      for (const [key, line] of lines) ofKey(key, { ...line.last(), isOver: true });
    },
  };
}

interface Line {
  /** Undefined for a step that comes too soon to be shown. */
  step(step: ProgressStep, nowMs: number): Progress | undefined;
  last(): ProgressStep;
}

function openLine(number: number, begunMs: number): Line {
  const meter = createMeter(keyedIntervalMs);
  let last: ProgressStep = {};
  return {
    step: (step, nowMs) => {
      last = step;
      const progress = meter(step, nowMs);
      if (progress === undefined) return undefined;
      const { key: _key, note: _note, stage: _stage, ...rest } = progress;
      return { ...rest, line: number, seconds: (nowMs - begunMs) / 1000 };
    },
    last: () => last,
  };
}

/**
 * Measures rates; undefined for a step that comes too soon to be shown. A new stage, the step that completes it and the
 * end always are.
 */
export function createMeter(
  interval = intervalMs,
): (step: ProgressStep, nowMs: number) => Progress | undefined {
  const pace = createPace();
  let shownAtMs = -Infinity;
  let stage: string | undefined;
  let wasFull = false;
  return (step, nowMs) => {
    const { done = 0, total } = step;
    const measured = pace(step, nowMs);
    const isFull = total !== undefined && done >= total;
    const isNews = step.stage !== stage || (isFull && !wasFull) || step.isOver === true;
    wasFull = isFull;
    stage = step.stage;
    if (!isNews && nowMs - shownAtMs < interval) return undefined;
    shownAtMs = nowMs;
    return { ...step, done, ...measured };
  };
}
