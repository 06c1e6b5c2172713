import { posix } from 'node:path';
import { imageInfo, type ImageFormat, type ImageInfo } from '../../disk/image-info.ts';
import type { ImageFile } from '../../disk/serve-image.ts';
import { askTool } from '../../disk/tool.ts';
import { isBody } from '../kind/wire.ts';
import type { Hypervisor } from './hypervisors.ts';

/** A disk of a server that is a file of its hypervisor. */
export interface LocalDisk extends ImageFile {
  /** As Nova calls it: `disk`, `disk.eph0`. */
  readonly name: string;
  /** Bytes of the disk. */
  readonly size: number;
}

/** The folder of a server on its hypervisor, as far as its disks go. */
export interface InstanceFolder {
  readonly path: string;
  readonly exists: boolean;
  /** Names of the files that may be disks, in the order of their numbers. */
  readonly names: readonly string[];
  /** What Nova has noted of their formats (`disk.info`), by name. */
  readonly formats: ReadonlyMap<string, string>;
}

/** Nova's notes come after a line of their own. */
const script = `
cd -- "$1" 2>/dev/null || { echo none; exit 0; }
echo there
for f in disk disk.*; do
  if [ -e "$f" ] || [ -L "$f" ]; then printf '%s\\n' "$f"; fi
done
echo
cat disk.info 2>/dev/null || :
`;

/** Looks into the folder of a server. Opens none of its disks. */
export async function readInstanceFolder(
  { machine, instances_path: instances }: Pick<Hypervisor, 'machine' | 'instances_path'>,
  server: string,
  signal: AbortSignal,
): Promise<InstanceFolder> {
  const path = posix.join(instances, server);
  const said = await askTool(machine, { name: `looking into ${path}`, script, args: [path], signal });
  const [head = '', ...rest] = said.split('\n\n');
  const [first, ...names] = head.split('\n').filter((line) => line !== '');
  return {
    path,
    exists: first === 'there',
    names: names.toSorted((one, other) => one.localeCompare(other, 'en', { numeric: true })),
    formats: formatsIn(rest.join('\n\n')),
  };
}

/** `{"/var/lib/nova/instances/ID/disk": "qcow2"}`: of the paths only the names of the files count. */
export function formatsIn(text: string): ReadonlyMap<string, string> {
  let told: unknown;
  try {
    told = JSON.parse(text);
  } catch {
    return new Map();
  }
  if (!isBody(told)) return new Map();
  return new Map(
    Object.entries(told).flatMap(([path, format]) =>
      typeof format === 'string' ? [[posix.basename(path), format] as const] : [],
    ),
  );
}

/** How long a chain of files that build on one another may be: Nova makes chains of two. */
const MOST_FILES = 8;

/**
 * A disk of the folder, with all that it builds on looked at; or in words why it is not read. Its format is what Nova has
 * noted: what the guest has written at the beginning of a raw disk may say that it is something else, and that it builds on
 * any file of the hypervisor. So each file has to be in the server's own folder, or in Nova's folder of images.
 */
export async function readLocalDisk(
  hypervisor: Pick<Hypervisor, 'machine' | 'instances_path'>,
  { path: folder, formats }: InstanceFolder,
  name: string,
  signal: AbortSignal,
): Promise<LocalDisk | { readonly refused: string }> {
  const { machine, instances_path: instances } = hypervisor;
  const path = posix.join(folder, name);
  const format = formats.get(name);
  if (!isRead(format))
    return {
      refused:
        format === undefined
          ? `disk.info in ${folder} of ${machine.name} does not say which format ${name} has, and that is not guessed: have Nova note it (start and stop the server once).`
          : `${path} of ${machine.name} has the format ${format}, and only raw and qcow2 are read: move it through the conversion hosts.`,
    };
  const folders = [folder, posix.join(instances, '_base')];
  let size: number | undefined;
  let file: ImageFile = { path, format };
  for (let files = 1; ; files += 1) {
    const info = await imageInfo(machine, { ...file, folders, signal });
    const why = whyNotRead(info);
    if (why !== undefined || 'outside' in info)
      return {
        refused: `${file.path} of ${machine.name}, which the disk ${path} is in, is not read: ${why ?? ''}.`,
      };
    size ??= info.size;
    const { backing } = info;
    if (backing === undefined) return { name, path, format, size };
    if (files === MOST_FILES || !backing.place.startsWith('/') || !isRead(backing.format))
      return {
        refused: `${file.path} of ${machine.name} builds on ${backing.place} (format ${backing.format ?? 'not named'}), which is not read.`,
      };
    file = { path: backing.place, format: backing.format };
  }
}

function isRead(format: string | undefined): format is ImageFormat {
  return format === 'raw' || format === 'qcow2';
}

function whyNotRead(info: ImageInfo | { readonly outside: string }): string | undefined {
  return 'outside' in info
    ? `it is ${info.outside}, neither in the folder of the server nor in Nova's folder of images (_base)`
    : info.oddities[0];
}
