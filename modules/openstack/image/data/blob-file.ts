import { createReadStream } from 'node:fs';
import { stat } from 'node:fs/promises';
import { join } from 'node:path';
import type { Bytes } from '../../api/stream-request.ts';

/** As long as names of files are on most systems. */
const LONGEST_NAME = 255;
const READ_BYTES = 262_144;

/** The end of the name of a blob that is not whole. */
export const PART = '.part';

/** Where the data of an image are kept: `ID-NAME`, as OS-Migrate has it; what cannot stand in a name is `_`. */
export function blobPath(folder: string, id: string, name: unknown): string {
  const plain = typeof name === 'string' ? name : '';
  // A file system counts bytes; the end of the name of a part has to fit, too.
  const safe = Buffer.from(`${id}-${plain.replace(/[/\0]/g, '_')}`).subarray(0, LONGEST_NAME - PART.length);
  return join(folder, safe.toString('utf8').replace(/\uFFFD+$/, ''));
}

/** How many bytes a file has; undefined if there is none. */
export async function sizeOf(path: string): Promise<number | undefined> {
  try {
    const found = await stat(path);
    return found.isFile() ? found.size : undefined;
  } catch (error) {
    if (error instanceof Error && 'code' in error && error.code === 'ENOENT') return undefined;
    throw error;
  }
}

/** The bytes of a file. */
export function readBlob(path: string, signal?: AbortSignal): Bytes {
  return createReadStream(path, {
    highWaterMark: READ_BYTES,
    ...(signal === undefined ? {} : { signal }),
  });
}
