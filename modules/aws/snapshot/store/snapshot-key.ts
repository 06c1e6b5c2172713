/** The key that snapshots of a data directory are signed with: made when it is first needed. */
import {
  createHash,
  createPrivateKey,
  createPublicKey,
  generateKeyPairSync,
  type KeyObject,
} from 'node:crypto';
import { join } from 'node:path';
import { DroverError } from '../../../../engine/diagnostics/drover-error.ts';
import type { Files } from '../../../../engine/module.ts';

/** The folder of a data directory that drover keeps to itself. */
export function stateFolder(dataDir: string): string {
  return join(dataDir, '.drover');
}

/** The private key; a new one where there is none. Nobody but the owner may read it. */
export async function signingKey(dataDir: string, files: Files): Promise<KeyObject> {
  const path = keyPath(dataDir);
  if ((await files.status(path)) === undefined) await makeKey(dataDir, files);
  const text = Buffer.from(await files.read(path)).toString('utf8');
  try {
    return createPrivateKey(text);
  } catch (error) {
    throw new DroverError('snapshot-altered', {
      detail: `${path} is no private key.`,
      help: 'Put the key back from a backup, or delete it and the snapshots that were signed with it.',
      cause: error,
    });
  }
}

/** What snapshots are checked with; undefined where this data directory has no key. */
export async function verifyingKey(dataDir: string, files: Files): Promise<KeyObject | undefined> {
  const path = `${keyPath(dataDir)}.pub`;
  if ((await files.status(path)) === undefined) return undefined;
  return createPublicKey(Buffer.from(await files.read(path)).toString('utf8'));
}

/** `sha256:…` of a public key, which a signature names. */
export function fingerprintOf(key: KeyObject): string {
  const publicKey = key.type === 'private' ? createPublicKey(key) : key;
  const der = publicKey.export({ type: 'spki', format: 'der' });
  return `sha256:${createHash('sha256').update(der).digest('hex')}`;
}

export function keyPath(dataDir: string): string {
  return join(stateFolder(dataDir), 'keys', 'snapshot.key');
}

async function makeKey(dataDir: string, files: Files): Promise<void> {
  const { privateKey, publicKey } = generateKeyPairSync('ed25519');
  const path = keyPath(dataDir);
  await files.makeDirectory(join(stateFolder(dataDir), 'keys'), { parents: true, mode: 0o700 });
  await keepOutOfGit(dataDir, files);
  await files.write(`${path}.pub`, publicKey.export({ type: 'spki', format: 'pem' }), { mode: 0o644 });
  await files.write(path, privateKey.export({ type: 'pkcs8', format: 'pem' }), { mode: 0o600 });
}

/** The data directory may be a repository, as the output of Terraform often is. */
async function keepOutOfGit(dataDir: string, files: Files): Promise<void> {
  const path = join(stateFolder(dataDir), '.gitignore');
  if ((await files.status(path)) === undefined) await files.write(path, '*\n');
}
