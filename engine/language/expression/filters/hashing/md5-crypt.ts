import { createHash } from 'node:crypto';
import { encodeGroup } from './sha-crypt.ts';

const order = [[0, 6, 12], [1, 7, 13], [2, 8, 14], [3, 9, 15], [4, 10, 5], [11]];

/** The Unix password hash on MD5 (`$1$`) of FreeBSD. */
export function md5Crypt(password: Uint8Array, salt: string): string {
  const saltBytes = Buffer.from(salt, 'ascii');
  const digest = (...parts: readonly Uint8Array[]): Buffer => {
    const hash = createHash('md5');
    for (const part of parts) hash.update(part);
    return hash.digest();
  };
  const alternate = digest(password, saltBytes, password);
  const parts: Uint8Array[] = [password, Buffer.from('$1$'), saltBytes];
  for (let left = password.length; left > 0; left -= 16)
    parts.push(alternate.subarray(0, Math.min(16, left)));
  for (let bits = password.length; bits > 0; bits >>= 1)
    parts.push(bits % 2 === 1 ? Buffer.from([0]) : password.subarray(0, 1));
  let current = digest(...parts);
  for (let round = 0; round < 1000; round += 1) {
    const isOdd = round % 2 === 1;
    const mixed: Uint8Array[] = [isOdd ? password : current];
    if (round % 3 !== 0) mixed.push(saltBytes);
    if (round % 7 !== 0) mixed.push(password);
    mixed.push(isOdd ? current : password);
    current = digest(...mixed);
  }
  return `$1$${salt}$${order.map((group) => encodeGroup(current, group)).join('')}`;
}
