import { createHash } from 'node:crypto';

/** Unix password hashes on SHA-256 and SHA-512. Source: Ulrich Drepper, "Unix crypt using SHA-256 and SHA-512". */

export interface ShaCryptOptions {
  readonly salt: string;
  readonly rounds: number;
  /** Whether the rounds are written into the hash; they need not be where they are the default of 5,000. */
  readonly showsRounds: boolean;
}

interface Variant {
  readonly id: string;
  readonly algorithm: string;
  /** The order in which the bytes of the digest are written, in threes, the last group as it remains. */
  readonly order: readonly (readonly number[])[];
}

const sha256: Variant = {
  id: '5',
  algorithm: 'sha256',
  order: [...rotations(10, [0, 10, 20], 30, 1), [31, 30]],
};

const sha512: Variant = { id: '6', algorithm: 'sha512', order: [...rotations(21, [0, 21, 42], 63, 2), [63]] };

/** Three columns of the digest; each row turns them by one more place. */
function rotations(count: number, first: readonly number[], modulus: number, turn: 1 | 2): number[][] {
  return Array.from({ length: count }, (_, row) => {
    const shift = (row * (turn === 1 ? 2 : 1)) % 3;
    const columns = first.map((column) => (column + row) % modulus);
    return [0, 1, 2].map((place) => columns[(place + shift) % 3] ?? 0);
  });
}

export function sha256Crypt(password: Uint8Array, options: ShaCryptOptions): string {
  return shaCrypt(sha256, password, options);
}

export function sha512Crypt(password: Uint8Array, options: ShaCryptOptions): string {
  return shaCrypt(sha512, password, options);
}

function shaCrypt(
  variant: Variant,
  password: Uint8Array,
  { salt, rounds, showsRounds }: ShaCryptOptions,
): string {
  const saltBytes = Buffer.from(salt, 'ascii');
  const digest = (...parts: readonly Uint8Array[]): Buffer => {
    const hash = createHash(variant.algorithm);
    for (const part of parts) hash.update(part);
    return hash.digest();
  };
  const alternate = digest(password, saltBytes, password);
  const first = firstDigest(digest, password, saltBytes, alternate);
  const p = repeatTo(digest(...Array.from({ length: password.length }, () => password)), password.length);
  const saltTimes = 16 + (first[0] ?? 0);
  const s = repeatTo(digest(...Array.from({ length: saltTimes }, () => saltBytes)), saltBytes.length);
  let current = first;
  for (let round = 0; round < rounds; round += 1) {
    const isOdd = round % 2 === 1;
    const parts: Uint8Array[] = [isOdd ? p : current];
    if (round % 3 !== 0) parts.push(s);
    if (round % 7 !== 0) parts.push(p);
    parts.push(isOdd ? current : p);
    current = digest(...parts);
  }
  const shown = showsRounds ? `rounds=${rounds}$` : '';
  return `$${variant.id}$${shown}${salt}$${variant.order.map((group) => encodeGroup(current, group)).join('')}`;
}

type Digest = (...parts: readonly Uint8Array[]) => Buffer;

function firstDigest(digest: Digest, password: Uint8Array, salt: Uint8Array, alternate: Buffer): Buffer {
  const parts: Uint8Array[] = [password, salt, repeatTo(alternate, password.length)];
  for (let bits = password.length; bits > 0; bits >>= 1) parts.push(bits % 2 === 1 ? alternate : password);
  return digest(...parts);
}

function repeatTo(bytes: Buffer, length: number): Buffer {
  return Buffer.alloc(length, length === 0 ? undefined : bytes);
}

export const cryptAlphabet = './0123456789ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz';

/** Up to three bytes, the first the highest, as characters of six bits, the lowest first. */
export function encodeGroup(digest: Uint8Array, group: readonly number[]): string {
  let value = 0;
  for (const index of group) value = value * 256 + (digest[index] ?? 0);
  let out = '';
  for (let count = Math.ceil((group.length * 8) / 6); count > 0; count -= 1) {
    out += cryptAlphabet.charAt(value % 64);
    value = Math.floor(value / 64);
  }
  return out;
}
