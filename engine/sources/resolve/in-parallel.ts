/** Does work for each item, some at a time, and gives the results in the order of the items. The first failure ends it. */
export async function inParallel<T, R>(
  items: readonly T[],
  work: (item: T) => Promise<R>,
  limit = 6,
): Promise<readonly R[]> {
  const results = new Map<number, R>();
  let next = 0;
  let isOver = false;
  const worker = async (): Promise<void> => {
    while (next < items.length && !isOver) {
      const index = next;
      next += 1;
      // Boundary: the index is below the length.
      results.set(index, await work(items[index] as T));
    }
  };
  const workers = Array.from({ length: Math.min(limit, items.length) }, () =>
    worker().catch((error: unknown) => {
      isOver = true;
      throw error;
    }),
  );
  const ends = await Promise.allSettled(workers);
  for (const end of ends) if (end.status === 'rejected') throw end.reason;
  return [...results.entries()].toSorted(([a], [b]) => a - b).map(([, result]) => result);
}
