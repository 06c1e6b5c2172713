import { DroverError } from '../../engine/diagnostics/drover-error.ts';
import type { Chunks } from './chunks.ts';
import { hashProgram } from './hash-program.ts';
import type { Disk } from './disk.types.ts';
import { cutOff, unusable } from './disk-errors.ts';
import { isNbd, nbdkitArguments, placeOf } from './nbd-source.ts';
import { lengthOf, type Range } from './ranges.ts';
import { lastWords, runTool } from './tool.ts';

/** What hashes of chunks are called. */
export const algorithm = 'sha256';

const script = `
device=$1 plugin=$2 parameter=$3 program=$4; shift 4
[ "$plugin" = nbd ] || exec python3 -c "$program" "$device" "$@"
rest=$*
export program rest
# Whatever leads to the server, TLS and all: nbdkit speaks with it.
exec nbdkit -r -U - nbd "$parameter" --run 'exec python3 -c "$program" "nbd:$unixsocket" $rest'
`;

export interface Hashing {
  readonly chunks: Chunks;
  readonly ranges: readonly Range[];
  /** Whether chunks of zeros are told from others, and not hashed. */
  readonly findsZeros: boolean;
  /** The same bytes are sent meanwhile, and that goes first. */
  readonly isBeside?: boolean;
  readonly signal: AbortSignal;
  readonly onChunk: (chunk: number, content: string) => void;
}

/** Reads chunks of a disk where it is. Throws `disk-unusable` when it cannot be read. */
export async function hashChunks(disk: Disk, hashing: Hashing): Promise<void> {
  const { machine, device } = disk;
  const place = placeOf(disk);
  const { chunks, ranges, findsZeros, isBeside = false, signal, onChunk } = hashing;
  const wanted = lengthOf(ranges);
  if (wanted === 0) return;
  const seen = new Set<number>();
  const outcome = await runTool(machine, {
    name: 'python3',
    script,
    args: [
      place,
      ...nbdkitArguments(place),
      hashProgram,
      chunks.size,
      chunks.chunkSize,
      findsZeros ? 1 : 0,
      isBeside ? 1 : 0,
      ...ranges.map(({ from, to }) => `${from}-${to}`),
    ],
    signal,
    onLine: (line, stream) => {
      const [, index, content] = /^(\d+) ([0-9a-f]{64}|zeros)$/.exec(line) ?? [];
      if (stream !== 'stdout' || index === undefined || content === undefined) return;
      seen.add(Number(index));
      onChunk(Number(index), content);
    },
  });
  if (/^unreadable: /m.test(outcome.stderr)) throw unusable(machine, `${device} cannot be read`, outcome);
  if (outcome.rc === 127 || /SyntaxError|ModuleNotFoundError/.test(outcome.stderr))
    throw new DroverError('disk-tools', {
      detail: `The chunks of ${device} cannot be hashed on ${machine.name}: ${lastWords(outcome)}`,
      help: `It needs python3, 3.6 or later${isNbd(place) ? ', and nbdkit with its nbd plugin' : ''}.`,
    });
  if (seen.size < wanted)
    throw cutOff(
      `hashing ${device} on ${machine.name} ended after ${seen.size} of ${wanted} chunks`,
      outcome,
    );
}
