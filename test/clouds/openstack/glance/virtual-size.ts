import { partOf, sizeOf } from '../http/bytes.ts';

/** Enough for the heads of all formats that are looked into. */
const HEAD = 512;

/**
 * What a machine sees of an image, in bytes, as Glance reads it from the head while bytes come in; null where it cannot
 * tell. It looks into bare images only, and what says that there is nothing says nothing.
 */
export function virtualSizeOf(
  chunks: readonly Buffer[],
  diskFormat: string | null,
  containerFormat: string | null,
): number | null {
  if (containerFormat !== 'bare') return null;
  const size = diskFormat === 'raw' ? sizeOf(chunks) : sizeInHead(chunks, diskFormat);
  return size === undefined || size === 0 ? null : size;
}

function sizeInHead(chunks: readonly Buffer[], diskFormat: string | null): number | undefined {
  const head = Buffer.concat(partOf(chunks, 0, HEAD));
  if (head.length < HEAD) return undefined;
  if (diskFormat === 'qcow2' && head.toString('latin1', 0, 4) === 'QFI\xfb')
    return Number(head.readBigUInt64BE(24));
  if (diskFormat === 'vhd' && head.toString('latin1', 0, 8) === 'conectix')
    return Number(head.readBigUInt64BE(40));
  if (diskFormat === 'vdi' && head.readUInt32LE(0x40) === 0xbeda107f)
    return Number(head.readBigUInt64LE(0x170));
  return undefined;
}
