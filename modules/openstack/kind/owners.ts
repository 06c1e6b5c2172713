import { projects } from '../identity/collections.ts';
import type { Body } from '../api/session.types.ts';
import type { Collection } from './collection.ts';
import type { Kind } from './kind.ts';
import type { IndexOfCloud } from './index-of-cloud.ts';
import { textOf } from './wire.ts';

/**
 * Whose lists are meant by filters, of a collection that has a list for each owner; undefined: everybody's. Without
 * filters it is the owner of the credentials. Filters that name no project mean all projects, as they do elsewhere.
 */
export async function ownersAsked(
  index: IndexOfCloud,
  { per }: Collection,
  filters: Body | undefined,
): Promise<readonly string[] | undefined> {
  if (per === undefined) return undefined;
  const asked = filters?.[per.key];
  if (typeof asked === 'string') return [asked];
  if (Array.isArray(asked)) return asked.filter((owner) => typeof owner === 'string');
  if (per.collection === projects && filters !== undefined) return undefined;
  const own = per.own(await index.identity());
  return own === undefined ? [] : [own];
}

/** Whether the resources of a kind, or those that they belong to, belong to projects. */
export function isOwned({ collection, parent }: Pick<Kind, 'collection' | 'parent'>): boolean {
  return (parent?.collection ?? collection).owned;
}

/** The owner of one, as a body names it: the list to look for it in. */
export function ownerIn({ per }: Collection, body: Body): readonly string[] | undefined {
  const owner = per === undefined ? undefined : textOf(body, per.key);
  return owner === undefined ? undefined : [owner];
}
