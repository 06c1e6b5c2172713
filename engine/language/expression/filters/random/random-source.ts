import { createHash } from 'node:crypto';
import type { Value } from '../../value.ts';
import { mersenneTwister } from './mersenne-twister.ts';

/** Draws as Python's `random.Random` does, so that a given seed gives the value that it gives there. */
export interface RandomSource {
  /** An int in [0, limit); limit is at least 1. */
  below(limit: bigint): bigint;
}

/** A source without a seed: `randomBytes` is the port. */
export function systemSource(randomBytes: (count: number) => Uint8Array): RandomSource {
  return sourceOf((bits) => {
    const count = Math.ceil(bits / 8);
    return bytesToBigInt(randomBytes(count)) >> BigInt(count * 8 - bits);
  });
}

/** A source seeded as `Random(seed)`: ints by their magnitude, text and bytes through SHA-512. */
export function seededSource(seed: bigint | string | Uint8Array): RandomSource {
  const next = mersenneTwister(toWords(typeof seed === 'bigint' ? magnitude(seed) : expandText(seed)));
  return sourceOf((bits) => drawBits(next, bits));
}

export function shuffleInPlace(items: Value[], source: RandomSource): void {
  for (let i = items.length - 1; i > 0; i--) {
    const j = Number(source.below(BigInt(i + 1)));
    const [left, right] = [items[i], items[j]];
    if (left === undefined || right === undefined) continue;
    items[i] = right;
    items[j] = left;
  }
}

function sourceOf(draw: (bits: number) => bigint): RandomSource {
  return {
    below(limit) {
      const bits = limit.toString(2).length;
      let drawn = draw(bits);
      while (drawn >= limit) drawn = draw(bits);
      return drawn;
    },
  };
}

function drawBits(next: () => number, bits: number): bigint {
  let value = 0n;
  for (let taken = 0; taken < bits; taken += 32) {
    const wanted = Math.min(32, bits - taken);
    value |= BigInt(next() >>> (32 - wanted)) << BigInt(taken);
  }
  return value;
}

/** The words of a number, the least significant first; zero has one. */
function toWords(value: bigint): number[] {
  const words: number[] = [];
  for (let rest = value; rest > 0n; rest >>= 32n) words.push(Number(rest & 0xffffffffn));
  return words.length === 0 ? [0] : words;
}

function expandText(seed: string | Uint8Array): bigint {
  const bytes = typeof seed === 'string' ? Buffer.from(seed, 'utf8') : Buffer.from(seed);
  const digest = createHash('sha512').update(bytes).digest();
  return bytesToBigInt(Buffer.concat([bytes, digest]));
}

function bytesToBigInt(bytes: Uint8Array): bigint {
  const hex = Buffer.from(bytes).toString('hex');
  return hex === '' ? 0n : BigInt(`0x${hex}`);
}

function magnitude(value: bigint): bigint {
  return value < 0n ? -value : value;
}
