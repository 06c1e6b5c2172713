import { encipher, expandKey, initialState } from './blowfish.ts';

/** bcrypt's own alphabet, and Base64's, which Node knows. */
const alphabet = './ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789';
const base64 = 'ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789+/';

const magic = 'OrpheanBeholderScryDoubt';

/** A bcrypt hash: `salt` is 22 characters of bcrypt's alphabet, `cost` the power of two of the rounds (4 to 31). */
export function bcrypt(password: Uint8Array, salt: string, cost: number, ident: string): string {
  const saltWords = toWords(decode(salt), 4);
  const terminated = Buffer.concat([password.subarray(0, 72), Buffer.from([0])]);
  const key = toWords(terminated, 18);
  const state = initialState();
  expandKey(state, key, saltWords);
  const saltKey = Uint32Array.from({ length: 18 }, (_, index) => saltWords[index % 4] ?? 0);
  for (let round = 0; round < 2 ** cost; round += 1) {
    expandKey(state, key, undefined);
    expandKey(state, saltKey, undefined);
  }
  const block = toWords(Buffer.from(magic, 'ascii'), 6);
  for (let pair = 0; pair < 6; pair += 2) {
    for (let time = 0; time < 64; time += 1) encipher(state, block, pair);
  }
  const digest = Buffer.alloc(24);
  block.forEach((each, index) => digest.writeUInt32BE(each, index * 4));
  return `$${ident}$${String(cost).padStart(2, '0')}$${salt}${encode(digest.subarray(0, 23))}`;
}

/** Big-endian words of bytes that are repeated as often as it takes. */
function toWords(bytes: Uint8Array, count: number): Uint32Array {
  const all = Buffer.alloc(count * 4, bytes);
  return Uint32Array.from({ length: count }, (_, index) => all.readUInt32BE(index * 4));
}

function encode(bytes: Buffer): string {
  return translate(bytes.toString('base64').replaceAll('=', ''), base64, alphabet);
}

function decode(text: string): Buffer {
  return Buffer.from(translate(text, alphabet, base64), 'base64').subarray(0, 16);
}

/** A salt whose last character has no more bits than are used. */
export function repairSalt(salt: string): string {
  const used = alphabet.indexOf(salt.charAt(21)) & 0b110000;
  return salt.slice(0, 21) + alphabet.charAt(used);
}

function translate(text: string, from: string, to: string): string {
  return [...text].map((character) => to.charAt(from.indexOf(character))).join('');
}
