import type { JournaledOperation } from '../../../engine/module.ts';
import type { Body } from '../api/session.types.ts';
import { servers } from '../compute/collections.ts';
import type { Side } from '../conversion/conversion-host.types.ts';
import { images } from '../image/collections.ts';
import { readNow } from '../kind/await-state.ts';
import type { Collection } from '../kind/collection.ts';
import { readList, type IndexOfCloud } from '../kind/index-of-cloud.ts';
import { bodiesAt, idOf, isBody, textOf } from '../kind/wire.ts';
import { snapshots, volumes } from '../volume/collections.ts';
import { has } from '../volume/moving/attachment.ts';
import { compareDevices } from '../volume/moving/device-order.ts';
import { INCOMPLETE, MARK } from '../volume/moving/marks.ts';
import {
  candidatesFor,
  type Candidates,
  type SidedAttachment,
  type TemporaryKind,
} from './leftovers/candidates.ts';

/** A thing that was to be there for a while only. */
export interface LeftThing {
  readonly side: Side;
  readonly kind: TemporaryKind;
  readonly id: string;
  readonly name: string;
  /** A volume of the destination whose data have not all come: a later run may go on with it. */
  readonly isIncomplete: boolean;
}

/** A volume that is not where it belongs, with what messages call it. */
export interface LeftAttachment extends SidedAttachment {
  readonly name: string;
  /** What messages call the server. */
  readonly serverName: string;
}

/** What earlier runs have left of a migration, as it is there now. */
export interface Leftovers {
  /** Volumes that conversion hosts still have. */
  readonly lent: readonly LeftAttachment[];
  /** Volumes that were taken from their server and not given back. */
  readonly taken: readonly LeftAttachment[];
  readonly things: readonly LeftThing[];
  /** Servers of the source that were stopped and are off. Whether they are to be is not known here. */
  readonly stopped: readonly { readonly id: string; readonly name: string }[];
  /** What is not as any run has left it, and is left alone: in words. */
  readonly problems: readonly string[];
}

/** Nothing is left. */
export const NOTHING_LEFT: Leftovers = { lent: [], taken: [], things: [], stopped: [], problems: [] };

/** Where is looked. Without a side, nothing of it is found. */
export type Indexes = Readonly<Partial<Record<Side, Pick<IndexOfCloud, 'session'>>>>;

/** The ids at the source of what was migrated, with all that belongs to it: a server and its volumes. */
export type Migrated = ReadonlySet<string>;

/**
 * What runs have left of the migration of these servers and volumes. Reads only, and nothing where the journals know of
 * nothing; `byMark` looks at the clouds all the same, for what no journal tells of.
 */
export async function findLeftovers(
  operations: readonly JournaledOperation[],
  of: Migrated,
  indexes: Indexes,
  { byMark = false }: { readonly byMark?: boolean } = {},
): Promise<Leftovers> {
  const candidates = candidatesFor(operations, of);
  const [things, attachments, stopped] = await Promise.all([
    findThings(candidates, of, indexes, byMark),
    findAttachments(candidates, indexes),
    findStopped(candidates, indexes),
  ]);
  return { things, ...attachments, stopped };
}

/** Whether there is anything to be done. Servers that are off are not counted. */
export function isClean({ lent, taken, things }: Leftovers, withIncomplete = false): boolean {
  const left = things.filter(({ isIncomplete }) => withIncomplete || !isIncomplete);
  return lent.length + taken.length + left.length === 0;
}

export const TEMPORARY: Readonly<Record<TemporaryKind, Collection>> = {
  volume: volumes,
  volume_snapshot: snapshots,
  image: images,
};

