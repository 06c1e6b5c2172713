import { setTimeout as sleep } from 'node:timers/promises';
import { DroverError } from '../../engine/diagnostics/drover-error.ts';
import type { Machine } from './disk.types.ts';
import { askTool } from './tool.ts';

/** How many characters of a serial number virtio-blk has room for. */
const virtioLength = 20;
const askEveryMs = 500;

/** A whole disk of a machine, and all that it is called by. */
export interface KnownDisk {
  readonly path: string;
  readonly serials: readonly string[];
  /** Where it, or a part of it, is mounted. */
  readonly mounts: readonly string[];
}

/**
 * Prints a line \`PATH KIND VALUE\` for all that is known of each disk: the files of sysfs, which every kernel has, and
 * what udev and lsblk make of them where they are there.
 */
const script = `
for d in /sys/block/*; do
  n=\${d##*/}
  [ -b "/dev/$n" ] || continue
  [ "$(cat "$d/size" 2>/dev/null || echo 0)" -gt 0 ] || continue
  echo "/dev/$n disk -"
  for f in serial device/serial; do
    [ -r "$d/$f" ] && s=$(tr -cd '[:graph:]' <"$d/$f" 2>/dev/null) && [ -n "$s" ] && echo "/dev/$n serial $s"
  done
  # A page of SCSI's, with four bytes before the number.
  f=$d/device/vpd_pg80
  [ -r "$f" ] && s=$(tail -c +5 "$f" 2>/dev/null | tr -cd '[:graph:]') && [ -n "$s" ] && echo "/dev/$n serial $s"
  lsblk -nro MOUNTPOINT "/dev/$n" 2>/dev/null | while read -r m; do [ -z "$m" ] || echo "/dev/$n mount $m"; done
done
for l in /dev/disk/by-id/*; do
  [ -L "$l" ] || continue
  case $l in *-part[0-9]*) continue ;; esac
  p=$(readlink -f "$l")
  echo "$p id \${l##*/}"
done
lsblk -dnro PATH,SERIAL 2>/dev/null | while read -r p s; do
  [ -z "$s" ] || printf '%s disk -\\n%s serial %s\\n' "$p" "$p" "$s"
done
:
`;

/** What the script printed. */
export function parseDisks(text: string): readonly KnownDisk[] {
  const disks = new Map<string, { readonly serials: Set<string>; readonly mounts: Set<string> }>();
  const entries = text.split('\n').flatMap((line) => {
    const [path = '', kind = '', ...words] = line.split(' ');
    return words.length === 0 ? [] : [{ path, kind, value: words.join(' ').trim() }];
  });
  for (const { path, kind } of entries)
    if (kind === 'disk' && !disks.has(path)) disks.set(path, { serials: new Set(), mounts: new Set() });
  for (const { path, kind, value } of entries) {
    if (kind === 'serial') disks.get(path)?.serials.add(value);
    if (kind === 'id') disks.get(path)?.serials.add(serialIn(value));
    if (kind === 'mount') disks.get(path)?.mounts.add(value);
  }
  return [...disks].map(([path, { serials, mounts }]) => ({
    path,
    serials: [...serials],
    mounts: [...mounts],
  }));
}

/** \`virtio-<serial>\`, \`scsi-0QEMU_QEMU_HARDDISK_<serial>\`, \`nvme-QEMU_NVMe_Ctrl_<serial>\`. */
function serialIn(name: string): string {
  return name.startsWith('virtio-') ? name.slice('virtio-'.length) : (name.split('_').at(-1) ?? name);
}

/** The disks that have a serial number: the whole of it, or as much of it as virtio-blk has room for. */
export function disksWith(disks: readonly KnownDisk[], serial: string): readonly KnownDisk[] {
  // Vendors put characters before it, and some leave dashes out.
  const plain = (text: string): string => text.replaceAll('-', '').toLowerCase();
  const wanted = plain(serial);
  const short = plain(serial.slice(0, virtioLength));
  return disks.filter(({ serials }) =>
    serials.some((one) => {
      const own = plain(one);
      return own === wanted || (one.length >= Math.min(virtioLength, serial.length) && own === short);
    }),
  );
}

/**
 * The path of the device of a disk that a machine was given, by its serial number (a volume's id): waits until it is
 * there. Throws `disk-missing` when the time is up, `disk-ambiguous` where two disks can be meant, and `disk-in-use`
 * where the disk is mounted.
 */
export async function findDevice(
  machine: Machine,
  serial: string,
  options: { readonly timeoutMs: number; readonly signal: AbortSignal },
): Promise<string> {
  const { timeoutMs, signal } = options;
  const end = performance.now() + timeoutMs;
  for (;;) {
    signal.throwIfAborted();
    const said = await askTool(machine, { name: 'looking for disks', script, args: [], signal });
    const disks = parseDisks(said);
    const found = disksWith(disks, serial);
    const [only] = found;
    if (found.length > 1) throw ambiguous(machine, serial, found);
    if (only !== undefined) return checked(machine, serial, only);
    if (performance.now() >= end) throw missing(machine, serial, disks, timeoutMs);
    await sleep(Math.min(askEveryMs, timeoutMs), undefined, { signal }).catch(() => undefined);
  }
}

function checked({ name }: Machine, serial: string, { path, mounts }: KnownDisk): string {
  if (mounts.length === 0) return path;
  throw new DroverError('disk-in-use', {
    detail: `The disk ${path} of ${name}, which has the serial number ${serial}, is mounted at ${mounts.join(' and ')}.`,
    help: `Unmount it on ${name}, and see that nothing mounts disks there by itself.`,
  });
}

function ambiguous({ name }: Machine, serial: string, found: readonly KnownDisk[]): DroverError {
  return new DroverError('disk-ambiguous', {
    detail: `${name} has more than one disk with the serial number ${serial}: ${found.map(({ path }) => path).join(', ')}.`,
    help: 'Detach what does not belong to the machine: none of them is touched.',
  });
}

function missing(
  { name }: Machine,
  serial: string,
  disks: readonly KnownDisk[],
  timeoutMs: number,
): DroverError {
  const known = disks.flatMap(({ path, serials }) =>
    serials.length === 0 ? [] : [`${path} (${serials.join(', ')})`],
  );
  return new DroverError('disk-missing', {
    detail: `${name} has had no disk with the serial number ${serial} for ${timeoutMs / 1000} seconds. It has ${known.length === 0 ? 'no disk with a serial number' : known.join(', ')}.`,
    help: 'Look at the attachment of the volume at its cloud, and at the log of the machine’s kernel (dmesg).',
  });
}
