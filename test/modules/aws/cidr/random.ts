/** Numbers that look random and are the same in every run, so that a case that fails can be had again by its number. */
export interface Random {
  /** A whole number from `least` to `most`, both of them included. */
  between(least: number, most: number): number;
  /** As many random bits as a number. */
  bits(count: number): bigint;
  pick<T>(items: readonly T[]): T;
  shuffled<T>(items: readonly T[]): readonly T[];
}

/** Marsaglia's xorshift generator of 32 bits, begun at the number of a case. */
export function randomOf(seed: number): Random {
  let state = (Math.imul(seed + 1, 0x9e3779b1) ^ 0x5bf03635) | 1;
  const next = (): number => {
    state ^= state << 13;
    state ^= state >>> 17;
    state ^= state << 5;
    return state >>> 0;
  };
  for (let round = 0; round < 8; round += 1) next();
  const between = (least: number, most: number): number => least + (next() % (most - least + 1));
  return {
    between,
    bits(count) {
      let number = 0n;
      for (let made = 0; made < count; made += 32) number = (number << 32n) | BigInt(next());
      return number & ((1n << BigInt(count)) - 1n);
    },
    pick: (items) => items[between(0, items.length - 1)]!,
    shuffled(items) {
      const left = [...items];
      return items.map(() => left.splice(between(0, left.length - 1), 1)[0]!);
    },
  };
}

/** Runs a property on cases 0, 1, 2 ...; the error of the first that fails says its number. */
export function forCases(count: number, property: (random: Random) => void): void {
  for (let seed = 0; seed < count; seed += 1) {
    try {
      property(randomOf(seed));
    } catch (error) {
      throw new Error(`case ${seed}: ${error instanceof Error ? error.message : String(error)}`, {
        cause: error,
      });
    }
  }
}