async function findThings(
  { made }: Candidates,
  of: Migrated,
  indexes: Indexes,
  byMark: boolean,
): Promise<readonly LeftThing[]> {
  const places = (['source', 'destination'] as const).flatMap((side) =>
    (['volume', 'volume_snapshot', 'image'] as const).map((kind) => ({ side, kind })),
  );
  const found = await Promise.all(
    places.map(async ({ side, kind }) => {
      const index = indexes[side];
      const known = made.filter((one) => one.side === side && one.kind === kind);
      if (index === undefined || (known.length === 0 && !byMark)) return [];
      const ids = new Set(known.map(({ id }) => id));
      return (await readList(index.session, TEMPORARY[kind])).flatMap((body): readonly LeftThing[] => {
        const mark = marksOf(body);
        const isOurs = ids.has(idOf(body)) || isOf(mark[MARK], of) || isOf(mark[INCOMPLETE], of);
        // One that had a mark and has none any more is what it was to become.
        if (!isOurs || (mark[MARK] === undefined && mark[INCOMPLETE] === undefined)) return [];
        const isIncomplete = mark[INCOMPLETE] !== undefined && mark[MARK] === undefined;
        return [{ side, kind, id: idOf(body), name: textOf(body, 'name') ?? '', isIncomplete }];
      });
    }),
  );
  return found.flat();
}

/** Of images, marks are properties as any other. */
function marksOf(body: Body): Body {
  const { metadata } = body;
  return isBody(metadata) ? metadata : body;
}

function isOf(mark: unknown, of: Migrated): boolean {
  return typeof mark === 'string' && of.has(mark);
}

async function findAttachments(
  { lent, taken }: Candidates,
  indexes: Indexes,
): Promise<Pick<Leftovers, 'lent' | 'taken' | 'problems'>> {
  const lentFound: LeftAttachment[] = [];
  const takenFound: LeftAttachment[] = [];
  const problems: string[] = [];
  for (const attachment of lent) {
    const seen = await lookAt(attachment, indexes);
    if (seen?.volume !== undefined && has(seen.volume, attachment.server))
      lentFound.push({ ...attachment, ...seen.names });
  }
  const hosts = new Set(lentFound.map(({ server, volume }) => `${server} ${volume}`));
  for (const attachment of taken) {
    const seen = await lookAt(attachment, indexes);
    if (seen?.volume === undefined || seen.server === undefined || has(seen.volume, attachment.server))
      continue;
    const holders = bodiesAt(seen.volume, 'attachments').flatMap((one) => textOf(one, 'server_id') ?? []);
    const other = holders.find((holder) => !hosts.has(`${holder} ${attachment.volume}`));
    const { name, serverName } = seen.names;
    if (other === undefined) takenFound.push({ ...attachment, ...seen.names });
    else
      problems.push(
        `volume "${name}" (${attachment.volume}) was taken from server "${serverName}", and server ${other} has it now: it stays there.`,
      );
  }
  return { lent: lentFound, taken: takenFound.toSorted(byDevice), problems };
}

interface Seen {
  readonly volume: Body | undefined;
  readonly server: Body | undefined;
  readonly names: { readonly name: string; readonly serverName: string };
}

async function lookAt(
  { side, server: serverId, volume: volumeId }: SidedAttachment,
  indexes: Indexes,
): Promise<Seen | undefined> {
  const index = indexes[side];
  if (index === undefined) return undefined;
  const [volume, server] = await Promise.all([
    readNow({ index, collection: volumes, id: volumeId }),
    readNow({ index, collection: servers, id: serverId }),
  ]);
  const nameOf = (body: Body | undefined, id: string): string => textOf(body ?? {}, 'name') ?? id;
  const name = nameOf(volume, volumeId);
  const names = { name: name === '' ? volumeId : name, serverName: nameOf(server, serverId) };
  return { volume, server, names };
}

/** Clouds give out device names in the order of attachment. */
function byDevice({ device: one = '' }: LeftAttachment, { device: other = '' }: LeftAttachment): number {
  return compareDevices(one, other);
}

async function findStopped({ stopped }: Candidates, indexes: Indexes): Promise<Leftovers['stopped']> {
  const { source: index } = indexes;
  if (index === undefined) return [];
  const found = await Promise.all(stopped.map((id) => readNow({ index, collection: servers, id })));
  return found
    .filter((server) => server !== undefined)
    .filter((server) => textOf(server, 'status') === 'SHUTOFF')
    .map((server) => ({ id: idOf(server), name: textOf(server, 'name') ?? '' }));
}
