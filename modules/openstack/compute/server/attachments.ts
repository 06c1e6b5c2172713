import { compareMicroversions } from '../../api/discovery.ts';
import { isNotFound } from '../../api/errors.ts';
import type { Body } from '../../api/session.types.ts';
import { microversionFor, pathOf } from '../../kind/collection.ts';
import type { IndexOfCloud } from '../../kind/index-of-cloud.ts';
import { readOne } from '../../kind/read-one.ts';
import { bodiesAt } from '../../kind/wire.ts';
import { servers } from '../collections.ts';

/** From here on Nova tells the tags of devices that are there. */
const TELLS_TAGS = '2.70';

/**
 * What is attached to a server, with tags. Undefined where this cloud does not tell them, or the server is gone by now:
 * all else is known of the lists of ports and volumes.
 */
export async function attachmentsOf(
  index: IndexOfCloud,
  server: string,
  what: 'os-interface' | 'os-volume_attachments',
  key: string,
): Promise<readonly Body[] | undefined> {
  const spoken = await microversionFor(index.session, servers);
  if (spoken === undefined || compareMicroversions(spoken, TELLS_TAGS) < 0) return undefined;
  try {
    return bodiesAt(await readOne(index, servers, `${pathOf(servers, server)}/${what}`), key);
  } catch (error) {
    if (!isNotFound(error)) throw error;
    return undefined;
  }
}
