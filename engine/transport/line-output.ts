import { StringDecoder } from 'node:string_decoder';
import type { CommandOptions } from '../module.ts';

/** How much of a stream is kept for the outcome where its lines are handed on as they come. */
const keptBytes = 65_536;

/** What a program writes to one stream. */
export interface Output {
  readonly take: (chunk: Buffer) => void;
  size(): number;
  content(): Buffer;
}

/**
 * Collects a stream. With `onLine`, whole lines are handed on as they come, without their ends, and the last 64 KiB
 * alone are kept.
 */
export function output(stream: 'stdout' | 'stderr', onLine: CommandOptions['onLine']): Output {
  const chunks: Buffer[] = [];
  let size = 0;
  let kept = 0;
  const hand =
    onLine &&
    lineReader((line) => {
      onLine(line, stream);
    });
  return {
    take: (chunk) => {
      size += chunk.length;
      kept += chunk.length;
      chunks.push(chunk);
      if (hand === undefined) return;
      for (
        let first = chunks[0];
        first !== undefined && kept - first.length >= keptBytes;
        first = chunks[0]
      ) {
        chunks.shift();
        kept -= first.length;
      }
      hand(chunk);
    },
    size: () => size,
    content: () => {
      const all = Buffer.concat(chunks);
      return hand === undefined ? all : all.subarray(-keptBytes);
    },
  };
}

/** Takes bytes, and hands on the lines that are whole: ended by a line feed, a carriage return or both. */
export function lineReader(hand: (line: string) => void): (chunk: Buffer) => void {
  const decoder = new StringDecoder('utf8');
  let begun = '';
  let mayHaveLineFeed = false;
  return (chunk) => {
    let text = decoder.write(chunk);
    if (text === '') return;
    // The line feed of a pair that was torn apart ends no second line.
    if (mayHaveLineFeed && text.startsWith('\n')) text = text.slice(1);
    mayHaveLineFeed = text.endsWith('\r');
    const lines = text.split(/\r\n|\n|\r/);
    const last = lines.pop() ?? '';
    for (const line of lines) {
      hand(begun + line);
      begun = '';
    }
    begun += last;
  };
}
