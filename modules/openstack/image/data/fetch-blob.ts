import { open, rename, rm, type FileHandle } from 'node:fs/promises';
import type { Session } from '../../api/session.types.ts';
import { pathOf } from '../../kind/collection.ts';
import { images } from '../collections.ts';
import { PART, readBlob, sizeOf } from './blob-file.ts';
import { sumsFor, type DataFacts, type Sums } from './sums.ts';
import { differs, flawOf } from './verified.ts';

export interface BlobWanted {
  readonly session: Session;
  readonly id: string;
  /** For messages: `image "web"`. */
  readonly label: string;
  readonly expected: DataFacts;
  /** Where it is to be. */
  readonly path: string;
}

export interface FetchPorts {
  readonly signal: AbortSignal;
  readonly onProgress: (done: number) => void;
}

/**
 * Brings the data of an image to the disk. What an earlier run has left half is read, summed and gone on with. The file
 * has its name only once it is whole and its sum is right. Throws `image-data-differ` if it is not.
 */
export async function fetchBlob(wanted: BlobWanted, ports: FetchPorts): Promise<void> {
  const part = `${wanted.path}${PART}`;
  const wasThere = ((await sizeOf(part)) ?? 0) > 0;
  const flaw = await fetchPart(wanted, part, ports);
  if (flaw !== undefined) {
    await rm(part, { force: true });
    // The half that was there may have been damaged.
    const again = wasThere ? await fetchPart(wanted, part, ports) : flaw;
    if (again !== undefined) {
      await rm(part, { force: true });
      throw differs(wanted.label, again);
    }
  }
  await rename(part, wanted.path);
}

/** Completes the file; the result is what is wrong with it then. */
async function fetchPart(wanted: BlobWanted, part: string, ports: FetchPorts): Promise<string | undefined> {
  const { expected } = wanted;
  const file = await open(part, 'a+');
  try {
    const { size: have } = await file.stat();
    const isTooLong = expected.size !== undefined && have > expected.size;
    if (isTooLong) await file.truncate(0);
    const sums = sumsFor(expected);
    if (!isTooLong && have > 0) await addFile(sums, part, ports);
    const whole =
      sums.size === expected.size && sums.size > 0 ? sums : await append(wanted, file, sums, ports);
    await file.sync();
    return flawOf(whole.facts(), expected);
  } finally {
    await file.close();
  }
}

async function addFile(sums: Sums, path: string, { signal, onProgress }: FetchPorts): Promise<void> {
  for await (const chunk of readBlob(path, signal)) {
    sums.add(chunk);
    onProgress(sums.size);
  }
}

/** Reads on from where the file ends; from the start where the service gives no parts. */
async function append(
  { session, id, expected }: BlobWanted,
  file: FileHandle,
  before: Sums,
  { signal, onProgress }: FetchPorts,
): Promise<Sums> {
  const data = await session.download(images.service, `${pathOf(images, id)}/file`, {
    from: before.size,
    signal,
  });
  let sums = before;
  if (data.from !== before.size) {
    await file.truncate(0);
    sums = sumsFor(expected);
  }
  for await (const chunk of data.bytes) {
    sums.add(chunk);
    await file.appendFile(chunk);
    onProgress(sums.size);
  }
  return sums;
}
