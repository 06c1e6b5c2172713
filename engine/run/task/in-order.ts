/**
 * Runs `count` jobs, at most `limit` side by side, and hands their results on in the order of their numbers, each as
 * soon as those before it are there. After an abort no further job begins; those under way are awaited. The first
 * error is thrown when all that was begun is over.
 */
export async function inOrder<T>(
  count: number,
  limit: number,
  run: (index: number) => Promise<T>,
  deliver: (result: T, index: number) => void,
  signal: AbortSignal,
): Promise<void> {
  const waiting = new Map<number, T>();
  const errors: unknown[] = [];
  let next = 0;
  let delivered = 0;
  const work = async (): Promise<void> => {
    while (next < count && errors.length === 0) {
      if (signal.aborted) return;
      const index = next;
      next += 1;
      try {
        waiting.set(index, await run(index));
      } catch (error) {
        errors.push(error);
      }
      for (let result = waiting.get(delivered); waiting.has(delivered); result = waiting.get(delivered)) {
        waiting.delete(delivered);
        // `has` was asked: the result is there, whatever its type.
        deliver(result as T, delivered);
        delivered += 1;
      }
    }
  };
  await Promise.all(Array.from({ length: Math.min(limit, count) }, work));
  // What finished behind one that did not is still told.
  for (const [index, result] of [...waiting].sort(([a], [b]) => a - b)) deliver(result, index);
  if (errors.length > 0) throw errors[0];
}
