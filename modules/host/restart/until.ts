import { setTimeout as sleep } from 'node:timers/promises';
import { messageOf } from '../../../engine/diagnostics/drover-error.ts';
import type { TaskContext } from '../../../engine/module.ts';

/** Tries until it succeeds, and gives the last error where the time is over; `pauseMs` is the wait after a try. */
export async function untilSuccess<T>(
  wait: { readonly timeoutMs: number; readonly pauseMs: (tries: number) => number; readonly note: string },
  context: TaskContext,
  attempt: () => Promise<T>,
): Promise<{ readonly value: T } | { readonly error: string }> {
  const began = Date.now();
  for (let tries = 0; ; tries++) {
    const elapsed = Date.now() - began;
    context.progress({
      done: Math.floor(elapsed / 1000),
      total: Math.floor(wait.timeoutMs / 1000),
      unit: 'seconds',
      note: wait.note,
    });
    try {
      return { value: await attempt() };
    } catch (error) {
      context.signal.throwIfAborted();
      const left = wait.timeoutMs - (Date.now() - began);
      if (left <= 0) return { error: messageOf(error) };
      await sleep(Math.min(wait.pauseMs(tries), left), undefined, { signal: context.signal });
    }
  }
}
