import type { ProgressStep } from '../module.ts';

/** What can be told of a work beside how far it has come. */
export interface Pace {
  /** Units a second. */
  readonly rate?: number;
  readonly secondsLeft?: number;
}

/** The rate is that of the last so many milliseconds, and of at least so many steps: of what is slow, of longer. */
const windowMs = 15_000;
const leastSteps = 5;
/** Steps that follow one another faster than this count as one. */
const spacingMs = 250;
/** So long nothing has come: the rate is 0, not unknown. */
const standstillMs = 5000;

interface Sample {
  readonly atMs: number;
  readonly done: number;
}

/**
 * Measures a rate over a sliding window, so that what came fast at first does not promise an early end. It begins anew
 * with each stage, and where a work is begun anew.
 */
export function createPace(): (step: Pick<ProgressStep, 'done' | 'total' | 'stage'>, nowMs: number) => Pace {
  let samples: Sample[] = [];
  let stage: string | undefined;
  return (step, nowMs) => {
    const { done = 0, total } = step;
    if (step.stage !== stage || done < (samples.at(-1)?.done ?? 0)) samples = [];
    stage = step.stage;
    const last = samples.at(-1);
    if (last === undefined || nowMs - last.atMs >= spacingMs) samples.push({ atMs: nowMs, done });
    while (samples.length > leastSteps && (samples[1]?.atMs ?? nowMs) <= nowMs - windowMs) samples.shift();
    const first = samples[0] ?? { atMs: nowMs, done };
    const milliseconds = nowMs - first.atMs;
    const came = done - first.done;
    if (came > 0 && milliseconds > 50) {
      const rate = (came / milliseconds) * 1000;
      return { rate, ...(total === undefined ? {} : { secondsLeft: Math.max(0, (total - done) / rate) }) };
    }
    // A work that has not begun to move (it waits for its turn) has no rate.
    return first.done > 0 && milliseconds >= standstillMs ? { rate: 0 } : {};
  };
}
