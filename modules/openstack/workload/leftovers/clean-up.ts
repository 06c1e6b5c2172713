import type { Side } from '../../conversion/conversion-host.types.ts';
import { awaitState } from '../../kind/await-state.ts';
import type { Writer } from '../../kind/write.ts';
import { isBusy } from '../../undo/goal.ts';
import { volumes } from '../../volume/collections.ts';
import { attachVolume, detachVolume } from '../../volume/moving/attachment.ts';
import { allInOrder, type Step } from '../../volume/moving/in-order.ts';
import { removeTemporary } from '../../volume/moving/temporary.ts';
import { TEMPORARY, type LeftAttachment, type Leftovers, type LeftThing } from '../leftovers.ts';
import { startServer } from '../source-server.ts';
import type { TemporaryKind } from './candidates.ts';

export interface CleanUpOptions {
  readonly timeoutMs: number;
  /** Hears of what could not be cleaned up, beside the first error, which is thrown. */
  readonly warn: (message: string) => void;
  /** Removes volumes of the destination whose data have not all come, too: nobody is to go on with them. */
  readonly withIncomplete?: boolean;
  /** Starts servers of the source that were stopped. */
  readonly startsServers?: boolean;
}

/** What depends on others goes first. */
const ORDER: readonly TemporaryKind[] = ['volume', 'volume_snapshot', 'image'];

/**
 * Takes volumes from conversion hosts, removes what was there for a while, and gives volumes back to their servers, in
 * the order of their devices. All is tried, whatever fails; the first error is thrown at the end. What is gone or in its
 * place already is passed over. To undo the run takes none of it back.
 */
export async function cleanUp(
  { lent, taken, things, stopped, problems }: Leftovers,
  writers: Readonly<Partial<Record<Side, Writer>>>,
  options: CleanUpOptions,
): Promise<void> {
  const { withIncomplete = false, startsServers = false, warn, timeoutMs } = options;
  for (const problem of problems) warn(problem);
  const removed = ORDER.flatMap((kind) => things.filter((thing) => thing.kind === kind)).filter(
    ({ isIncomplete }) => withIncomplete || !isIncomplete,
  );
  const at = (side: Side, work: (writer: Writer) => Promise<void>): Step => {
    const writer = writers[side];
    return () => (writer === undefined ? Promise.resolve() : work(repairing(writer)));
  };
  await allInOrder(
    [
      ...lent.map((one) => at(one.side, (writer) => takeBack(one, writer, timeoutMs))),
      ...removed.map((thing) => at(thing.side, (writer) => remove(thing, writer, timeoutMs))),
      ...taken.map((one) => at(one.side, (writer) => giveBack(one, writer, timeoutMs))),
      ...(startsServers ? stopped : []).map(({ id, name }) =>
        at('source', async (writer) => {
          const signal = new AbortController().signal;
          await startServer({ server: id, label: `server "${name}"`, writer, timeoutMs, signal });
        }),
      ),
    ],
    warn,
  );
}

/** What an earlier run did is taken back: to undo this run is not to do that again. */
function repairing(writer: Writer): Writer {
  return { ...writer, write: (write) => writer.write({ ...write, undo: 'with-parent' }) };
}

/** The cloud may still be at what a killed run asked of it. */
async function atRest(attachment: LeftAttachment, { index }: Writer, timeoutMs: number): Promise<void> {
  const awaited = {
    index,
    collection: volumes,
    id: attachment.volume,
    label: labelOf(attachment),
    timeoutMs,
  };
  await awaitState(awaited, { called: 'at rest', holds: (body) => !isBusy(body) }, () => false);
}

async function takeBack(attachment: LeftAttachment, writer: Writer, timeoutMs: number): Promise<void> {
  await atRest(attachment, writer, timeoutMs);
  const wait = { label: labelOf(attachment), timeoutMs };
  await detachVolume(writer, attachment, wait);
}

async function giveBack(attachment: LeftAttachment, writer: Writer, timeoutMs: number): Promise<void> {
  await atRest(attachment, writer, timeoutMs);
  await attachVolume(writer, attachment, { label: labelOf(attachment), timeoutMs });
}

async function remove(thing: LeftThing, writer: Writer, timeoutMs: number): Promise<void> {
  const collection = TEMPORARY[thing.kind];
  const label = `${collection.title} "${thing.name}"`;
  await removeTemporary({ writer, label, timeoutMs }, collection, thing.id);
}

function labelOf({ name }: LeftAttachment): string {
  return `volume "${name}"`;
}

/** What is to be cleaned up, in words, a line each. */
export function leftoverTexts(
  { lent, taken, things, stopped }: Leftovers,
  { withIncomplete = false, startsServers = false }: Pick<CleanUpOptions, 'withIncomplete' | 'startsServers'>,
): readonly { readonly what: string; readonly is: string; readonly becomes: string }[] {
  return [
    ...lent.map((one) => ({
      what: `${labelOf(one)} of the ${one.side}`,
      is: `attached to conversion host "${one.serverName}"`,
      becomes: 'free',
    })),
    ...things
      .filter(({ isIncomplete }) => withIncomplete || !isIncomplete)
      .map(({ side, kind, name, id, isIncomplete }) => ({
        what: `${TEMPORARY[kind].title} "${name}" (${id}) of the ${side}`,
        is: isIncomplete ? 'incomplete' : 'left over',
        becomes: 'removed',
      })),
    ...taken.map((one) => ({
      what: `${labelOf(one)} of the ${one.side}`,
      is: 'taken from its server',
      becomes: `attached to server "${one.serverName}"${one.device === undefined ? '' : ` as ${one.device}`}`,
    })),
    ...(startsServers ? stopped : []).map(({ name, id }) => ({
      what: `server "${name}" (${id}) of the source`,
      is: 'stopped',
      becomes: 'started',
    })),
  ];
}
