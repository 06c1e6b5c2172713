import { DroverError } from '../../../engine/diagnostics/drover-error.ts';
import { didYouMean } from '../api/nearest.ts';
import type { Body } from '../api/session.types.ts';
import { nameFilter } from '../files/name-filter.ts';
import type { Collection } from './collection.ts';
import { passes } from './find.ts';
import type { IndexOfCloud } from './index-of-cloud.ts';
import type { Kind } from './kind.ts';
import type { Listing } from './listing.ts';
import { idOf, textOf } from './wire.ts';

/** What to export. */
export interface Selection {
  /** The name or id of one. */
  readonly name: string | undefined;
  /** Names and {regex}. */
  readonly filter: readonly unknown[] | undefined;
  /** Values by wire keys. */
  readonly filters: Body | undefined;
}

/** The resources of a kind that a selection means, in the order of their ids. Children are selected by their parents. */
export async function selectResources(kind: Kind, selection: Selection, index: IndexOfCloud): Promise<readonly Body[]> {
  const { parent } = kind;
  const all = await listed(kind.collection, selection, index);
  if (parent === undefined) return sortedById(await selectFrom(kind.collection, all, selection, index));
  const parents = await listed(parent.collection, selection, index);
  const wanted = new Set((await selectFrom(parent.collection, parents, selection, index)).map(idOf));
  return sortedById(all.all().filter((body) => wanted.has(textOf(body, parent.key) ?? '')));
}

/** What is exported by name was most likely just listed for the names: that list will do. All else is read anew. */
function listed(collection: Collection, { name }: Selection, index: IndexOfCloud): Promise<Listing> {
  return index.load(collection, { fresh: name === undefined && collection.within === undefined });
}

async function selectFrom(
  collection: Collection,
  listing: Listing,
  { name, filter, filters }: Selection,
  index: IndexOfCloud,
): Promise<readonly Body[]> {
  const { projectId } = await index.identity();
  const own = projectId === undefined ? {} : { project_id: projectId };
  const test = filter === undefined ? undefined : nameFilter(filter);
  const pass = (body: Body, by: Body): boolean =>
    passes(body, by) && (test === undefined || test(textOf(body, 'name') ?? ''));
  if (name === undefined) return listing.all().filter((body) => pass(body, filters ?? own));
  const byId = listing.byId(name);
  const named = byId === undefined ? listing.byName(name) : [byId];
  const inProject = named.filter((body) => pass(body, filters ?? own));
  const found = inProject.length > 0 || filters !== undefined ? inProject : named.filter((body) => pass(body, {}));
  if (found.length > 0) return found;
  const fresh = await index.load(collection, { fresh: true });
  if (fresh !== listing && (fresh.byId(name) ?? fresh.byName(name)[0]) !== undefined) {
    return selectFrom(collection, fresh, { name, filter, filters }, index);
  }
  throw noSuch(collection, name, listing, index);
}

function noSuch(collection: Collection, name: string, listing: Listing, index: IndexOfCloud): DroverError {
  const names = listing.all().flatMap((body) => textOf(body, 'name') ?? []);
  return new DroverError('resource-missing', {
    detail: `${index.session.label} has no ${collection.title} "${name}" that the filters let pass.${didYouMean(name, names)}`,
    help: 'Check the name (or id), the project of the credentials, and filters.',
  });
}

function sortedById(bodies: readonly Body[]): readonly Body[] {
  return bodies.toSorted((one, other) => (idOf(one) < idOf(other) ? -1 : 1));
}
