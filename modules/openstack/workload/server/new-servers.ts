import type { Body } from '../../api/session.types.ts';
import { servers } from '../../compute/collections.ts';
import { itemOf, microversionFor, pathOf, type Collection } from '../../kind/collection.ts';
import type { IndexOfCloud } from '../../kind/index-of-cloud.ts';
import { compareMicroversions } from '../../api/discovery.ts';
import { readOne } from '../../kind/read-one.ts';
import { isBody } from '../../kind/wire.ts';
import { isNotFound } from '../../api/errors.ts';

/**
 * Servers as they are made and looked at here. 2.19: descriptions; 2.42: tags of devices; 2.52: tags; 2.73: locks with
 * reasons; 2.85: volumes that go with their server, set afterwards; 2.90: host names.
 */
export const newServers: Collection = { ...servers, microversion: '2.90' };

/** A server as it is now; undefined where there is none (any more). */
export async function readServer(index: IndexOfCloud, id: string): Promise<Body | undefined> {
  try {
    const answer = await readOne(index, newServers, pathOf(newServers, id));
    return isBody(answer['server']) ? itemOf(newServers, answer['server']) : undefined;
  } catch (error) {
    if (isNotFound(error)) return undefined;
    throw error;
  }
}

/** Whether the compute service of a cloud speaks at least this microversion. */
export async function speaks(index: IndexOfCloud, needed: string): Promise<boolean> {
  const spoken = await microversionFor(index.session, newServers);
  return spoken !== undefined && compareMicroversions(spoken, needed) >= 0;
}
