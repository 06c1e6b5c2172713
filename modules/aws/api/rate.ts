/** How often may be called: a token bucket that learns from being told "too often". */
import { setTimeout as sleep } from 'node:timers/promises';

export interface Rate {
  /** Resolves when the next call may go out; calls go in the order of their coming. */
  take(signal?: AbortSignal): Promise<void>;
  /** AWS said that it was too often: half as often from now on. */
  slowDown(): void;
  /** A call went well: slowly back to the rate that was set. */
  speedUp(): void;
  readonly perSecond: number;
}

export interface RatePorts {
  readonly now: () => number;
  readonly sleep: (ms: number, signal?: AbortSignal) => Promise<unknown>;
}

const SYSTEM: RatePorts = {
  now: () => performance.now(),
  sleep: (ms, signal) => sleep(ms, undefined, signal === undefined ? {} : { signal }),
};
const LOWEST = 0.5;
/** Of the ceiling, regained with each call that goes well. */
const REGAINED = 0.01;

/** A rate of `ceiling` calls a second, which as many may use up at once after a second of rest. */
export function createRate(ceiling: number, ports: RatePorts = SYSTEM): Rate {
  const lowest = Math.min(LOWEST, ceiling);
  const capacity = Math.max(1, ceiling);
  let perSecond = ceiling;
  let tokens = capacity;
  let filledAt = ports.now();
  let last: Promise<void> = Promise.resolve();

  const fill = (): void => {
    const now = ports.now();
    tokens = Math.min(capacity, tokens + ((now - filledAt) / 1000) * perSecond);
    filledAt = now;
  };
  const wait = async (signal: AbortSignal | undefined): Promise<void> => {
    signal?.throwIfAborted();
    fill();
    while (tokens < 1) {
      await ports.sleep(((1 - tokens) / perSecond) * 1000, signal);
      fill();
    }
    tokens -= 1;
  };

  return {
    get perSecond() {
      return perSecond;
    },
    take(signal) {
      const mine = last.then(() => wait(signal));
      // One that gives up does not hold up those behind it.
      last = mine.catch(() => undefined);
      return mine;
    },
    slowDown() {
      fill();
      perSecond = Math.max(lowest, perSecond / 2);
      tokens = Math.min(tokens, 0);
    },
    speedUp() {
      fill();
      perSecond = Math.min(ceiling, perSecond + ceiling * REGAINED);
    },
  };
}
