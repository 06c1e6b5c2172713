import { createCipheriv, createDecipheriv, createHmac, pbkdf2Sync, timingSafeEqual } from 'node:crypto';
import { DroverError } from '../../diagnostics/drover-error.ts';
import type { OpenVault } from '../files-reading.ts';
import { formatEnvelope, isVault, readEnvelope, type Envelope } from './envelope.ts';

export { isVault } from './envelope.ts';

export interface VaultSecret {
  /** `default` where none was given. */
  readonly id: string;
  readonly password: string;
}

/**
 * Opens vaults with these secrets: those with the vault's own id first, then the others. Content that is no vault is
 * given back as it is. Throws DroverError `vault-password` where none opens it, naming the file and never a secret.
 */
export function vaultOpener(secrets: readonly VaultSecret[]): OpenVault {
  const keys = keyCache();
  return (content, path) => {
    if (!isVault(content)) return content;
    const envelope = readEnvelope(content, path);
    const [first] = secrets;
    if (first === undefined) {
      throw new DroverError('vault-password', {
        detail: `Attempting to decrypt but no vault secrets found: ${path} is encrypted.`,
        help: 'Give a password with --vault-password-file, --vault-id or --ask-vault-pass.',
      });
    }
    for (const secret of inOrder(secrets, envelope.id)) {
      const opened = decrypt(envelope, keys(secret.password, envelope.salt));
      if (opened !== undefined) return opened;
    }
    throw new DroverError('vault-password', {
      detail: `Decryption failed (no vault secrets were found that could decrypt) on ${path}.`,
      help: idHelp(secrets, envelope.id),
    });
  };
}

/** Content as a vault file: version 1.2 with an id other than `default`, else 1.1. `salt` has 32 random bytes. */
export function encryptVault(content: Uint8Array, secret: VaultSecret, salt: Uint8Array): string {
  const keys = deriveKeys(secret.password, salt);
  const cipher = createCipheriv('aes-256-ctr', keys.encryption, keys.counter);
  const padding = 16 - (content.length % 16);
  const padded = Buffer.concat([content, Buffer.alloc(padding, padding)]);
  const ciphertext = Buffer.concat([cipher.update(padded), cipher.final()]);
  const hmac = createHmac('sha256', keys.authentication).update(ciphertext).digest();
  return formatEnvelope({ id: secret.id === 'default' ? undefined : secret.id, salt, hmac, ciphertext });
}

interface Keys {
  readonly encryption: Buffer;
  readonly authentication: Buffer;
  readonly counter: Buffer;
}

/** 10,000 rounds of PBKDF2-SHA256 give 80 bytes: the key of AES-256-CTR, that of the HMAC, and the first counter. */
function deriveKeys(password: string, salt: Uint8Array): Keys {
  const bytes = pbkdf2Sync(password, salt, 10_000, 80, 'sha256');
  return {
    encryption: bytes.subarray(0, 32),
    authentication: bytes.subarray(32, 64),
    counter: bytes.subarray(64, 80),
  };
}

/** Deriving takes milliseconds, and a text may be opened many times in a run. */
function keyCache(): (password: string, salt: Uint8Array) => Keys {
  const known = new Map<string, Keys>();
  return (password, salt) => {
    const name = `${Buffer.from(salt).toString('hex')} ${password}`;
    const keys = known.get(name) ?? deriveKeys(password, salt);
    known.set(name, keys);
    return keys;
  };
}

function decrypt(envelope: Envelope, keys: Keys): Uint8Array | undefined {
  const expected = createHmac('sha256', keys.authentication).update(envelope.ciphertext).digest();
  if (expected.length !== envelope.hmac.length || !timingSafeEqual(expected, envelope.hmac)) return undefined;
  const decipher = createDecipheriv('aes-256-ctr', keys.encryption, keys.counter);
  const padded = Buffer.concat([decipher.update(envelope.ciphertext), decipher.final()]);
  return padded.subarray(0, padded.length - (padded.at(-1) ?? 0));
}

function inOrder(secrets: readonly VaultSecret[], id: string | undefined): readonly VaultSecret[] {
  if (id === undefined) return secrets;
  return [...secrets.filter((one) => one.id === id), ...secrets.filter((one) => one.id !== id)];
}

function idHelp(secrets: readonly VaultSecret[], id: string | undefined): string {
  const given = [...new Set(secrets.map((secret) => secret.id))].join(', ');
  return id === undefined
    ? `Check the password; those with the ids ${given} were tried.`
    : `It was encrypted with the vault id ${id}; passwords with the ids ${given} were tried. Give the right one: --vault-id ${id}@file.`;
}
