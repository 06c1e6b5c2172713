import { randomBytes } from 'node:crypto';
import { closeSync, openSync, statSync, writeSync } from 'node:fs';

/** What is on a disk: `end` has nothing but its last byte. */
export type Content = 'random' | 'sparse' | 'zero' | 'end';

const MIB = 1 << 20;

/** Where something is written, from the start or, less than 0, from the end; and how many bytes. */
const PLACES: Readonly<Record<Content, readonly (readonly [at: number, length: number])[]>> = {
  random: [
    [0, 3 * MIB],
    [300 * MIB + 12_345, MIB + 513],
    [-2 * MIB, 2 * MIB],
  ],
  sparse: [
    [MIB, 4096],
    [777 * MIB + 512, 512],
    [-65_536, 65_536],
  ],
  zero: [],
  end: [[-1, 1]],
};

/** Writes into a file, as a guest would onto its disk. */
export function writeContent(path: string, content: Content): void {
  const file = openSync(path, 'r+');
  const { size } = statSync(path);
  for (const [at, length] of PLACES[content]) {
    writeSync(
      file,
      content === 'end' ? Buffer.from([1]) : randomBytes(length),
      0,
      length,
      at < 0 ? size + at : at,
    );
  }
  closeSync(file);
}
