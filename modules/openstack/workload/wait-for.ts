import { DroverError } from '../../../engine/diagnostics/drover-error.ts';
import { systemClock } from '../api/clock.ts';

/** How long something is waited for, and what may end the wait. */
export interface Patience {
  readonly timeoutMs: number;
  readonly signal: AbortSignal;
}

/** Pauses in milliseconds grow from the first to the longest. */
const PAUSE = { first: 250, longest: 5000, growth: 1.5 } as const;

/**
 * Looks until `look` gives something else than undefined; undefined if the time is over before. What `look` throws ends
 * the wait.
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

/** Whether a call was refused since there is no such thing (any more). */
export function isGone(error: unknown): boolean {
  return error instanceof DroverError && error.code === 'openstack-not-found';
}
