import { systemClock } from '../api/clock.ts';

/** How long something is waited for, and what may end the wait. */
export interface Patience {
  readonly timeoutMs: number;
  readonly signal?: AbortSignal | undefined;
}

/** Pauses in milliseconds grow from the first to the longest. */
const PAUSE = { first: 250, longest: 5000, growth: 1.5 } as const;

/**
 * Looks until `look` gives something else than undefined; undefined if the time is over before. It looks once when the
 * time is over. What `look` throws ends the wait.
 */
export async function waitFor<T>(
  look: () => Promise<T | undefined>,
  { timeoutMs, signal }: Patience,
): Promise<T | undefined> {
  const end = systemClock.now() + timeoutMs;
  for (let pause: number = PAUSE.first; ; pause = Math.min(pause * PAUSE.growth, PAUSE.longest)) {
    const found = await look();
    if (found !== undefined) return found;
    const left = end - systemClock.now();
    if (left <= 0) return undefined;
    await systemClock.sleep(Math.min(pause, left), signal);
  }
}
