/** The block cipher of bcrypt. Source: Provos and Mazières, "A Future-Adaptable Password Scheme" (1999). */
export interface Blowfish {
  readonly p: Uint32Array;
  /** Four boxes of 256 words, one behind the other. */
  readonly s: Uint32Array;
}

const subkeys = 18;
const boxes = 4 * 256;

/** The state at the beginning: the binary digits of the fraction of pi. */
export function initialState(): Blowfish {
  const words = piFraction(subkeys + boxes);
  return { p: words.slice(0, subkeys), s: words.slice(subkeys) };
}

/** Words of the fraction of pi, by Machin's formula: pi = 16 arctan(1/5) - 4 arctan(1/239). */
function piFraction(count: number): Uint32Array {
  const guard = 64n;
  const bits = BigInt(count * 32) + guard;
  const one = 1n << bits;
  const pi = 16n * inverseTangent(5n, one) - 4n * inverseTangent(239n, one);
  let fraction = (pi - 3n * one) >> guard;
  const words = new Uint32Array(count);
  for (let index = count - 1; index >= 0; index -= 1) {
    words[index] = Number(fraction & 0xffffffffn);
    fraction >>= 32n;
  }
  return words;
}

function inverseTangent(inverse: bigint, one: bigint): bigint {
  const square = inverse * inverse;
  let power = one / inverse;
  let total = power;
  for (let odd = 3n, sign = -1n; power > 0n; odd += 2n, sign = -sign) {
    power /= square;
    total += (sign * power) / odd;
  }
  return total;
}

/** Enciphers the two words at `at` of a block in place. */
export function encipher({ p, s }: Blowfish, block: Uint32Array, at: number): void {
  let left = word(block, at) ^ word(p, 0);
  let right = word(block, at + 1);
  for (let round = 1; round <= 16; round += 2) {
    right ^= mix(s, left) ^ word(p, round);
    left ^= mix(s, right) ^ word(p, round + 1);
  }
  block[at] = right ^ word(p, 17);
  block[at + 1] = left;
}

function mix(s: Uint32Array, half: number): number {
  const sum = word(s, half >>> 24) + word(s, 256 + ((half >>> 16) & 0xff));
  return ((sum ^ word(s, 512 + ((half >>> 8) & 0xff))) + word(s, 768 + (half & 0xff))) | 0;
}

function word(words: Uint32Array, index: number): number {
  return words[index] ?? 0;
}

/** Mixes a key, and a salt where there is one, into the state. */
export function expandKey(state: Blowfish, key: Uint32Array, salt: Uint32Array | undefined): void {
  const { p, s } = state;
  for (let index = 0; index < p.length; index += 1) p[index] = word(p, index) ^ word(key, index);
  const block = new Uint32Array(2);
  let saltAt = 0;
  for (const target of [p, s]) {
    for (let index = 0; index < target.length; index += 2) {
      if (salt !== undefined) {
        block[0] = word(block, 0) ^ word(salt, saltAt);
        block[1] = word(block, 1) ^ word(salt, saltAt + 1);
        saltAt = (saltAt + 2) % 4;
      }
      encipher(state, block, 0);
      target[index] = word(block, 0);
      target[index + 1] = word(block, 1);
    }
  }
}
