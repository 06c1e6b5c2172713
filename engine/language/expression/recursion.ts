import { templateError } from './errors.ts';

/** Runs `work`; one that calls itself without end, or is nested too deeply, is an error of the template. */
export function withinStack<T>(work: () => T): T {
  try {
    return work();
  } catch (error) {
    if (error instanceof RangeError && error.message.includes('call stack'))
      throw templateError(
        'maximum recursion depth exceeded',
        'A macro, loop or template calls itself without end, or an expression is nested too deeply.',
      );
    throw error;
  }
}
