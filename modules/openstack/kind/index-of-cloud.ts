import { DroverError } from '../../../engine/diagnostics/drover-error.ts';
import type { Body, Identity, Session } from '../api/session.types.ts';
import { projects } from '../identity/collections.ts';
import { itemOf, microversionFor, type Collection, type Per } from './collection.ts';
import { listing, type Listing } from './listing.ts';
import { idOf, isBody } from './wire.ts';

/**
 * What a run knows of a cloud. A collection is listed once, when it is first asked for; from then on references and
 * resources are found in memory. What the run makes, changes, or would have made in check mode, is noted here.
 */
export interface IndexOfCloud {
  readonly session: Session;
  /** That of the credentials' own project: another one where an administrator works in several. */
  readonly base: IndexOfCloud;
  identity(): Promise<Identity>;
  load(collection: Collection, options?: LoadOptions): Promise<Listing>;
  /** What was loaded of a collection, without asking the cloud. */
  loaded(collection: Collection): Listing | undefined;
  /**
   * Notes that a record stands for a resource of the cloud. The result is the record that has it already, if that is
   * another one: two records must not pull one resource to and fro.
   */
  claim(resourceId: string, record: string): string | undefined;
  /** Does works of the same key one after the other. */
  alone<T>(key: string, work: () => Promise<T>): Promise<T>;
}

export interface LoadOptions {
  /** Reads it anew. */
  readonly fresh?: boolean;
  /** Of a collection with a list for each owner: whose lists are needed. Without it, everybody's. */
  readonly of?: readonly string[] | undefined;
}

/** An index that knows nothing yet. */
export function indexOfCloud(session: Session): IndexOfCloud {
  const listings = new Map<string, Promise<Listing>>();
  const loaded = new Map<string, Listing>();
  const claims = new Map<string, string>();
  const queues = new Map<string, Promise<unknown>>();

  const index: IndexOfCloud = {
    session,
    get base() {
      return index;
    },
    identity: () => session.identity(),
    load: (collection, options) => load(collection, options),
    loaded: (collection) => loaded.get(keyOf(collection)),
    claim: (resourceId, record) => {
      const holder = claims.get(resourceId);
      if (holder === undefined) claims.set(resourceId, record);
      return holder === record ? undefined : holder;
    },
    alone: (key, work) => {
      const before = queues.get(key) ?? Promise.resolve();
      const done = before.then(work, work);
      queues.set(key, done);
      return done;
    },
  };
  const loadPer = listsOfOwners(index, loaded);
  const load: IndexOfCloud['load'] = (collection, options = {}) => {
    if (collection.per !== undefined) return loadPer(collection, collection.per, options);
    const key = keyOf(collection);
    const known = listings.get(key);
    if (known !== undefined && options.fresh !== true) return known;
    const read =
      collection.within === undefined
        ? readListing(index, collection)
        : load(collection.within.collection, options).then((parents) =>
            listing(
              parents.all().flatMap((body) => collection.within?.items(body) ?? []),
              parents.hidden,
            ),
          );
    listings.set(key, read);
    read.then(
      (listing) => loaded.set(key, listing),
      () => {
        if (listings.get(key) === read) listings.delete(key);
      },
    );
    return read;
  };

  return index;
}

/** Lists that are read owner by owner, into one listing each collection. */
function listsOfOwners(
  index: IndexOfCloud,
  loaded: Map<string, Listing>,
): (collection: Collection, per: Per, options: LoadOptions) => Promise<Listing> {
  const read = new Map<string, Map<string, Promise<void>>>();
  return async (collection, per, { fresh, of }) => {
    const key = keyOf(collection);
    const owners = of ?? (await index.load(per.collection)).all().map(idOf);
    const parts = (fresh === true ? undefined : read.get(key)) ?? new Map<string, Promise<void>>();
    const known = (fresh === true ? undefined : loaded.get(key)) ?? listing([]);
    read.set(key, parts);
    loaded.set(key, known);
    await Promise.all(
      owners.map((owner) => {
        const reading =
          parts.get(owner) ??
          per.read(index, owner).then((bodies) => {
            for (const body of bodies) known.put(itemOf(collection, body));
          });
        parts.set(owner, reading);
        reading.catch(() => parts.delete(owner));
        return reading;
      }),
    );
    return known;
  };
}

function keyOf({ service, path, query }: Collection): string {
  return JSON.stringify([service, path, query ?? null]);
}

async function readListing(index: IndexOfCloud, collection: Collection): Promise<Listing> {
  const { session } = index;
  const { service, extension } = collection;
  if (extension !== undefined && !(await session.extensions(service)).has(extension))
    return listing([], 'missing');
  try {
    return listing(await readItems(index, collection));
  } catch (error) {
    const hidden = hiddenBy(error);
    if (hidden === undefined) throw error;
    return listing(await ownProject(session, collection), hidden);
  }
}

/** All items of a collection as they are now, whatever was listed before. */
export async function readItems(
  index: IndexOfCloud,
  collection: Collection,
  of: readonly string[] = [],
): Promise<readonly Body[]> {
  const { per } = collection;
  const bodies =
    per === undefined
      ? await (collection.read?.(index) ?? readList(index.session, collection))
      : (await Promise.all(of.map((owner) => per.read(index, owner)))).flat();
  return bodies.map((body) => itemOf(collection, body));
}

/** All that the service lists of a collection, page by page; entries that are wrapped come unwrapped. */
export async function readList(
  session: Session,
  collection: Collection,
  further: Collection['query'] = {},
): Promise<readonly Body[]> {
  const { service, path, listPath = path, many, one, query, wrapsEntries } = collection;
  const microversion = await microversionFor(session, collection);
  const entries = await session.list(service, listPath, many, {
    query: { ...query, ...further },
    ...(microversion === undefined ? {} : { microversion }),
  });
  if (wrapsEntries !== true) return entries;
  return entries.map((entry) => entry[one]).filter(isBody);
}

function hiddenBy(error: unknown): Listing['hidden'] {
  if (!(error instanceof DroverError)) return undefined;
  if (error.code === 'openstack-forbidden') return 'forbidden';
  return error.code === 'openstack-not-found' ? 'missing' : undefined;
}

/** Who may not list projects knows one of them all the same. */
async function ownProject(session: Session, collection: Collection): Promise<readonly Body[]> {
  if (collection !== projects) return [];
  const { projectId, projectName, projectDomainId } = await session.identity();
  if (projectId === undefined) return [];
  return [{ id: projectId, name: projectName, domain_id: projectDomainId }];
}
