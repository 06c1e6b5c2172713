import { bytesOf, type Chunks } from './chunks.ts';
import type { Disk } from './disk.types.ts';
import { cutOff, unusable } from './disk-errors.ts';
import type { Inspected } from './inspect-disk.ts';
import type { Range } from './ranges.ts';
import { runTool } from './tool.ts';

/**
 * Makes bytes zero, and says \`done\`. A device that is fast at it is told to, if it can so that it needs no room for
 * them; of another, only what is not zero is written. A device is cleared up to the end of a sector, a file gets holes.
 */
const script = `
device=$1 way=$2 chunk=$3; shift 3
force=
blkdiscard --help 2>&1 | grep -q -e --force && force=-f
clear() {
  case $way in
    file) fallocate -p -o "$1" -l "$2" -- "$device" ||
      dd if=/dev/zero of="$device" bs=1M oflag=seek_bytes iflag=count_bytes seek="$1" count="$2" conv=notrunc status=none ;;
    *) set -- "$1" $(( ($2 + sector - 1) / sector * sector ))
      fallocate -p -o "$1" -l "$2" -- "$device" 2>/dev/null ||
        blkdiscard -z $force -o "$1" -l "$2" -- "$device" ;;
  esac || exit 1
}
[ $way = file ] || sector=$(blockdev --getss "$device") || exit 1
for range; do
  from=\${range%-*} to=\${range#*-}
  if [ $way = fast ]; then clear $from $((to - from)); continue; fi
  while [ $from -lt $to ]; do
    length=$chunk
    [ $((from + length)) -le $to ] || length=$((to - from))
    cmp -s -n $length -i $from:0 -- "$device" /dev/zero || clear $from $length
    from=$((from + length))
  done
done
echo done
`;

/** Makes chunks of a disk zero. Throws `disk-unusable` where it does not let itself be written to. */
export async function clearChunks(
  { machine, device }: Disk,
  { type, zeroesFast }: Inspected,
  clearing: { readonly chunks: Chunks; readonly ranges: readonly Range[]; readonly signal: AbortSignal },
): Promise<void> {
  const { chunks, ranges, signal } = clearing;
  if (ranges.length === 0) return;
  const way = type === 'file' ? 'file' : zeroesFast ? 'fast' : 'slow';
  const outcome = await runTool(machine, {
    name: 'blkdiscard',
    script,
    args: [
      device,
      way,
      chunks.chunkSize,
      ...ranges.map((range) => {
        const { from, to } = bytesOf(chunks, range);
        return `${from}-${to}`;
      }),
    ],
    signal,
  });
  if (outcome.rc === 0 && outcome.stdout.endsWith('done\n')) return;
  if (outcome.rc === 1) throw unusable(machine, `${device} cannot be made zero`, outcome);
  throw cutOff(`making ${device} zero was cut off on ${machine.name}`, outcome);
}
