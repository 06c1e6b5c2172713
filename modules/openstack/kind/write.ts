import type { Journal } from '../../../engine/module.ts';
import { messageOf } from '../../../engine/diagnostics/drover-error.ts';
import type { Body, Session } from '../api/session.types.ts';
import { journaledAs, type Collection } from './collection.ts';
import type { IndexOfCloud } from './index-of-cloud.ts';
import { idOf, isBody, textOf } from './wire.ts';

/** One call that changes the cloud. */
export interface Write {
  readonly operation: 'create' | 'update' | 'delete' | 'act';
  readonly collection: Collection;
  readonly method: 'POST' | 'PUT' | 'PATCH' | 'DELETE';
  readonly path: string;
  readonly body?: unknown;
  readonly id?: string;
  readonly before?: unknown;
  /** For a create: looks whether a call whose answer was lost has made it after all. */
  readonly findMade?: () => Promise<Body | undefined>;
  /** For a create: what belongs to it and takes further calls, as the journal keeps it. */
  readonly remainder?: unknown;
}

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
}

/**
 * A writer for the calls of one plan. No call is cut off when the run is interrupted: what was begun is brought to
 * its end, so that the journal knows how it ended.
 */
export function writerFor({ index, journal, name }: WriterParts): Writer {
  const { session } = index;
  return {
    index,
    name,
    async write(write) {
      const entry = await journal.intend({
        operation: write.operation,
        kind: journaledAs(write.collection),
        name,
        cloud: session.label,
        ...(write.id === undefined ? {} : { id: write.id }),
        ...(write.before === undefined ? {} : { before: write.before }),
        ...(write.body === undefined ? {} : { after: write.body }),
        ...(write.remainder === undefined ? {} : { remainder: write.remainder }),
      });
      try {
        const body = await send(session, write);
        const made = madeBy(write, body);
        await journal.done(entry, { ...(made === undefined ? {} : { id: made }), after: body });
        return body;
      } catch (error) {
        await journal.failed(entry, messageOf(error));
        throw error;
      }
    },
  };
}

async function send(session: Session, { collection, method, path, body, findMade }: Write): Promise<Body> {
  const answer = await session.call(collection.service, method, path, {
    ...(body === undefined ? {} : { body }),
    ...(findMade === undefined ? {} : { findMade }),
  });
  return isBody(answer.body) ? answer.body : {};
}

function madeBy({ id, collection }: Write, answer: Body): string | undefined {
  if (id !== undefined) return id;
  const made = answer[collection.one];
  return isBody(made) ? textOf(made, 'id') : undefined;
}

export interface CreateOptions extends Pick<Write, 'remainder'> {
  /** Looks whether a call whose answer was lost has made it after all. */
  readonly findMade?: () => Promise<Body | undefined>;
}

/** Makes one, and notes it in the index. */
export async function createOne(
  writer: Writer,
  collection: Collection,
  body: Body,
  { findMade, remainder }: CreateOptions = {},
): Promise<Body> {
  const answer = await writer.write({
    operation: 'create',
    collection,
    method: 'POST',
    path: collection.path,
    body: { [collection.one]: body },
    remainder,
    ...(findMade === undefined
      ? {}
      : {
          findMade: async () => {
            const made = await findMade();
            return made === undefined ? undefined : { [collection.one]: made };
          },
        }),
  });
  return noted(writer, collection, oneOf(answer, collection));
}

/** Changes one, and notes in the index what it is then. */
export async function updateOne(
  writer: Writer,
  collection: Collection,
  id: string,
  body: Body,
  before: Body,
): Promise<Body> {
  const answer = await writer.write({
    operation: 'update',
    collection,
    method: 'PUT',
    path: `${collection.path}/${encodeURIComponent(id)}`,
    body: { [collection.one]: body },
    id,
    before: Object.fromEntries(Object.keys(body).map((key) => [key, before[key]])),
  });
  return noted(writer, collection, { ...before, ...oneOf(answer, collection) });
}

/** Deletes one, and forgets it. */
export async function deleteOne(writer: Writer, collection: Collection, body: Body): Promise<void> {
  const id = idOf(body);
  await writer.write({
    operation: 'delete',
    collection,
    method: 'DELETE',
    path: `${collection.path}/${encodeURIComponent(id)}`,
    id,
    before: body,
  });
  (await writer.index.load(collection)).remove(id);
}

/** Puts what a resource is now into the index. */
export async function noted(writer: Writer, collection: Collection, body: Body): Promise<Body> {
  (await writer.index.load(collection)).put(body);
  return body;
}

function oneOf(answer: Body, collection: Collection): Body {
  const one = answer[collection.one];
  return isBody(one) ? one : answer;
}
