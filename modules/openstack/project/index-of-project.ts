import type { Body, Session } from '../api/session.types.ts';
import type { Collection } from '../kind/collection.ts';
import { indexOfCloud, readList, type IndexOfCloud } from '../kind/index-of-cloud.ts';
import type { Listing } from '../kind/listing.ts';
import { isPlanned } from '../kind/planned-id.ts';
import { idOf } from '../kind/wire.ts';

/**
 * What a run knows of a cloud, seen from another project than that of the credentials: the lists are those of `base`,
 * in which an administrator sees everybody's; who asks and who writes is the project's.
 */
export function indexOfProject(base: IndexOfCloud, session: Session): IndexOfCloud {
  const own = indexOfCloud(session);
  const born = once((collection: Collection) => readBorn(session, collection));
  // Once a collection: what is removed from the list later is not to come back.
  const enterBorn = once(async (collection: Collection) => {
    const { within } = collection;
    const bodies = await born(within?.collection ?? collection);
    enter(await base.load(collection), within === undefined ? bodies : bodies.flatMap(within.items));
  });
  return {
    ...base,
    session,
    identity: () => session.identity(),
    claim: (resourceId, record) => own.claim(resourceId, record),
    load: async (collection, options) => {
      const { bornIn } = collection.within?.collection ?? collection;
      if (bornIn !== undefined) await enterBorn(collection);
      return base.load(collection, options);
    },
  };
}

/** What the project has of a collection without anybody having made it. */
async function readBorn(session: Session, collection: Collection): Promise<readonly Body[]> {
  const { projectId = '' } = await session.identity();
  return isPlanned(projectId)
    ? (collection.bornIn?.(projectId) ?? [])
    : readList(session, collection, { project_id: projectId });
}

function enter(listing: Listing, bodies: readonly Body[]): void {
  for (const body of bodies) if (listing.byId(idOf(body)) === undefined) listing.put(body);
}

/** Does a work once for each key, again only if it failed. */
function once<K, T>(work: (key: K) => Promise<T>): (key: K) => Promise<T> {
  const done = new Map<K, Promise<T>>();
  return (key) => {
    const result = done.get(key) ?? work(key);
    done.set(key, result);
    result.catch(() => done.delete(key));
    return result;
  };
}
