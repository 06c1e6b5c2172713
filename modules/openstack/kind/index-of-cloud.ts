import { DroverError } from '../../../engine/diagnostics/drover-error.ts';
import type { Identity, Session } from '../api/session.types.ts';
import { projects } from '../collections.ts';
import type { Collection } from './collection.ts';
import { listing, type Listing } from './listing.ts';

/**
 * What a run knows of a cloud. A collection is listed once, when it is first asked for; from then on references and
 * resources are found in memory. What the run makes, changes, or would have made in check mode, is noted here.
 */
export interface IndexOfCloud {
  readonly session: Session;
  identity(): Promise<Identity>;
  load(collection: Collection, options?: { readonly fresh?: boolean }): Promise<Listing>;
  /** What was loaded of a collection, without asking the cloud. */
  loaded(collection: Collection): Listing | undefined;
  /**
   * Notes that a record stands for a resource of the cloud. The result is the record that has it already, if that is
   * another one: two records must not pull one resource to and fro.
   */
  claim(resourceId: string, record: string): string | undefined;
}

/** An index that knows nothing yet. */
export function indexOfCloud(session: Session): IndexOfCloud {
  const listings = new Map<string, Promise<Listing>>();
  const loaded = new Map<string, Listing>();
  const claims = new Map<string, string>();

  const load: IndexOfCloud['load'] = (collection, options = {}) => {
    const key = keyOf(collection);
    const known = listings.get(key);
    if (known !== undefined && options.fresh !== true) return known;
    const read =
      collection.within === undefined
        ? readListing(session, collection)
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

  return {
    session,
    identity: () => session.identity(),
    load,
    loaded: (collection) => loaded.get(keyOf(collection)),
    claim: (resourceId, record) => {
      const holder = claims.get(resourceId);
      if (holder === undefined) claims.set(resourceId, record);
      return holder === record ? undefined : holder;
    },
  };
}

function keyOf({ service, path, query }: Collection): string {
  return JSON.stringify([service, path, query ?? null]);
}

async function readListing(session: Session, collection: Collection): Promise<Listing> {
  const { service, path, many, query, extension } = collection;
  if (extension !== undefined && !(await session.extensions(service)).has(extension))
    return listing([], 'missing');
  try {
    const bodies = await session.list(service, path, many, query === undefined ? {} : { query });
    return listing(bodies);
  } catch (error) {
    const hidden = hiddenBy(error);
    if (hidden === undefined) throw error;
    return listing(await ownProject(session, collection), hidden);
  }
}

function hiddenBy(error: unknown): Listing['hidden'] {
  if (!(error instanceof DroverError)) return undefined;
  if (error.code === 'openstack-forbidden') return 'forbidden';
  return error.code === 'openstack-not-found' ? 'missing' : undefined;
}

/** Who may not list projects knows one of them all the same. */
async function ownProject(
  session: Session,
  collection: Collection,
): Promise<readonly Record<string, unknown>[]> {
  if (collection !== projects) return [];
  const { projectId, projectName, projectDomainId } = await session.identity();
  if (projectId === undefined) return [];
  return [{ id: projectId, name: projectName, domain_id: projectDomainId }];
}
