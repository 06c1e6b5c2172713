import { DroverError } from '../../engine/diagnostics/drover-error.ts';
import type { Disk, Machine } from './disk.types.ts';
import { lastWords } from './tool.ts';

/** Where a disk is read: the URI of the server that has it now, its own URI, or its path. */
export function placeOf({ device, uri }: Disk): string {
  return uri ?? device;
}

/** Whether a disk is named by an NBD server that has it, and not by a path (NBD URI specification). */
export function isNbd(place: string): boolean {
  return /^nbds?(?:\+unix)?:\/\//.test(place);
}

/** How nbdkit opens a disk: its plugin, and what that is told. */
export function nbdkitArguments(place: string): readonly [plugin: string, parameter: string] {
  return isNbd(place) ? ['nbd', `uri=${place}`] : ['file', `file=${place}`];
}

/** Milliseconds in which a server has to say how large a disk is. */
const answerMs = 60_000;

/** The bytes of a disk that a server of NBD has. Throws `disk-missing` where nothing answers, or has no such disk. */
export async function sizeOverNbd(
  { name, connection }: Machine,
  uri: string,
  signal: AbortSignal,
): Promise<number> {
  const outcome = await connection.execute(['nbdinfo', '--size', uri], {
    signal,
    environment: { LC_ALL: 'C' },
    timeoutMs: answerMs,
  });
  const size = Number(outcome.stdout.trim() || NaN);
  if (outcome.rc === 0 && Number.isSafeInteger(size)) return size;
  if (outcome.rc === 127)
    throw new DroverError('disk-tools', {
      detail: `The size of ${uri} cannot be asked for on ${name}: ${lastWords(outcome)}`,
      help: 'It needs nbdinfo of libnbd.',
    });
  throw new DroverError('disk-missing', {
    detail: `${name} cannot open the disk ${uri}: ${lastWords(outcome)}`,
    help: `See that the server of NBD runs, that it has an export of this name, and that ${name} reaches it.`,
  });
}
