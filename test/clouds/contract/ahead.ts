/** How many calls run side by side, and how far from the one that is waited for. */
export interface Reach {
  readonly sideBySide: number;
  readonly ahead: number;
}

/**
 * Runs numbered work a little ahead of who waits for it: `take(n)` gives what number `n` comes to, and starts those
 * behind it. So tests that are written one after another use all that a server can do, and a choice of them (mocha's
 * `--grep`) runs little more than was chosen.
 */
export function runAhead(
  count: number,
  work: (number: number) => Promise<void>,
  reach: Reach,
): { readonly take: (number: number) => Promise<void>; readonly settle: () => Promise<void> } {
  const runs = new Map<number, Promise<void>>();
  const waiting: (() => void)[] = [];
  let running = 0;
  const run = async (number: number): Promise<void> => {
    if (running >= reach.sideBySide) await new Promise<void>((resolve) => waiting.push(resolve));
    else running += 1;
    try {
      await work(number);
    } finally {
      const next = waiting.shift();
      if (next) next();
      else running -= 1;
    }
  };
  return {
    take: (number) => {
      for (let each = number; each < Math.min(count, number + 1 + reach.ahead); each += 1) {
        if (runs.has(each)) continue;
        const promise = run(each);
        // Who takes it hears of a failure; until then it is nobody's.
        promise.catch(() => undefined);
        runs.set(each, promise);
      }
      return runs.get(number)!;
    },
    settle: async () => {
      await Promise.allSettled(runs.values());
    },
  };
}
