import { sign } from 'node:crypto';
import { join } from 'node:path';
import type { Files } from '../../../../engine/module.ts';
import type { Snapshot } from '../snapshot.types.ts';
import { fingerprintOf, signingKey, stateFolder } from './snapshot-key.ts';

export function snapshotFolder(dataDir: string): string {
  return join(stateFolder(dataDir), 'snapshots');
}

/** The file that names the last snapshot. */
export function latestPath(dataDir: string): string {
  return join(snapshotFolder(dataDir), 'latest');
}

/** Writes a snapshot with its signature, beside those that are there: none is ever written over. Gives its path. */
export async function writeSnapshot(snapshot: Snapshot, dataDir: string, files: Files): Promise<string> {
  const key = await signingKey(dataDir, files);
  const folder = snapshotFolder(dataDir);
  await files.makeDirectory(folder, { parents: true, mode: 0o700 });
  const name = await freeName(`snapshot-${snapshot.taken.replaceAll(/[:.]/g, '-')}`, folder, files);
  const text = `${JSON.stringify(snapshot, undefined, 1)}\n`;
  const signature = {
    algorithm: 'ed25519',
    key: fingerprintOf(key),
    signature: sign(undefined, Buffer.from(text), key).toString('base64'),
  };
  const path = join(folder, name);
  // The signature first: a snapshot without one would be taken for an altered one.
  await files.write(`${path}.sig`, `${JSON.stringify(signature)}\n`, { mode: 0o600 });
  await files.write(path, text, { mode: 0o600 });
  await files.write(latestPath(dataDir), `${name}\n`, { mode: 0o600 });
  return path;
}

async function freeName(base: string, folder: string, files: Files): Promise<string> {
  for (let number = 1; ; number += 1) {
    const name = number === 1 ? `${base}.json` : `${base}-${number}.json`;
    if ((await files.status(join(folder, name))) === undefined) return name;
  }
}
