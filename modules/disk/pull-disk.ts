import { DroverError } from '../../engine/diagnostics/drover-error.ts';
import type { Disk } from './disk.types.ts';
import { cutOff, unusable } from './disk-errors.ts';
import { lastWords, runTool } from './tool.ts';
import { socketIn } from './work-folder.ts';

/**
 * nbdcopy would empty a plain file first: nbdkit writes to it. When all is written, what the kernel keeps of the device
 * is dropped, so that whoever reads it next reads the device.
 */
const script = `
uri=$1 device=$2 zeroes=$3
set -- nbdcopy --destination-is-zero --flush --progress=3
[ "$zeroes" = skip ] || set -- "$@" -S 0
if [ -b "$device" ]; then
  "$@" "$uri" "$device" 3>&1 || exit $?
  blockdev --flushbufs "$device"
else
  "$@" -- "$uri" [ nbdkit --exit-with-parent file "$device" ] 3>&1
fi
`;

export interface Pulling {
  /** The folder at the destination, with the socket in it. */
  readonly folder: string;
  /** Whether zeros in the data are written, too: what is there may be something else. */
  readonly writesZeros: boolean;
  /** Of what is told to be data, from 0 to 1. */
  readonly onShare: (share: number) => void;
  readonly signal: AbortSignal;
}

/** Writes what the socket gives to a disk. Throws `disk-full`, `disk-unusable`, and `disk-copy-cut-off` otherwise. */
export async function pullDisk({ machine, device }: Disk, pulling: Pulling): Promise<void> {
  const { folder, writesZeros, onShare, signal } = pulling;
  const outcome = await runTool(machine, {
    name: 'nbdcopy',
    script,
    args: [`nbd+unix:///?socket=${socketIn(folder)}`, device, writesZeros ? 'write' : 'skip'],
    signal,
    onLine: (line, stream) => {
      const [, done, all] = /^(\d+)\/(\d+)$/.exec(line) ?? [];
      if (stream === 'stdout' && Number(all) > 0) onShare(Number(done) / Number(all));
    },
  });
  const { rc, stderr } = outcome;
  if (rc === 0) return;
  if (/No space left on device/.test(stderr))
    throw new DroverError('disk-full', {
      detail: `${device} of ${machine.name} has no room for more: ${lastWords(outcome)}`,
      help: 'The storage behind the disk is full: make room there, then run again: only what is missing is sent.',
    });
  if (rc === 127)
    throw new DroverError('disk-tools', {
      detail: `${machine.name} cannot copy disks: ${lastWords(outcome)}`,
      help: 'It needs nbdcopy (of libnbd) and blockdev (of util-linux).',
    });
  if (saysOf(device, stderr)) throw unusable(machine, `${device} cannot be written to`, outcome);
  throw cutOff(`nbdcopy ended on ${machine.name}`, outcome);
}

/** Whether it is the disk that is complained of, and not the connection. */
function saysOf(device: string, stderr: string): boolean {
  return stderr
    .split('\n')
    .some(
      (line) =>
        /pwrite|fsync|fdatasync|open:|flushbufs|Input\/output error/.test(line) && line.includes(device),
    );
}
