/** Does something for each item, so many side by side, and gives the results in the order of the items. */
export async function inPool<T, R>(
  items: readonly T[],
  size: number,
  work: (item: T) => Promise<R>,
): Promise<readonly R[]> {
  const results = new Map<number, R>();
  const waiting = items.entries();
  const worker = async (): Promise<void> => {
    for (const [index, item] of waiting) results.set(index, await work(item));
  };
  await Promise.all(Array.from({ length: Math.min(size, items.length) }, worker));
  return items.flatMap((_item, index) => (results.has(index) ? [results.get(index) as R] : []));
}
