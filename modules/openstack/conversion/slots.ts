import { systemClock } from '../api/clock.ts';
import { adaptiveLimiter } from '../api/limiter.ts';
import type { Slots } from './conversion-host.types.ts';

/** The turns of a host that has so many. */
export function slotsOf(limit: number): Slots {
  const limiter = adaptiveLimiter(limit, systemClock);
  let load = 0;
  let chosen = 0;
  return {
    async run(task, signal) {
      load += 1;
      try {
        return await limiter.run(task, signal);
      } finally {
        load -= 1;
      }
    },
    slowDown: (epoch, pauseMs) => {
      limiter.slowDown(epoch, pauseMs);
    },
    speedUp: () => {
      limiter.speedUp();
    },
    choose: () => {
      chosen += 1;
    },
    get limit() {
      return limiter.limit;
    },
    get active() {
      return limiter.active;
    },
    get load() {
      return load;
    },
    get chosen() {
      return chosen;
    },
  };
}
