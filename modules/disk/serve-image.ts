import { randomBytes } from 'node:crypto';
import { DroverError } from '../../engine/diagnostics/drover-error.ts';
import type { CommandOutcome } from '../../engine/module.ts';
import type { Disk, Machine } from './disk.types.ts';
import { cutOff, unusable } from './disk-errors.ts';
import type { ImageFormat } from './image-info.ts';
import { lastWords, startService } from './tool.ts';
import { folderOf, makeFolder, socketIn } from './work-folder.ts';

/** How many may read at once: those who hash, send and look at the map of one copy are far fewer. */
const readers = 32;

/**
 * qemu-nbd, reading only, on a socket in a folder that nobody but root comes to; it listens nowhere else. The format is
 * said: what a guest has written at the beginning of its disk decides nothing.
 */
const script = `
dir=$1 path=$2 format=$3 socket=$4
${makeFolder}
qemu-nbd --read-only --persistent --shared=${readers} --format="$format" --socket="$socket" -- "$path" &
server=$!
while kill -s 0 $server 2>/dev/null; do
  [ ! -S "$socket" ] || { echo ready; break; }
  sleep 0.1
done
wait $server
exit $?
`;

/** A file that holds a disk in a format which is known. */
export interface ImageFile {
  /** Absolute. */
  readonly path: string;
  readonly format: ImageFormat;
}

/** The disk in a file, as a source of copies: it is served, on the machine alone, for as long as a try of a copy takes. */
export function diskInImage(machine: Machine, { path, format }: ImageFile): Disk {
  return {
    machine,
    device: path,
    serve: (signal) => {
      const folder = folderOf(randomBytes(9).toString('hex'), 'image');
      const socket = socketIn(folder);
      const service = startService(machine, {
        name: 'qemu-nbd',
        script,
        args: [folder, path, format, socket],
        signal,
        isReady: (line, stream) => stream === 'stdout' && line === 'ready',
        whyEnded: (outcome) => whyEnded(machine, path, outcome),
      });
      return { ...service, uri: `nbd+unix:///?socket=${socket}` };
    },
  };
}

function whyEnded(machine: Machine, path: string, outcome: CommandOutcome): Error {
  const { rc, stderr, signal } = outcome;
  if (rc === 127)
    return new DroverError('disk-tools', {
      detail: `${path} cannot be served on ${machine.name}: ${lastWords(outcome)}`,
      help: 'It needs qemu-nbd.',
    });
  if (/Failed to get .*lock/.test(stderr))
    return new DroverError('disk-in-use', {
      detail: `${path} of ${machine.name} is in use: ${lastWords(outcome)}`,
      help: 'A guest that runs still writes to it: see that its server is stopped, and that no other program has the file open.',
    });
  if (signal === undefined && /qemu-nbd: |Could not open|Failed to/.test(stderr))
    return unusable(machine, `${path} cannot be served`, outcome);
  return cutOff(`qemu-nbd ended on ${machine.name}`, outcome);
}
