import { DroverError } from '../../../../engine/diagnostics/drover-error.ts';
import type { Bytes } from '../../api/stream-request.ts';
import { isSameData, type DataFacts, type Sums } from './sums.ts';

/**
 * The same bytes, counted and summed. The last of them are given away only once the sum is right: what breaks off before
 * its end no cloud takes for an image. Throws `image-data-differ` otherwise.
 */
export async function* verified(
  bytes: Bytes,
  { sums, expected, what }: { readonly sums: Sums; readonly expected: DataFacts; readonly what: string },
  onProgress: (done: number) => void,
): Bytes {
  let held: Uint8Array | undefined;
  for await (const chunk of bytes) {
    sums.add(chunk);
    onProgress(sums.size);
    if (held !== undefined) yield held;
    held = chunk;
  }
  const flaw = flawOf(sums.facts(), expected);
  if (flaw !== undefined) throw differs(what, flaw);
  if (held !== undefined) yield held;
}

/** In words how data differ from what was told of them; undefined where they do not. */
export function flawOf(have: DataFacts, expected: DataFacts): string | undefined {
  if (expected.size !== undefined && have.size !== undefined && have.size !== expected.size)
    return `${have.size} bytes came in place of ${expected.size}`;
  if (isSameData(have, expected) !== false) return undefined;
  return `their ${expected.sum?.algorithm ?? 'md5'} sum is ${shortened(have.sum?.value)} in place of ${shortened(expected.sum?.value)}`;
}

function shortened(sum: string | undefined): string {
  return sum === undefined ? 'not known' : sum.length > 40 ? `${sum.slice(0, 16)}...` : sum;
}

/** The error for data that are not what they should be. */
export function differs(what: string, flaw: string): DroverError {
  return new DroverError('image-data-differ', {
    detail: `The data of ${what} are not what they should be: ${flaw}.`,
    help: 'Run the same playbook again. If it happens again, the data are damaged where they come from: look at the image (or blob) there, and export it anew.',
  });
}
