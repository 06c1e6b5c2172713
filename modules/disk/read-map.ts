import { DroverError, messageOf } from '../../engine/diagnostics/drover-error.ts';
import type { Disk } from './disk.types.ts';
import { cutOff, unusable } from './disk-errors.ts';
import { parseMap } from './extents.ts';
import { isNbd, nbdkitArguments, placeOf } from './nbd-source.ts';
import type { Range } from './ranges.ts';
import { lastWords } from './tool.ts';

const script = `exec nbdkit -r -U - "$1" "$2" --run 'exec nbdinfo --map --json "$uri"'`;

/** The bytes of a disk that may be other than zero, as it tells itself; undefined where it tells nothing of holes. */
export async function readMap(
  disk: Disk,
  size: number,
  signal: AbortSignal,
): Promise<readonly Range[] | undefined> {
  const { machine, device } = disk;
  const place = placeOf(disk);
  const outcome = await machine.connection.execute(
    ['/bin/sh', '-c', script, 'sh', ...nbdkitArguments(place)],
    {
      signal,
      environment: { LC_ALL: 'C' },
    },
  );
  const { rc, stderr, stdout } = outcome;
  if (rc === 127 || /not found|cannot open plugin/.test(stderr))
    throw new DroverError('disk-tools', {
      detail: `The holes of ${device} cannot be found on ${machine.name}: ${lastWords(outcome)}`,
      help: 'It needs nbdkit with its plugins file and nbd, and nbdinfo of libnbd.',
    });
  if (outcome.signal !== undefined) throw cutOff(`nbdinfo ended on ${machine.name}`, outcome);
  if (rc !== 0 && isNbd(place)) throw cutOff(`the holes of ${device} could not be asked for`, outcome);
  if (rc !== 0) throw unusable(machine, `${device} cannot be read`, outcome);
  try {
    return parseMap(stdout, size);
  } catch (error) {
    throw new DroverError('disk-unusable', {
      detail: `nbdinfo printed a map of ${device} on ${machine.name} that cannot be read: ${messageOf(error)}`,
      help: 'drover knows the maps of libnbd 1.8 and later.',
      cause: error,
    });
  }
}
