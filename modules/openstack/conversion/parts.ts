import type { Change, Journal, JournalEntry, Plan } from '../../../engine/module.ts';
import type { Body } from '../api/session.types.ts';
import { journaledAs, type Collection } from '../kind/collection.ts';
import { readItems, type IndexOfCloud } from '../kind/index-of-cloud.ts';
import { plannedId } from '../kind/planned-id.ts';
import { idOf } from '../kind/wire.ts';
import { createOne, writerFor, type Undo, type Writer } from '../kind/write.ts';

/** What was made or found so far, by the keys of the parts. */
export type Made = ReadonlyMap<string, Body>;

/** One of the things that conversion hosts need at a cloud. */
export interface Part {
  /** `network` */
  readonly key: string;
  /** For people and journals: `network "os_migrate_conv"`. */
  readonly label: string;
  readonly collection: Collection;
  /** It is there. */
  readonly found: Body | undefined;
  /** What a new one is made with, of the parts before it. */
  readonly body: (made: Made) => Body;
  /** What takes its making back, where that is not to delete it by its id. */
  readonly undo?: Undo;
  /** Whether one that came of a call whose answer was lost is this one. */
  readonly isIt: (body: Body) => boolean;
  /** Whose list it stands in, where each owner has one. */
  readonly of?: readonly string[];
  /** The calls that make it, in place of one POST of the body. */
  readonly make?: (writer: Writer, made: Made) => Promise<Body>;
}

/** A plan that makes what is not there. */
export function planParts(subject: string, parts: readonly Part[]): Plan<readonly Part[]> {
  const missing = parts.filter(({ found }) => found === undefined);
  const changes = missing.map(({ key, label }): Change => ({
    pointer: `/${key}`,
    before: undefined,
    after: label,
  }));
  if (missing.length === 0)
    return { action: 'unchanged', subject, reason: 'All is there.', changes, detail: parts };
  return {
    action: missing.length === parts.length ? 'create' : 'update',
    subject,
    reason: `Not there yet: ${missing.map(({ label }) => label).join(', ')}.`,
    changes,
    detail: parts,
  };
}

/** Makes what is not there, in order. The result has all parts. */
export async function makeParts(
  parts: readonly Part[],
  index: IndexOfCloud,
  journal: Journal,
): Promise<Made> {
  const made = new Map<string, Body>();
  for (const part of parts) made.set(part.key, part.found ?? (await makePart(part, made, index, journal)));
  return made;
}

async function makePart(part: Part, made: Made, index: IndexOfCloud, journal: Journal): Promise<Body> {
  const { collection, label, undo, make } = part;
  const writer = writerFor({ index, journal, name: label });
  if (make !== undefined) return make(writer, made);
  return createOne(writer, collection, part.body(made), {
    findMade: () => findMade(part, index),
    ...(undo === undefined ? {} : { undo }),
  });
}

/** Looks in the cloud itself for what a lost answer may have made. */
async function findMade({ collection, isIt, of }: Part, index: IndexOfCloud): Promise<Body | undefined> {
  const known = await index.load(collection, of === undefined ? {} : { of });
  const all = await readItems(index, collection, of);
  return all.find((body) => known.byId(idOf(body)) === undefined && isIt(body));
}

/** In check mode: notes what would have been made, so that later tasks find it. */
export function assumeParts(
  parts: readonly Part[],
  index: IndexOfCloud,
  projectId: string | undefined,
): void {
  const made = new Map<string, Body>();
  for (const part of parts) {
    const body = part.found ?? {
      ...part.body(made),
      id: plannedId(part.label, part.key),
      project_id: projectId,
    };
    made.set(part.key, body);
    if (part.found === undefined) index.loaded(part.collection)?.put(body);
  }
}

/**
 * A resumed run that finds what it was making when it was cut off notes in its journal that this took place, so that
 * undo knows of it.
 */
export async function closeBegun(
  { collection, label, found }: Pick<Part, 'collection' | 'label' | 'found'>,
  journal: Journal,
  after?: Body,
): Promise<void> {
  if (found === undefined) return;
  for (const { number, entry } of await journal.unfinished())
    if (isAbout(entry, collection, label))
      await journal.done(number, {
        id: entry.operation === 'create' ? idOf(found) : (entry.id ?? idOf(found)),
        ...(after === undefined ? {} : { after }),
      });
}

function isAbout(entry: JournalEntry, collection: Collection, label: string): boolean {
  const isMaking = entry.operation === 'create' || entry.operation === 'act';
  return isMaking && entry.kind === journaledAs(collection) && entry.name === label;
}
