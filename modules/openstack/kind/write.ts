import type { Journal } from '../../../engine/module.ts';
import { messageOf } from '../../../engine/diagnostics/drover-error.ts';
import { claimProject } from '../claim-project.ts';
import type { Body, Session } from '../api/session.types.ts';
import { itemOf, journaledAs, microversionFor, pathOf, type Collection } from './collection.ts';
import type { IndexOfCloud } from './index-of-cloud.ts';
import type { Listing } from './listing.ts';
import { idOf, isBody, textOf } from './wire.ts';

/** Cinder ties QoS specs to volume types by GET. */
type Method = 'GET' | 'POST' | 'PUT' | 'PATCH' | 'DELETE';

/** A call that takes a write back, in the API's own terms: kept in the journal, and all that `drover undo` needs. */
export interface UndoCall {
  readonly method: Method;
  /** Below the endpoint of the collection's service. `{id}` stands for the id of what was made, other keys for those of the answer. */
  readonly path: string;
  readonly body?: unknown;
  readonly headers?: Readonly<Record<string, string>>;
  /** The path of what must still be there for the call to make sense, where that is not what was written. */
  readonly needs?: string;
  /** Calls before it, without which it would be refused: what is enabled or protected cannot be deleted. */
  readonly first?: readonly FirstCall[];
}

/** A call that clears the way for another one. */
export type FirstCall = Pick<UndoCall, 'method' | 'path' | 'body'>;

/** What takes a write back. `with-parent`: it goes when what it belongs to goes, which the same run made. */
export type Undo = UndoCall | 'with-parent' | { readonly impossible: string };

interface AnyWrite {
  readonly collection: Collection;
  readonly method: Method;
  readonly path: string;
  readonly body?: unknown;
  readonly headers?: Readonly<Record<string, string>>;
  /** What sends it, where it is more than one JSON body: data. The result stands for the body of the answer. */
  readonly send?: () => Promise<Body>;
  readonly id?: string;
  /** What it changes or removes, as it is. Never a secret. */
  readonly before?: unknown;
  /** In place of `body` for the journal, where that holds what does not belong there. */
  readonly journaled?: unknown;
  /** Statuses which say that it is done already: a call was repeated, as its answer was lost. */
  readonly doneAt?: readonly number[];
  /** Looks whether a POST whose answer was lost has done its work after all; the result stands for the answer. */
  readonly findMade?: () => Promise<Body | undefined>;
  /** For a POST that does the same when it is sent twice. */
  readonly isRepeatable?: boolean;
  /** For a create: what belongs to it and takes further calls, as the journal keeps it. */
  readonly remainder?: unknown;
}

/** One call that changes the cloud. What a create makes is deleted again by default; all others say how they are undone. */
export type Write = AnyWrite &
  (
    | { readonly operation: 'create'; readonly undo?: Undo }
    | { readonly operation: 'update' | 'delete' | 'act'; readonly undo: Undo }
  );

/** The only way to change a cloud: each call is journaled before it is tried and after it is done. */
export interface Writer {
  readonly index: IndexOfCloud;
  /** What it is about, for journals. */
  readonly name: string;
  /** The body of the answer; an empty one where there is none. */
  write(write: Write): Promise<Body>;
}

export interface WriterParts {
  readonly index: IndexOfCloud;
  readonly journal: Journal;
  readonly name: string;
  /** The id that the record has at the source. */
  readonly source?: string | undefined;
  /** Called with what a create has made, before anybody can find it. */
  readonly onMade?: (collection: Collection, id: string) => Promise<void>;
}

/**
 * A writer for the calls of one plan. No call is cut off when the run is interrupted: what was begun is brought to
 * its end, so that the journal knows how it ended.
 */
export function writerFor({ index, journal, name, source, onMade }: WriterParts): Writer {
  const { session } = index;
  return {
    index,
    name,
    async write(write) {
      const { projectId } = await session.identity();
      await claimProject(index, journal);
      const after = write.journaled ?? write.body;
      const entry = await journal.intend({
        operation: write.operation,
        kind: journaledAs(write.collection),
        name,
        cloud: session.label,
        undo: {
          service: write.collection.service,
          call: undoOf(write),
          ...(write.collection.microversion === undefined
            ? {}
            : { microversion: write.collection.microversion }),
        },
        ...(projectId === undefined ? {} : { project: projectId }),
        ...(source === undefined ? {} : { source }),
        ...(write.id === undefined ? {} : { id: write.id }),
        ...(write.before === undefined ? {} : { before: write.before }),
        ...(after === undefined ? {} : { after }),
        ...(write.remainder === undefined ? {} : { remainder: write.remainder }),
      });
      try {
        const body = await (write.send?.() ?? send(session, write));
        const made = madeBy(write, body);
        await journal.done(entry, { ...(made === undefined ? {} : { id: made }), after: body });
        if (write.operation === 'create' && made !== undefined) await onMade?.(write.collection, made);
        return body;
      } catch (error) {
        await journal.failed(entry, messageOf(error));
        throw error;
      }
    },
  };
}

