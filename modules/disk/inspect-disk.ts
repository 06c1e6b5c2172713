import { DroverError } from '../../engine/diagnostics/drover-error.ts';
import type { Disk } from './disk.types.ts';
import { isNbd, placeOf, sizeOverNbd } from './nbd-source.ts';
import { askTool } from './tool.ts';

export interface Inspected {
  readonly type: 'device' | 'file' | 'nbd';
  readonly size: number;
  /** The machine's kernel makes bytes of the device zero without sending them there. */
  readonly zeroesFast: boolean;
}

/** A partition has no queue of its own: it is that of its disk. */
const script = `
d=$1
if [ -b "$d" ]; then
  s=$(blockdev --getsize64 "$d") || exit 1
  p=/sys/class/block/$(basename "$(readlink -f "$d")")
  p=$(readlink -f "$p")
  z=$(cat "$p/queue/write_zeroes_max_bytes" 2>/dev/null || cat "$p/../queue/write_zeroes_max_bytes" 2>/dev/null)
  m=$(lsblk -nro MOUNTPOINT "$d" 2>/dev/null | grep -c .)
  echo "device $s \${z:-0} $m"
elif [ -f "$d" ]; then echo "file $(stat -c %s -- "$d") 0 0"
elif [ -e "$d" ]; then echo other 0 0 0
else echo none 0 0 0
fi
`;

/** Looks at a disk. Throws `disk-missing`, and `disk-in-use` for one to be written to that is mounted. */
export async function inspectDisk(
  disk: Disk,
  role: 'source' | 'destination',
  signal: AbortSignal,
): Promise<Inspected> {
  const { machine, device } = disk;
  const place = placeOf(disk);
  if (role === 'source' && isNbd(place))
    return { type: 'nbd', size: await sizeOverNbd(machine, place, signal), zeroesFast: false };
  const said = await askTool(machine, { name: `looking at ${device}`, script, args: [device], signal });
  const [type, size, zeroes, mounted] = said.trim().split(' ');
  if (type !== 'device' && type !== 'file')
    throw new DroverError('disk-missing', {
      detail: `${machine.name} has no disk ${device}${type === 'other' ? ': this is neither a block device nor a file' : ''}.`,
      help: 'Attach the disk to the machine, and name its device.',
    });
  if (role === 'destination' && mounted !== '0')
    throw new DroverError('disk-in-use', {
      detail: `${device} of ${machine.name} is to be written to, and it is mounted there.`,
      help: 'Unmount it, if it is the right one: all that it holds is lost.',
    });
  return { type, size: Number(size), zeroesFast: Number(zeroes) > 0 };
}

/** Throws `disk-too-small` where a disk does not have the bytes that are copied. */
export function checkSize(
  { machine, device }: Disk,
  { size }: Inspected,
  wanted: number,
  role: 'source' | 'destination',
): void {
  if (size >= wanted) return;
  throw new DroverError('disk-too-small', {
    detail: `${device} of ${machine.name} has ${size} bytes, and ${wanted} are to be ${role === 'source' ? 'read from' : 'written to'} it.`,
    help:
      role === 'source'
        ? 'The size of the source has changed, or another disk is attached under its name.'
        : 'Make the disk of the destination at least as large as that of the source.',
  });
}
