import { existsSync, mkdirSync, readdirSync, rmSync, statSync, symlinkSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { fromQcow2, isQcow2, toQcow2 } from './qcow2.ts';
import { copySparse, dataOf, makeBlank, PIECE, resizeFile, writeParts, writeSparse } from './sparse-file.ts';

export const GIB = 1 << 30;

/** Where a cloud with bytes keeps them. */
export interface DiskFolders {
  /** Of this cloud alone. */
  readonly dataDirectory: string;
  /** The backend of its volumes; clouds that have the same one can hand volumes to each other. */
  readonly volumeDirectory: string;
}

/** A disk of a server that is no volume, as hypervisors name it. */
export type LocalDisk = 'disk' | `disk.eph${number}` | 'disk.swap';

/** The bytes of a cloud's volumes, snapshots and servers: sparse files. */
export interface DiskFiles {
  /** `volume-<id>`, as Cinder calls it at its backend. */
  readonly volume: (id: string) => string;
  readonly snapshot: (id: string) => string;
  /** A file of the backend by the name that it has there, if there is one. */
  readonly atBackend: (name: string) => string | undefined;
  readonly namesAtBackend: () => readonly string[];
  readonly local: (serverId: string, disk: LocalDisk) => string;
  /** Notes the formats of a server's disks beside them, as Nova does. */
  readonly noteFormats: (serverId: string, formats: Readonly<Partial<Record<LocalDisk, string>>>) => void;
  /** Where links stand that say which volumes a server has: named by the serial, they lead to the file. */
  readonly devices: (serverId: string) => string;
  readonly plug: (serverId: string, volumeId: string) => void;
  readonly unplug: (serverId: string, volumeId: string) => void;
  /** All that a server had. */
  readonly forget: (serverId: string) => void;
}

/** A guest sees the first 20 characters of a volume's id as the serial of its disk. */
export const SERIAL_LENGTH = 20;

/** The files of a cloud; folders are made. */
export function openDiskFiles({ dataDirectory, volumeDirectory }: DiskFolders): DiskFiles {
  const instances = join(dataDirectory, 'instances');
  const devices = (serverId: string): string => join(dataDirectory, 'devices', serverId);
  for (const folder of [dataDirectory, volumeDirectory, instances]) mkdirSync(folder, { recursive: true });
  const volume = (id: string): string => join(volumeDirectory, `volume-${id}`);
  const link = (serverId: string, id: string): string => join(devices(serverId), id.slice(0, SERIAL_LENGTH));
  return {
    volume,
    snapshot: (id) => join(volumeDirectory, `snapshot-${id}`),
    atBackend(name) {
      const path = join(volumeDirectory, name);
      return !name.includes('/') && existsSync(path) ? path : undefined;
    },
    namesAtBackend: () => readdirSync(volumeDirectory).filter((name) => !name.startsWith('snapshot-')),
    local(serverId, disk) {
      mkdirSync(join(instances, serverId), { recursive: true });
      return join(instances, serverId, disk);
    },
    noteFormats(serverId, formats) {
      const folder = join(instances, serverId);
      const noted = Object.entries(formats).map(([disk, format]) => [join(folder, disk), format] as const);
      writeFileSync(join(folder, 'disk.info'), JSON.stringify(Object.fromEntries(noted)));
    },
    devices,
    plug(serverId, volumeId) {
      mkdirSync(devices(serverId), { recursive: true });
      rmSync(link(serverId, volumeId), { force: true });
      symlinkSync(volume(volumeId), link(serverId, volumeId));
    },
    unplug(serverId, volumeId) {
      rmSync(link(serverId, volumeId), { force: true });
    },
    forget(serverId) {
      rmSync(devices(serverId), { recursive: true, force: true });
      rmSync(join(instances, serverId), { recursive: true, force: true });
    },
  };
}

/** Makes a file of so many GiB of another one, or blank. Throws if the other one is not there. */
export function makeDisk(path: string, gibibytes: number, from?: string): void {
  if (from === undefined) makeBlank(path, gibibytes * GIB);
  else {
    copySparse(from, path);
    resizeFile(path, gibibytes * GIB);
  }
}

/** What an image's bytes are, as the image service keeps them. */
export interface ImageBytes {
  readonly chunks: readonly Buffer[];
  readonly diskFormat: string | null;
}

/**
 * Makes a file of an image, as large as its disk, or as `gibibytes` says. Throws on a format that has to be converted and
 * that this cloud cannot read.
 */
export function makeDiskOfImage(path: string, { chunks, diskFormat }: ImageBytes, gibibytes = 0): void {
  if (diskFormat === 'qcow2' && !isQcow2(chunks)) throw new Error('The image is not what its format says.');
  if (diskFormat !== 'qcow2' && diskFormat !== 'raw' && diskFormat !== 'iso')
    throw new Error(`Disks of the format ${diskFormat ?? 'null'} cannot be read here.`);
  if (diskFormat === 'qcow2') {
    const { size, parts } = fromQcow2(chunks);
    writeParts(path, size, parts);
  } else writeSparse(path, chunks);
  if (gibibytes > 0) resizeFile(path, gibibytes * GIB);
}

/** The bytes of a file as an image of this format: qcow2, or raw for any other. */
export function imageOfDisk(path: string, diskFormat: string): Buffer[] {
  return diskFormat === 'qcow2' ? toQcow2(path) : rawImage(path);
}

/** What is zero is the same piece again and again. */
function rawImage(path: string): Buffer[] {
  const data = new Map<number, Buffer>();
  for (const { offset, bytes } of dataOf(path)) data.set(offset, Buffer.from(bytes));
  const { size } = statSync(path);
  const zeros = Buffer.alloc(PIECE);
  return Array.from(
    { length: Math.ceil(size / PIECE) },
    (_each, index) => data.get(index * PIECE) ?? zeros.subarray(0, size - index * PIECE),
  );
}
