import { inflateSync } from 'node:zlib';
import { DroverError, messageOf } from '../../diagnostics/drover-error.ts';
import { refused, treeLimits } from '../tree/check-tree.ts';

export interface PackLimits {
  readonly objects: number;
  /** Of one object, inflated and with its delta applied. */
  readonly objectBytes: number;
  /** Of all of them. */
  readonly bytes: number;
}

/** A repository may hold more than the folder that is taken of it. */
const packLimits: PackLimits = {
  objects: 20 * treeLimits.entries,
  objectBytes: treeLimits.bytes,
  bytes: 4 * treeLimits.bytes,
};

/**
 * Refuses a pack (gitformat-pack(5)) that is damaged, or whose objects become larger than those of any repository of
 * roles. Each is inflated here as far as it says itself, and no further: whoever reads the pack afterwards inflates all
 * that there is. Throws `source-refused`.
 */
export function checkPack(pack: Buffer, what: string, limits: PackLimits = packLimits): void {
  try {
    checkObjects(pack, what, limits);
  } catch (error) {
    if (error instanceof DroverError) throw error;
    throw refused(
      what,
      `its pack is damaged (${messageOf(error)})`,
      'Fetch it again; if it stays so, the server has it so.',
    );
  }
}

/** Where the next object begins. */
interface Reader {
  readonly pack: Buffer;
  at: number;
}

function checkObjects(pack: Buffer, what: string, limits: PackLimits): void {
  const tooLarge = (why: string): DroverError =>
    refused(what, `${why}, as in a pack that is meant to fill the memory`);
  if (pack.toString('latin1', 0, 4) !== 'PACK') throw new Error('it does not begin as a pack');
  const count = pack.readUInt32BE(8);
  if (count > limits.objects) throw tooLarge(`it has ${count} objects`);
  const reader: Reader = { pack, at: 12 };
  let bytes = 0;
  for (let index = 0; index < count; index += 1) {
    const { type, size } = readHeader(reader);
    if (size > limits.objectBytes) throw tooLarge(`an object in it has ${size} bytes`);
    const data = inflated(reader, size);
    const made = type === 'delta' ? madeBy(data) : 0;
    if (made > limits.objectBytes) throw tooLarge(`an object in it becomes ${made} bytes`);
    bytes += size + made;
    if (bytes > limits.bytes) throw tooLarge(`its objects become more than ${limits.bytes} bytes`);
  }
}

/** Type and size; what a delta refers to is passed over. */
function readHeader(reader: Reader): { readonly type: 'whole' | 'delta'; readonly size: number } {
  const first = nextByte(reader);
  const type = (first >> 4) & 0b111;
  const size = (first & 0b1111) + (first >= 0x80 ? readNumber(reader) * 16 : 0);
  // A commit, a tree, a blob, a tag.
  if (type >= 1 && type <= 4) return { type: 'whole', size };
  if (type === 7) reader.at += 20;
  else if (type === 6) readNumber(reader);
  else throw new Error(`there is no type ${type}`);
  return { type: 'delta', size };
}

/** Seven bits a byte, the lowest first; exact as far as it is small, and large where it is not. */
function readNumber(reader: Reader): number {
  let value = 0;
  for (let factor = 1; ; factor *= 128) {
    const byte = nextByte(reader);
    value += (byte & 0x7f) * factor;
    if (byte < 0x80) return value;
    // No size has so many digits, and a product with infinity is no number.
    if (factor > Number.MAX_SAFE_INTEGER) throw new Error('a number in it is too long');
  }
}

function nextByte(reader: Reader): number {
  const byte = reader.pack[reader.at];
  if (byte === undefined) throw new Error('it breaks off');
  reader.at += 1;
  return byte;
}

/** The object's bytes, which are as many as it says. */
function inflated(reader: Reader, size: number): Buffer {
  const options = { info: true, maxOutputLength: Math.max(1, size), chunkSize: chunkFor(size) };
  // Boundary: the types of Node do not know what `info` adds.
  const { buffer, engine } = inflateSync(reader.pack.subarray(reader.at), options) as unknown as Inflated;
  if (buffer.length !== size) throw new Error(`an object has ${buffer.length} bytes and says ${size}`);
  reader.at += engine.bytesWritten;
  return buffer;
}

interface Inflated {
  readonly buffer: Buffer;
  /** `bytesWritten`: what was taken of the input. */
  readonly engine: { readonly bytesWritten: number };
}

/** Most objects are small: they need not have room for more. */
function chunkFor(size: number): number {
  return Math.min(Math.max(size + 1, 64), 1024 * 1024);
}

/** How large what a delta makes becomes: the second number of it, behind the size of what it is applied to. */
function madeBy(delta: Buffer): number {
  const reader = { pack: delta, at: 0 };
  readNumber(reader);
  return readNumber(reader);
}
