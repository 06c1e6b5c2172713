import { messageOf } from '../../../../engine/diagnostics/drover-error.ts';

/** A step that puts something back. */
export type Step = () => Promise<unknown>;

/**
 * Does all steps in order, whatever becomes of one of them: what was made or moved is put back as far as it goes. The
 * first error is thrown at the end; `tell` hears of the others.
 */
export async function allInOrder(steps: readonly Step[], tell: (message: string) => void): Promise<void> {
  const errors: Error[] = [];
  for (const step of steps) {
    try {
      await step();
    } catch (error) {
      errors.push(error instanceof Error ? error : new Error(String(error)));
    }
  }
  const [first, ...others] = errors;
  for (const other of others) tell(messageOf(other));
  if (first !== undefined) throw first;
}

/**
 * Does the work, and the steps that put back what it left, however it went. The work's own error comes first: `tell`
 * hears of what could not be put back then.
 */
export async function thenPutBack<T>(
  work: () => Promise<T>,
  steps: () => readonly Step[],
  tell: (message: string) => void,
): Promise<T> {
  let result: T;
  try {
    result = await work();
  } catch (error) {
    await allInOrder(steps(), tell).catch((left: unknown) => {
      tell(messageOf(left));
    });
    throw error;
  }
  await allInOrder(steps(), tell);
  return result;
}
