import { createHash, createPublicKey } from 'node:crypto';
import { decodeBase64 } from './base64.ts';

/**
 * The MD5 fingerprint of a public key as it stands in `authorized_keys` without options, as Nova makes it: bytes with
 * colons between them. Nothing if it is no key. RFC 4253, section 6.6, and RFC 5656, section 3.1.
 */
export function sshFingerprint(line: string): string | undefined {
  const [, type = '', body = ''] = /^(\S+)[ \t]+(\S+)/.exec(line) ?? [];
  const data = decodeBase64(body);
  if (!data || !isKey(type, data)) return undefined;
  // Nova checks the second word and hashes what stands behind the first blank, which need not be the same.
  const hashed = line.split(' ')[1];
  const bytes = hashed === undefined || !isAscii(hashed) ? undefined : decodeBase64(hashed);
  return bytes && withColons(createHash('md5').update(bytes).digest('hex'));
}

/** `74e3` as `74:e3`. */
export function withColons(hex: string): string {
  return hex.replace(/(..)(?=.)/g, '$1:');
}

const CERTIFICATE = '-cert-v01@openssh.com';

function isKey(type: string, data: Buffer): boolean {
  const isCertificate = type.endsWith(CERTIFICATE);
  const kind = isCertificate ? type.slice(0, -CERTIFICATE.length) : type;
  const readKey = Object.hasOwn(KINDS, kind) ? KINDS[kind] : undefined;
  if (!readKey) return false;
  const reader = createReader(data);
  try {
    if (reader.text().toString('latin1') !== type) return false;
    if (isCertificate) reader.text();
    if (!readKey(reader)) return false;
    if (isCertificate) readCertificate(reader);
    return reader.isAtEnd();
  } catch (error) {
    if (error instanceof RangeError) return false;
    throw error;
  }
}

interface Reader {
  readonly text: () => Buffer;
  readonly number: () => bigint;
  readonly skip: (bytes: number) => void;
  readonly isAtEnd: () => boolean;
}

/** Reads the parts of a key one after another. Throws a RangeError where the data end too early. */
function createReader(data: Buffer): Reader {
  let place = 0;
  const skip = (bytes: number): void => {
    if (place + bytes > data.length) throw new RangeError('The key ends too early.');
    place += bytes;
  };
  const text = (): Buffer => {
    const length = data.readUInt32BE(place);
    place += 4;
    skip(length);
    return data.subarray(place - length, place);
  };
  return {
    text,
    skip,
    number() {
      const bytes = text();
      if ((bytes[0] ?? 0) > 0x7f) throw new RangeError('The key has a negative number.');
      return BigInt(`0x0${bytes.toString('hex')}`);
    },
    isAtEnd: () => place === data.length,
  };
}

/** Whether what follows the name of a kind is such a key. */
const KINDS: Readonly<Record<string, (reader: Reader) => boolean>> = {
  'ssh-rsa'(reader) {
    const exponent = reader.number();
    const modulus = reader.number();
    return exponent >= 3n && exponent % 2n === 1n && exponent < modulus;
  },
  'ssh-dss'(reader) {
    const [p, q, g] = [reader.number(), reader.number(), reader.number()];
    reader.number();
    return bitsOf(p) === 1024 && [160, 224, 256].includes(bitsOf(q)) && g > 1n && g < p;
  },
  'ssh-ed25519': (reader) => reader.text().length === 32,
  'ecdsa-sha2-nistp256': (reader) => isPoint(reader, 'nistp256', 'P-256', 32),
  'ecdsa-sha2-nistp384': (reader) => isPoint(reader, 'nistp384', 'P-384', 48),
  'ecdsa-sha2-nistp521': (reader) => isPoint(reader, 'nistp521', 'P-521', 66),
};

function isPoint(reader: Reader, name: string, curve: string, bytes: number): boolean {
  const given = reader.text().toString('latin1');
  const point = reader.text();
  if (given !== name || point[0] !== 4 || point.length !== 1 + 2 * bytes) return false;
  const x = point.subarray(1, 1 + bytes).toString('base64url');
  const y = point.subarray(1 + bytes).toString('base64url');
  try {
    createPublicKey({ format: 'jwk', key: { kty: 'EC', crv: curve, x, y } });
    return true;
  } catch {
    // The point is not on the curve.
    return false;
  }
}

/** What stands behind the key in a certificate, in the order of OpenSSH's PROTOCOL.certkeys. */
function readCertificate(reader: Reader): void {
  reader.skip(12);
  reader.text();
  reader.text();
  reader.skip(16);
  for (let part = 0; part < 5; part += 1) reader.text();
}

function bitsOf(number: bigint): number {
  return number.toString(2).length;
}

function isAscii(text: string): boolean {
  return /^[\0-\x7f]*$/.test(text);
}
