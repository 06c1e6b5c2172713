import { createPrivateKey, createPublicKey, randomBytes } from 'node:crypto';

/** A key pair as OpenSSH's files have it. */
export interface KeyPair {
  /** The text of the private key's file, without a passphrase. */
  readonly privateKey: string;
  /** The line of the public key, without a line end. */
  readonly publicKey: string;
}

const TYPE = 'ssh-ed25519';
const MAGIC = Buffer.from('openssh-key-v1\0', 'latin1');
/** The length of blocks where nothing is encrypted. */
const BLOCK = 8;
const COLUMNS = 70;

/**
 * A new Ed25519 key pair. `comment` stands at the end of its public line. Its seed is random bytes (RFC 8032, 5.1.5), and
 * not a key of generateKeyPairSync: Node 20 waits for itself for ever where the garbage collector comes while such a key
 * is exported as a JWK.
 */
export function newKeyPair(comment: string): KeyPair {
  return keyPairOf(randomBytes(32), comment, randomBytes(4));
}

/**
 * The key pair of a seed of 32 bytes. `check` are four bytes that stand in the file twice, by which a wrong passphrase
 * is noticed. Source of the form: PROTOCOL.key of OpenSSH; of the key blob: RFC 8709.
 */
export function keyPairOf(seed: Buffer, comment: string, check: Buffer): KeyPair {
  const point = publicPoint(seed);
  const blob = Buffer.concat([field(TYPE), field(point)]);
  const inner = Buffer.concat([
    check,
    check,
    field(TYPE),
    field(point),
    field(Buffer.concat([seed, point])),
    field(comment),
  ]);
  const missing = (BLOCK - (inner.length % BLOCK)) % BLOCK;
  const padding = Buffer.from(Array.from({ length: missing }, (_, index) => index + 1));
  const whole = Buffer.concat([
    MAGIC,
    field('none'),
    field('none'),
    field(''),
    number(1),
    field(blob),
    field(Buffer.concat([inner, padding])),
  ]);
  const lines = whole.toString('base64').match(new RegExp(`.{1,${COLUMNS}}`, 'g')) ?? [];
  const text = ['-----BEGIN OPENSSH PRIVATE KEY-----', ...lines, '-----END OPENSSH PRIVATE KEY-----', ''];
  return { privateKey: text.join('\n'), publicKey: `${TYPE} ${blob.toString('base64')} ${comment}` };
}

/** The head of an Ed25519 private key in DER, which its seed follows: RFC 8410. */
const DER_HEAD = Buffer.from('302e020100300506032b657004220420', 'hex');

function publicPoint(seed: Buffer): Buffer {
  const key = createPrivateKey({ key: Buffer.concat([DER_HEAD, seed]), format: 'der', type: 'pkcs8' });
  const jwk = createPublicKey(key).export({ format: 'jwk' });
  return Buffer.from(jwk.x ?? '', 'base64url');
}

function field(value: Buffer | string): Buffer {
  const bytes = typeof value === 'string' ? Buffer.from(value, 'utf8') : value;
  return Buffer.concat([number(bytes.length), bytes]);
}

function number(value: number): Buffer {
  const bytes = Buffer.alloc(4);
  bytes.writeUInt32BE(value);
  return bytes;
}
