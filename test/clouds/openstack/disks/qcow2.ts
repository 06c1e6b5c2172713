import { statSync } from 'node:fs';
import { partOf } from '../http/bytes.ts';
import { dataOf, PIECE, type Part } from './sparse-file.ts';

/*
 * The QCOW2 format, as hypervisors keep and upload disks: as far as this cloud needs it to make an image of a disk, and
 * a disk of an image. Source: docs/interop/qcow2.txt of QEMU.
 */

const CLUSTER_BITS = 16;
const CLUSTER = PIECE;
const MAGIC = 0x514649fb;
/** Entries, of 8 bytes, of a cluster. */
const ENTRIES = CLUSTER / 8;
/** A cluster that nobody else shares. */
const COPIED = 1n << 63n;
const COMPRESSED = 1n << 62n;
const OFFSET_MASK = 0x00ff_ffff_ffff_fe00n;

/** Whether these bytes are of that format. */
export function isQcow2(chunks: readonly Buffer[]): boolean {
  const head = Buffer.concat(partOf(chunks, 0, 4));
  return head.length === 4 && head.readUInt32BE(0) === MAGIC;
}

/** The bytes of a file as an image: what is zero takes no space in it. */
export function toQcow2(path: string): Buffer[] {
  const clusters = new Map<number, Buffer>();
  for (const { offset, bytes } of dataOf(path)) {
    clusters.set(offset / CLUSTER, Buffer.concat([bytes, Buffer.alloc(CLUSTER - bytes.length)]));
  }
  return laidOut(statSync(path).size, clusters);
}

/** Head, first table, second tables, data, and the counts of references: each begins at a cluster. */
function laidOut(size: number, clusters: ReadonlyMap<number, Buffer>): Buffer[] {
  const tables = [...new Set([...clusters.keys()].map((index) => Math.floor(index / ENTRIES)))];
  const l1Size = Math.max(1, Math.ceil(size / CLUSTER / ENTRIES));
  const l1Clusters = Math.ceil(l1Size / ENTRIES);
  const firstTable = 1 + l1Clusters;
  const firstData = firstTable + tables.length;
  const used = firstData + clusters.size;
  const l1 = Buffer.alloc(l1Clusters * CLUSTER);
  const l2 = Buffer.alloc(tables.length * CLUSTER);
  for (const [place, table] of tables.entries()) l1.writeBigUInt64BE(entry(firstTable + place), table * 8);
  for (const [place, index] of [...clusters.keys()].entries()) {
    const table = tables.indexOf(Math.floor(index / ENTRIES));
    l2.writeBigUInt64BE(entry(firstData + place), table * CLUSTER + (index % ENTRIES) * 8);
  }
  const counts = countsFor(used);
  const head = headOf({ size, l1Size, countTable: used, countClusters: counts.tableClusters });
  return [head, l1, l2, ...clusters.values(), ...counts.chunks];
}

function entry(cluster: number): bigint {
  return (BigInt(cluster) * BigInt(CLUSTER)) | COPIED;
}

interface Head {
  readonly size: number;
  readonly l1Size: number;
  readonly countTable: number;
  readonly countClusters: number;
}

function headOf({ size, l1Size, countTable, countClusters }: Head): Buffer {
  const head = Buffer.alloc(CLUSTER);
  head.writeUInt32BE(MAGIC, 0);
  head.writeUInt32BE(3, 4);
  head.writeUInt32BE(CLUSTER_BITS, 20);
  head.writeBigUInt64BE(BigInt(size), 24);
  head.writeUInt32BE(l1Size, 36);
  head.writeBigUInt64BE(BigInt(CLUSTER), 40);
  head.writeBigUInt64BE(BigInt(countTable * CLUSTER), 48);
  head.writeUInt32BE(countClusters, 56);
  // References are counted in 16 bits, and the head has this many bytes.
  head.writeUInt32BE(4, 96);
  head.writeUInt32BE(104, 100);
  return head;
}

/** The table and the blocks that say of every cluster, their own too, that it is used once. */
function countsFor(used: number): { readonly chunks: Buffer[]; readonly tableClusters: number } {
  const perBlock = CLUSTER / 2;
  let [tableClusters, blocks] = [1, 1];
  while (blocks * perBlock < used + tableClusters + blocks) blocks += 1;
  while (tableClusters * ENTRIES < blocks) tableClusters += 1;
  const table = Buffer.alloc(tableClusters * CLUSTER);
  for (let block = 0; block < blocks; block += 1) {
    table.writeBigUInt64BE(BigInt((used + tableClusters + block) * CLUSTER), block * 8);
  }
  const counts = Buffer.alloc(blocks * CLUSTER);
  for (let index = 0; index < used + tableClusters + blocks; index += 1) counts.writeUInt16BE(1, index * 2);
  return { chunks: [table, counts], tableClusters };
}

/** The disk that an image is of. */
export interface ImageContent {
  /** In bytes. */
  readonly size: number;
  readonly parts: Iterable<Part>;
}

/** What an image holds. Throws on what this cloud does not read, also while the parts are gone through. */
export function fromQcow2(chunks: readonly Buffer[]): ImageContent {
  const read = (start: number, length: number): Buffer => {
    const bytes = Buffer.concat(partOf(chunks, start, start + length));
    return Buffer.concat([bytes, Buffer.alloc(length - bytes.length)]);
  };
  const head = read(0, 72);
  const isPlain = head.readBigUInt64BE(8) === 0n && head.readUInt32BE(32) === 0;
  if (!isPlain) throw new Error('The image has a backing file or is encrypted.');
  const size = Number(head.readBigUInt64BE(24));
  const l1 = read(Number(head.readBigUInt64BE(40)), head.readUInt32BE(36) * 8);
  return { size, parts: clustersOf(l1, read, { size, cluster: 1 << head.readUInt32BE(20) }) };
}

function* clustersOf(
  l1: Buffer,
  read: (start: number, length: number) => Buffer,
  { size, cluster }: { readonly size: number; readonly cluster: number },
): Generator<Part> {
  const entries = cluster / 8;
  for (let table = 0; table * entries * cluster < size; table += 1) {
    const at = Number(l1.readBigUInt64BE(table * 8) & OFFSET_MASK);
    const l2 = at === 0 ? Buffer.alloc(0) : read(at, cluster);
    for (let index = 0; index * 8 < l2.length; index += 1) {
      const place = l2.readBigUInt64BE(index * 8);
      if ((place & COMPRESSED) !== 0n) throw new Error('The image has compressed clusters.');
      const offset = (table * entries + index) * cluster;
      const isData = (place & 1n) === 0n && (place & OFFSET_MASK) !== 0n;
      if (isData) {
        yield { offset, bytes: read(Number(place & OFFSET_MASK), Math.min(cluster, size - offset)) };
      }
    }
  }
}
