const size = 624;
const middle = 397;
const upperMask = 0x80000000;
const lowerMask = 0x7fffffff;

/** A stream of 32-bit words: MT19937 of Matsumoto and Nishimura, seeded with a key of 32-bit words. */
export function mersenneTwister(key: readonly number[]): () => number {
  const state = seedByKey(key);
  let position = size;
  return () => {
    if (position >= size) {
      twist(state);
      position = 0;
    }
    return temper(at(state, position++));
  };
}

function at(state: Uint32Array, index: number): number {
  return state[index] ?? 0;
}

function seedBySingle(seed: number): Uint32Array {
  const state = new Uint32Array(size);
  state[0] = seed;
  for (let i = 1; i < size; i++) {
    const previous = at(state, i - 1);
    state[i] = Math.imul(1812433253, previous ^ (previous >>> 30)) + i;
  }
  return state;
}

function seedByKey(key: readonly number[]): Uint32Array {
  const state = seedBySingle(19650218);
  let i = 1;
  let j = 0;
  const step = (factor: number, addend: number): void => {
    const previous = at(state, i - 1);
    state[i] = (at(state, i) ^ Math.imul(previous ^ (previous >>> 30), factor)) + addend;
    i += 1;
    if (i >= size) {
      state[0] = at(state, size - 1);
      i = 1;
    }
  };
  for (let k = Math.max(size, key.length); k > 0; k--) {
    step(1664525, (key[j] ?? 0) + j);
    j = (j + 1) % key.length;
  }
  for (let k = size - 1; k > 0; k--) step(1566083941, -i);
  state[0] = upperMask;
  return state;
}

function twist(state: Uint32Array): void {
  for (let i = 0; i < size; i++) {
    const mixed = (at(state, i) & upperMask) | (at(state, (i + 1) % size) & lowerMask);
    state[i] = at(state, (i + middle) % size) ^ (mixed >>> 1) ^ (mixed & 1 ? 0x9908b0df : 0);
  }
}

function temper(word: number): number {
  let y = word;
  y ^= y >>> 11;
  y ^= (y << 7) & 0x9d2c5680;
  y ^= (y << 15) & 0xefc60000;
  return (y ^ (y >>> 18)) >>> 0;
}
