import type { Body } from '../api/session.types.ts';
import { microversionFor, type Collection } from './collection.ts';
import type { IndexOfCloud } from './index-of-cloud.ts';
import { isBody } from './wire.ts';

/** The body that a service answers at a path, in the microversion of the collection; an empty one where it has none. */
export async function readOne(
  { session }: IndexOfCloud,
  collection: Pick<Collection, 'service' | 'microversion'>,
  path: string,
): Promise<Body> {
  const microversion = await microversionFor(session, collection);
  const options = microversion === undefined ? {} : { microversion };
  const answer = await session.call(collection.service, 'GET', path, options);
  return isBody(answer.body) ? answer.body : {};
}
