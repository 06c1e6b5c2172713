import { createPublicKey, generateKeyPairSync } from 'node:crypto';

export interface MadeKey {
  readonly privateKey: string;
  readonly publicKey: string;
}

/** A new RSA key of 2048 bits, as Nova makes it for who brings none. */
export function makeSshKey(): MadeKey {
  // Written out at once: Node 20 may wait for itself for ever while a key object of this function is exported.
  const { privateKey, publicKey } = generateKeyPairSync('rsa', {
    modulusLength: 2048,
    privateKeyEncoding: { type: 'pkcs1', format: 'pem' },
    publicKeyEncoding: { type: 'spki', format: 'pem' },
  });
  const { n = '', e = '' } = createPublicKey(publicKey).export({ format: 'jwk' });
  const data = Buffer.concat([
    part(Buffer.from('ssh-rsa')),
    ...[e, n].map((number) => part(positive(Buffer.from(number, 'base64url')))),
  ]);
  return {
    privateKey,
    publicKey: `ssh-rsa ${data.toString('base64')} Generated-by-Nova`,
  };
}

function part(bytes: Buffer): Buffer {
  const length = Buffer.alloc(4);
  length.writeUInt32BE(bytes.length);
  return Buffer.concat([length, bytes]);
}

/** A first bit that is set would make a number negative. */
function positive(bytes: Buffer): Buffer {
  return bytes[0]! > 0x7f ? Buffer.concat([Buffer.of(0), bytes]) : bytes;
}
