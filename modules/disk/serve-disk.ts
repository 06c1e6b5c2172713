import { DroverError } from '../../engine/diagnostics/drover-error.ts';
import type { CommandOutcome } from '../../engine/module.ts';
import type { Disk, Machine } from './disk.types.ts';
import { cutOff, unusable } from './disk-errors.ts';
import { extentList } from './extents.ts';
import { isNbd, nbdkitArguments, placeOf } from './nbd-source.ts';
import type { Range } from './ranges.ts';
import { lastWords, startService, type Service } from './tool.ts';
import { socketIn } from './work-folder.ts';

/** nbdkit, reading only; whoever owns the folder may connect. It says that it is ready once its socket is there. */
const script = `
plugin=$1 parameter=$2 size=$3 user=$4 socket=$5 list=$6 limit=$7
export user
rm -f -- "$socket"
set -- --filter=rate --filter=extentlist --filter=truncate "$plugin" "$parameter" extentlist="$list" truncate="$size"
[ -z "$limit" ] || set -- "$@" rate-file="$limit"
exec nbdkit -r -U "$socket" "$@" --run 'chown -- "$user" "$unixsocket" && echo ready && exec sleep 2147483647'
`;

export interface Serving {
  readonly folder: string;
  /** Who logs in from the destination. */
  readonly user: string;
  /** Bytes that are served of the disk. */
  readonly size: number;
  /** What is told to be data: the other side reads nothing else. */
  readonly data: readonly Range[];
  readonly bytesPerSecond?: (() => number | undefined) | undefined;
  readonly signal: AbortSignal;
}

/** How often the limit is asked for. */
const askEveryMs = 1_000;

/** Serves ranges of a disk on the socket in the folder, until it is stopped. */
export async function serveDisk(disk: Disk, serving: Serving): Promise<Service> {
  const { machine } = disk;
  const { folder, user, size, data, bytesPerSecond, signal } = serving;
  const list = `${folder}/extents`;
  const limit = `${folder}/limit`;
  await machine.connection.files.write(list, extentList(data));
  const limiting = bytesPerSecond === undefined ? undefined : await keepLimit(machine, limit, bytesPerSecond);
  const service = startService(machine, {
    name: 'nbdkit',
    script,
    args: [
      ...nbdkitArguments(placeOf(disk)),
      size,
      user,
      socketIn(folder),
      list,
      limiting === undefined ? '' : limit,
    ],
    signal,
    isReady: (line, stream) => stream === 'stdout' && line === 'ready',
    whyEnded: (outcome) => whyEnded(disk, outcome),
  });
  return {
    ...service,
    stop: async () => {
      await limiting?.stop();
      await service.stop();
    },
  };
}

function whyEnded(disk: Disk, outcome: CommandOutcome): Error {
  const { machine, device } = disk;
  const { rc, stderr, signal } = outcome;
  if (rc === 127 || /cannot open (?:plugin|filter)/.test(stderr))
    return new DroverError('disk-tools', {
      detail: `The disk ${device} cannot be served on ${machine.name}: ${lastWords(outcome)}`,
      help: 'It needs nbdkit with the plugins file and nbd, and the filters extentlist, rate and truncate.',
    });
  // Another server of it may be up in a moment.
  if (signal === undefined && /error:/.test(stderr) && !isNbd(placeOf(disk)))
    return unusable(machine, `${device} cannot be served`, outcome);
  return cutOff(`nbdkit ended on ${machine.name}`, outcome);
}

/** Keeps a file for nbdkit's rate filter up to date, in bits a second. Without a limit, it is one that is never reached. */
async function keepLimit(machine: Machine, path: string, ask: () => number | undefined) {
  const bits = (): number => Math.max(1, Math.round(Math.min(ask() ?? 1e14, 1e14) * 8));
  const write = (value: number): Promise<void> => machine.connection.files.write(path, `${value}\n`);
  let written = bits();
  await write(written);
  let writing: Promise<void> = Promise.resolve();
  let isWriting = false;
  const timer = setInterval(() => {
    const wanted = bits();
    if (isWriting || wanted === written) return;
    isWriting = true;
    writing = write(wanted)
      .then(
        () => void (written = wanted),
        // The copy itself tells of a machine that has gone.
        () => undefined,
      )
      .finally(() => (isWriting = false));
  }, askEveryMs);
  return {
    stop: async () => {
      clearInterval(timer);
      await writing;
    },
  };
}