function undoOf(write: Write): Undo {
  return write.undo ?? { method: 'DELETE', path: `${write.collection.path}/{id}` };
}

async function send(session: Session, write: Write): Promise<Body> {
  const { collection, method, path, body, headers, doneAt } = write;
  const findMade = write.isRepeatable === true ? nothingMade : write.findMade;
  const microversion = await microversionFor(session, collection);
  const answer = await session.call(collection.service, method, path, {
    ...(body === undefined ? {} : { body }),
    ...(headers === undefined ? {} : { headers }),
    ...(microversion === undefined ? {} : { microversion }),
    ...(findMade === undefined ? {} : { findMade }),
    ...(doneAt === undefined ? {} : { accept: doneAt }),
  });
  return isBody(answer.body) ? answer.body : {};
}

/** There is nothing to be found: it is sent again. */
function nothingMade(): Promise<undefined> {
  return Promise.resolve(undefined);
}

/** The id of what a write has made or changed. */
export function madeBy(
  { id, collection }: Pick<Write, 'id' | 'collection'>,
  answer: Body,
): string | undefined {
  if (id !== undefined) return id;
  return textOf(itemOf(collection, oneOf(answer, collection)), 'id');
}

export interface CreateOptions extends Pick<Write, 'remainder' | 'undo' | 'journaled'> {
  /** Looks whether a call whose answer was lost has made it after all. */
  readonly findMade?: () => Promise<Body | undefined>;
}

/** Makes one, and notes it in the index. */
export async function createOne(
  writer: Writer,
  collection: Collection,
  body: Body,
  { findMade, remainder, undo, journaled }: CreateOptions = {},
): Promise<Body> {
  const answer = await writer.write({
    operation: 'create',
    collection,
    method: 'POST',
    path: collection.path,
    body: wrapped(collection, body),
    remainder,
    ...(undo === undefined ? {} : { undo }),
    ...(journaled === undefined ? {} : { journaled }),
    ...(findMade === undefined
      ? {}
      : {
          findMade: async () => {
            const made = await findMade();
            return made === undefined ? undefined : wrapped(collection, made);
          },
        }),
  });
  return noted(writer, collection, oneOf(answer, collection));
}

/** Changes one, and notes in the index what it is then. `impossible`: why the change is not taken back. */
export async function updateOne(
  writer: Writer,
  collection: Collection,
  id: string,
  body: Body,
  before: Body,
  impossible?: string,
): Promise<Body> {
  const call = { method: collection.updateMethod ?? 'PUT', path: pathOf(collection, id) } as const;
  const was = Object.fromEntries(Object.keys(body).map((key) => [key, before[key]]));
  const answer = await writer.write({
    operation: 'update',
    collection,
    ...call,
    body: wrapped(collection, body),
    id,
    before: was,
    undo: impossible === undefined ? { ...call, body: wrapped(collection, was) } : { impossible },
  });
  return noted(writer, collection, { ...before, ...oneOf(answer, collection) });
}

/** Deletes one, and forgets it. */
export async function deleteOne(
  writer: Writer,
  collection: Collection,
  body: Body,
  undo: Undo,
): Promise<void> {
  const id = idOf(body);
  await writer.write({
    operation: 'delete',
    collection,
    method: 'DELETE',
    path: pathOf(collection, id),
    id,
    before: body,
    undo,
  });
  writer.index.loaded(collection)?.remove(id);
}

/** Puts what a resource is now into the index. */
export async function noted(writer: Writer, collection: Collection, body: Body): Promise<Body> {
  const item = itemOf(collection, body);
  (await listingOf(writer, collection)).put(item);
  return item;
}

/** What was loaded of a collection will do: of one with a list for each owner, no further lists are read. */
async function listingOf({ index }: Writer, collection: Collection): Promise<Listing> {
  return index.loaded(collection) ?? index.load(collection);
}

function wrapped({ isBare, one }: Collection, body: Body): Body {
  return isBare === true ? body : { [one]: body };
}

function oneOf(answer: Body, { one }: Collection): Body {
  const inner = answer[one];
  return isBody(inner) ? inner : answer;
}
