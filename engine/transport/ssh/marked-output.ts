import type { Readable } from 'node:stream';
import type { Output } from '../line-output.ts';

/** Output of a script from its mark on: what a log-in shell's own files print before it is left out. */
export interface MarkedOutput {
  hasBegun(): boolean;
  /** Settled when the mark has come, or after a time. */
  begun(patienceMs: number): Promise<void>;
  /** The number behind the mark: the script's process, which leads its group. */
  group(): number | undefined;
  size(): number;
  content(): Buffer;
  /** What came while there was no mark. */
  noise(): string;
}

/** Collects a stream, into `output`, that has a line of `mark` and a number, or another word, before what counts. */
export function markedOutput(stream: Readable, mark: string, output: Output): MarkedOutput {
  let size = 0;
  let head: Buffer = Buffer.alloc(0);
  let onBegin: () => void = () => undefined;
  let begun: { readonly group: number | undefined } | undefined;
  stream.on('data', (chunk: Buffer) => {
    size += chunk.length;
    if (begun !== undefined) {
      output.take(chunk);
      return;
    }
    head = Buffer.concat([head, chunk]);
    // Prompts have the mark in them, too, with no blank behind it.
    const at = head.indexOf(`${mark} `);
    const end = at === -1 ? -1 : head.indexOf('\n', at);
    if (end === -1) return;
    const number = Number(head.subarray(at + mark.length, end).toString('latin1'));
    begun = { group: number > 1 ? number : undefined };
    onBegin();
    if (head.length > end + 1) output.take(head.subarray(end + 1));
  });
  return {
    hasBegun: () => begun !== undefined,
    begun: (patienceMs) =>
      begun === undefined
        ? new Promise((resolve) => {
            const timer = setTimeout(resolve, patienceMs);
            onBegin = () => {
              clearTimeout(timer);
              resolve();
            };
            stream.once('close', onBegin);
          })
        : Promise.resolve(),
    group: () => begun?.group,
    size: () => size,
    content: () => output.content(),
    noise: () => (begun === undefined ? head.toString('utf8') : ''),
  };
}
