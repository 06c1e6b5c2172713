import { execFile } from 'node:child_process';
import { Buffer } from 'node:buffer';
import { open } from 'node:fs/promises';
import { join } from 'node:path';
import { promisify } from 'node:util';
import { bedFolder } from './bed.ts';

/** The file in which the bed's Cinder keeps a volume (or, with its id, a snapshot). */
export const volumeFile = (
  side: 'source' | 'destination',
  id: string,
  kind: 'volume' | 'snapshot' = 'volume',
): string => join(bedFolder(), side, 'lib', 'cinder', 'volumes', `${kind}-${id}`);

/** The same at the backend that both clouds see (volume type `shared`): which of them has the volume makes no difference. */
export const sharedVolumeFile = (id: string): string => join(bedFolder(), 'shared-volumes', `volume-${id}`);

/** The first byte in which two files differ, or nothing. Holes are not read; what one file has more must be zeros. */
export async function firstDifference(one: string, other: string): Promise<string | undefined> {
  // -U: a guest may have the file open. Its writes are seen once it has synced.
  const args = ['compare', '-U', '-f', 'raw', '-F', 'raw', one, other];
  try {
    await promisify(execFile)('qemu-img', args);
    return undefined;
  } catch (error) {
    // Boundary: the error of execFile; qemu-img ends with 1 when the files differ.
    const { code, stdout, stderr } = error as { code: unknown; stdout: string; stderr: string };
    if (code === 1) return stdout.trim();
    throw new Error(`qemu-img ${args.join(' ')}: ${stdout}${stderr}`, { cause: error });
  }
}

/** Bytes of a file from a place on. */
export async function readBytes(path: string, offset: number, length: number): Promise<Buffer> {
  const file = await open(path, 'r');
  try {
    const { buffer, bytesRead } = await file.read(Buffer.alloc(length), 0, length, offset);
    return buffer.subarray(0, bytesRead);
  } finally {
    await file.close();
  }
}

/** Writes bytes into a file from a place on; the file keeps its length and its holes. */
export async function writeBytes(path: string, offset: number, bytes: Buffer): Promise<void> {
  const file = await open(path, 'r+');
  try {
    await file.write(bytes, 0, bytes.length, offset);
  } finally {
    await file.close();
  }
}
