import { abortReason, type Clock } from './clock.ts';

/** How many calls may be under way at once. It learns: halved when a service says that it is too much, then grown again. */
export interface Limiter {
  /** Runs the task when there is room. A waiter leaves the queue when its signal is aborted. */
  run<T>(task: (epoch: number) => Promise<T>, signal?: AbortSignal): Promise<T>;
  /**
   * Halves the limit and starts nothing for `pauseMs`. Calls that were started before the last halving do not halve
   * again: one burst counts once.
   */
  slowDown(epoch: number, pauseMs: number): void;
  /** Grows the limit by one for as many successes as the limit is high, up to where it began. */
  speedUp(): void;
  readonly limit: number;
  readonly active: number;
}

interface Waiter {
  start(): void;
}

/** A limiter that begins at, and never exceeds, `ceiling`. Waiters are served in the order of their coming. */
export function adaptiveLimiter(ceiling: number, clock: Clock): Limiter {
  const waiters = new Set<Waiter>();
  let allowed = ceiling;
  let active = 0;
  let epoch = 0;
  let resumeAt = 0;
  let waking = false;

  const pump = (): void => {
    const pause = resumeAt - clock.now();
    if (pause > 0 && waiters.size > 0) {
      wakeAfter(pause);
      return;
    }
    for (const waiter of waiters) {
      if (active >= Math.floor(allowed)) return;
      waiters.delete(waiter);
      active += 1;
      waiter.start();
    }
  };

  const wakeAfter = (ms: number): void => {
    if (waking) return;
    waking = true;
    void clock.sleep(ms).finally(() => {
      waking = false;
      pump();
    });
  };

  const admit = (signal: AbortSignal | undefined): Promise<void> =>
    new Promise((resolve, reject) => {
      if (signal?.aborted === true) {
        reject(abortReason(signal));
        return;
      }
      const leave = (): void => {
        waiters.delete(waiter);
        if (signal !== undefined) reject(abortReason(signal));
      };
      const waiter: Waiter = {
        start: () => {
          signal?.removeEventListener('abort', leave);
          resolve();
        },
      };
      signal?.addEventListener('abort', leave, { once: true });
      waiters.add(waiter);
      pump();
    });

  return {
    get limit() {
      return Math.floor(allowed);
    },
    get active() {
      return active;
    },
    async run(task, signal) {
      await admit(signal);
      try {
        return await task(epoch);
      } finally {
        active -= 1;
        pump();
      }
    },
    slowDown(startedIn, pauseMs) {
      resumeAt = Math.max(resumeAt, clock.now() + pauseMs);
      if (startedIn !== epoch) return;
      epoch += 1;
      allowed = Math.max(1, Math.floor(allowed) / 2);
    },
    speedUp() {
      allowed = Math.min(ceiling, allowed + 1 / allowed);
    },
  };
}
