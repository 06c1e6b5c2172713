import { DroverError } from '../../engine/diagnostics/drover-error.ts';
import { zeros } from './copy-ledger.ts';
import type { Chunks } from './chunks.ts';
import type { Disk } from './disk.types.ts';
import { cutOff, unusable } from './disk-errors.ts';
import { lengthOf, type Range } from './ranges.ts';
import { lastWords, runTool } from './tool.ts';

/** What hashes of chunks are called: b2sum of GNU coreutils, with 256 bits. */
export const algorithm = 'blake2b-256';

/** Stands on the error stream where a chunk could not be read: the pipe hides the status of who reads. */
const unreadable = 'drover-unreadable';

/**
 * Prints `INDEX HASH` a chunk, or `INDEX zeros` where chunks of zeros are looked for: cmp is four times as fast as any
 * hash, and ends at the first byte that is not zero. Chunks are dealt out to as many workers as there are processors.
 */
const script = `
device=$1 size=$2 chunk=$3 finds=$4 beside=$5; shift 5
work() {
  mine=$1 n=0; shift
  for range; do
    i=\${range%-*} end=\${range#*-}
    while [ "$i" -lt "$end" ]; do
      if [ $((n % workers)) -eq "$mine" ]; then
        offset=$((i * chunk)) length=$chunk
        [ $((offset + length)) -le "$size" ] || length=$((size - offset))
        if [ "$finds" = 1 ] && cmp -s -n $length -i $offset:0 -- "$device" /dev/zero; then echo "$i ${zeros}"
        else
          hash=$({ dd if="$device" bs=1M iflag=skip_bytes,count_bytes skip=$offset count=$length status=none || echo ${unreadable} $offset >&2; } | b2sum -l 256)
          echo "$i \${hash%% *}"
        fi
      fi
      i=$((i + 1)) n=$((n + 1))
    done
  done
}
workers=$(nproc)
[ "$workers" -le 4 ] || workers=4
[ "$beside" = 0 ] || renice -n 5 $$ >/dev/null 2>&1
k=0
while [ $k -lt "$workers" ]; do work $k "$@" & k=$((k + 1)); done
wait
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
export async function hashChunks({ machine, device }: Disk, hashing: Hashing): Promise<void> {
  const { chunks, ranges, findsZeros, isBeside = false, signal, onChunk } = hashing;
  const wanted = lengthOf(ranges);
  if (wanted === 0) return;
  const seen = new Set<number>();
  const outcome = await runTool(machine, {
    name: 'b2sum',
    script,
    args: [
      device,
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
  if (outcome.stderr.includes(unreadable)) throw unusable(machine, `${device} cannot be read`, outcome);
  if (outcome.rc === 127 || /not found|unrecognized option|invalid option/.test(outcome.stderr))
    throw new DroverError('disk-tools', {
      detail: `The chunks of ${device} cannot be hashed on ${machine.name}: ${lastWords(outcome)}`,
      help: 'It needs dd, cmp and b2sum of GNU coreutils and diffutils.',
    });
  if (seen.size < wanted)
    throw cutOff(
      `hashing ${device} on ${machine.name} ended after ${seen.size} of ${wanted} chunks`,
      outcome,
    );
}
