import { verify } from 'node:crypto';
import { join } from 'node:path';
import { DroverError } from '../../../../engine/diagnostics/drover-error.ts';
import type { Files } from '../../../../engine/module.ts';
import type { Snapshot } from '../snapshot.types.ts';
import { fingerprintOf, keyPath, verifyingKey } from './snapshot-key.ts';
import { latestPath, snapshotFolder } from './write-snapshot.ts';

/**
 * A snapshot of a data directory: the last one, or that of a path. Throws `snapshot-missing`, and `snapshot-altered`
 * for one that is not as it was written.
 */
export async function readSnapshot(dataDir: string, files: Files, path?: string): Promise<Snapshot> {
  const chosen = path ?? (await lastOne(dataDir, files));
  const text = await readText(chosen, files);
  const signature = signatureIn(await readText(`${chosen}.sig`, files), chosen);
  const key = await verifyingKey(dataDir, files);
  if (key === undefined || fingerprintOf(key) !== signature.key)
    throw new DroverError('snapshot-altered', {
      detail: `${chosen} was signed with another key than that of this data directory.`,
      help: `Copy ${keyPath('')}.pub of the data directory that it comes from as well, or run discovery here.`,
    });
  if (!verify(undefined, Buffer.from(text), key, Buffer.from(signature.signature, 'base64')))
    throw altered(chosen, 'its signature does not fit');
  return JSON.parse(text) as Snapshot;
}

async function lastOne(dataDir: string, files: Files): Promise<string> {
  const name = (await readText(latestPath(dataDir), files)).trim();
  return join(snapshotFolder(dataDir), name);
}

async function readText(path: string, files: Files): Promise<string> {
  if ((await files.status(path, { follow: true })) === undefined)
    throw new DroverError('snapshot-missing', {
      detail: `There is no ${path}.`,
      help: 'Run playbooks/vpc_discovery.yml first, or name a snapshot together with the .sig file beside it.',
    });
  return Buffer.from(await files.read(path)).toString('utf8');
}

interface Signature {
  readonly key: string;
  readonly signature: string;
}

function signatureIn(text: string, path: string): Signature {
  try {
    const { key, signature } = JSON.parse(text) as Partial<Signature>;
    if (typeof key === 'string' && typeof signature === 'string') return { key, signature };
  } catch {
    // Told below: whatever is wrong with it, it is no signature.
  }
  throw altered(path, `${path}.sig is no signature`);
}

function altered(path: string, why: string): DroverError {
  return new DroverError('snapshot-altered', {
    detail: `${path} is not as drover wrote it: ${why}.`,
    help: 'Take it from a backup, or run playbooks/vpc_discovery.yml again.',
  });
}
