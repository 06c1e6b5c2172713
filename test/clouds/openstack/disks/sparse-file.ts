import { execFileSync, spawnSync } from 'node:child_process';
import { createHash } from 'node:crypto';
import {
  closeSync,
  ftruncateSync,
  openSync,
  readSync,
  rmSync,
  statSync,
  truncateSync,
  writeSync,
} from 'node:fs';
import { platform } from 'node:os';

/** What is all zero in a piece of this size becomes a hole. */
export const PIECE = 65_536;
const ZEROS = Buffer.alloc(PIECE);
/** So much is read at once. */
const READ = 1 << 22;

/** Bytes at a place. */
export interface Part {
  readonly offset: number;
  readonly bytes: Buffer;
}

/** Makes a file of this many bytes, all zero, that takes no space. */
export function makeBlank(path: string, size: number): void {
  writeParts(path, size, []);
}

/** Gives a file another size; what is new is zero. */
export function resizeFile(path: string, size: number): void {
  truncateSync(path, size);
}

/** Makes a file of this many bytes; what no part has is a hole. */
export function writeParts(path: string, size: number, parts: Iterable<Part>): void {
  const file = openSync(path, 'w');
  try {
    for (const { offset, bytes } of parts) writeSync(file, bytes, 0, bytes.length, offset);
    ftruncateSync(file, size);
  } finally {
    closeSync(file);
  }
}

/** Makes a file of pieces that follow one another, holes where they are zero. */
export function writeSparse(path: string, chunks: readonly Buffer[]): void {
  const size = chunks.reduce((sum, chunk) => sum + chunk.length, 0);
  writeParts(path, size, partsOf(chunks));
}

function* partsOf(chunks: readonly Buffer[]): Generator<Part> {
  let start = 0;
  for (const chunk of chunks) {
    for (const { offset, bytes } of dataIn(chunk)) yield { offset: start + offset, bytes };
    start += chunk.length;
  }
}

/** Copies a file with its holes. */
export function copySparse(from: string, to: string): void {
  if (platform() === 'linux') {
    execFileSync('cp', ['--reflink=auto', '--sparse=auto', '--', from, to], { stdio: 'pipe' });
    return;
  }
  rmSync(to, { force: true });
  writeParts(to, statSync(from).size, dataOf(from));
}

/**
 * The parts of a file that are not all zero, each at most 64 KiB and at a place that is a multiple of that. The bytes are
 * good until the next part is asked for.
 */
export function* dataOf(path: string): Generator<Part> {
  const file = openSync(path, 'r');
  const buffer = Buffer.allocUnsafe(READ);
  try {
    for (const [start, end] of extentsOf(path)) {
      for (let at = start; at < end; at += READ) {
        const count = readSync(file, buffer, 0, Math.min(READ, end - at), at);
        for (const { offset, bytes } of piecesIn(buffer.subarray(0, count)))
          yield { offset: at + offset, bytes };
      }
    }
  } finally {
    closeSync(file);
  }
}

type Extent = readonly [start: number, end: number];

/** Node cannot ask where the holes of a file are (lseek(2), SEEK_DATA and SEEK_HOLE of Linux): Perl can. */
const FIND_DATA =
  'open F, "<", $ARGV[0] or die; for ($p = 0; defined($d = sysseek F, $p, 3); $p = $h) ' +
  '{ $h = sysseek F, $d, 4; print $d + 0, " $h\\n" }';

/** Where a file may have data, as whole pieces, in their order; the whole file where nobody can tell. */
function extentsOf(path: string): Extent[] {
  const { size } = statSync(path);
  if (platform() !== 'linux') return [[0, size]];
  const { status, stdout } = spawnSync('perl', ['-e', FIND_DATA, path], { encoding: 'utf8' });
  if (status !== 0) return [[0, size]];
  const extents: [start: number, end: number][] = [];
  for (const line of stdout.split('\n').slice(0, -1)) {
    const [start = 0, end = 0] = line.split(' ').map(Number);
    const whole = [start - (start % PIECE), Math.min(Math.ceil(end / PIECE) * PIECE, size)] as const;
    const last = extents.at(-1);
    if (last && whole[0] <= last[1]) last[1] = Math.max(last[1], whole[1]);
    else extents.push([...whole]);
  }
  return extents;
}

function piecesIn(chunk: Buffer): Part[] {
  const parts: Part[] = [];
  for (let offset = 0; offset < chunk.length; offset += PIECE) {
    const bytes = chunk.subarray(offset, offset + PIECE);
    if (!isZero(bytes)) parts.push({ offset, bytes });
  }
  return parts;
}

/** The same, neighbours joined. */
function dataIn(chunk: Buffer): Part[] {
  const joined: Part[] = [];
  for (const { offset, bytes } of piecesIn(chunk)) {
    const last = joined.at(-1);
    if (last && last.offset + last.bytes.length === offset) {
      joined[joined.length - 1] = {
        offset: last.offset,
        bytes: chunk.subarray(last.offset, offset + bytes.length),
      };
    } else joined.push({ offset, bytes });
  }
  return joined;
}

/** Whether there is nothing but zeros; of at most 64 KiB. */
export function isZero(bytes: Buffer): boolean {
  return bytes.equals(bytes.length === PIECE ? ZEROS : ZEROS.subarray(0, bytes.length));
}

/** What two files have in common if they have the same bytes; zeros at the end do not count. */
export function fingerprintOf(path: string): string {
  const hash = createHash('sha256');
  for (const { offset, bytes } of dataOf(path)) {
    hash.update(`${offset}:`);
    hash.update(bytes.length === PIECE ? bytes : Buffer.concat([bytes, ZEROS], PIECE));
  }
  return hash.digest('hex');
}
