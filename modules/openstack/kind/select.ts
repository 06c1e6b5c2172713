import { DroverError } from '../../../engine/diagnostics/drover-error.ts';
import { didYouMean } from '../api/nearest.ts';
import type { Body } from '../api/session.types.ts';
import { nameFilter } from '../files/name-filter.ts';
import type { Collection } from './collection.ts';
import { passes } from './find.ts';
import type { IndexOfCloud } from './index-of-cloud.ts';
import type { Kind } from './kind.ts';
import type { Listing } from './listing.ts';
import { ownersAsked } from './owners.ts';
import { idOf, textOf } from './wire.ts';

/** What to export. */
export interface Selection {
  /** The name or id of one. */
  readonly name: string | undefined;
  /** Names and {regex}. */
  readonly filter: readonly unknown[] | undefined;
  /** Values by wire keys. */
  readonly filters: Body | undefined;
  /** Names and {regex} of the things themselves, where `filter` says whose. */
  /** Ids: of what no project owns, only what is about these. */
  readonly aboutProjects?: readonly string[] | undefined;
  readonly itemFilter?: readonly unknown[] | undefined;
}

/** The resources of a kind that a selection means, in the order of their ids. Children are selected by their parents. */
export async function selectResources(
  kind: Kind,
  selection: Selection,
  index: IndexOfCloud,
): Promise<readonly Body[]> {
  const { parent, collection } = kind;
  // What is exported by name was most likely just listed for the names: that list will do. All else is read anew.
  const fresh = selection.name === undefined && !isReadForAnother(kind, selection, index);
  const { isExported = () => true } = kind;
  if (parent === undefined) {
    const of = await ownersAsked(index, collection, selection.filters);
    const all = await index.load(collection, { fresh, of });
    const selected = await selectFrom(collection, all, selection, index);
    return sortedById(await about(kind, selected.filter(isExported), selection, index));
  }
  const listed = collection.per === undefined ? await index.load(collection, { fresh }) : undefined;
  // Children that come with their parents have brought them along.
  const parents = await index.load(parent.collection, { fresh: fresh && collection.within === undefined });
  const chosen = new Set((await selectFrom(parent.collection, parents, selection, index)).map(idOf));
  const all = listed ?? (await index.load(collection, { fresh, of: [...chosen] }));
  const isNamed = selection.itemFilter === undefined ? undefined : nameFilter(selection.itemFilter);
  return sortedById(
    all
      .all()
      .filter((body) => chosen.has(textOf(body, parent.key) ?? '') && isExported(body))
      .filter((body) => isNamed?.(textOf(body, 'name') ?? '') !== false),
  );
}

/** Which projects a list was read for, kind by kind, since it was read. */
const readFor = new WeakMap<IndexOfCloud, Map<Kind, Set<string>>>();

/** Whether the list was just read for another project, and not for this one yet: several are exported one after the other. */
function isReadForAnother(kind: Kind, { filters }: Selection, index: IndexOfCloud): boolean {
  const project = typeof filters?.['project_id'] === 'string' ? filters['project_id'] : '';
  const kinds = readFor.get(index) ?? new Map<Kind, Set<string>>();
  readFor.set(index, kinds);
  const known = kinds.get(kind);
  if (known !== undefined && !known.has(project)) {
    known.add(project);
    return true;
  }
  kinds.set(kind, new Set([project]));
  return false;
}

/** Those that are about the projects that are asked for, if the kind can tell. */
async function about(
  { isAbout }: Kind,
  bodies: readonly Body[],
  { aboutProjects }: Selection,
  index: IndexOfCloud,
): Promise<readonly Body[]> {
  if (isAbout === undefined || aboutProjects === undefined) return bodies;
  const ids = new Set(aboutProjects);
  const are = await Promise.all(bodies.map((body) => isAbout(body, ids, index)));
  return bodies.filter((_body, place) => are[place]);
}

async function selectFrom(
  collection: Collection,
  listing: Listing,
  { name, filter, filters: given }: Selection,
  index: IndexOfCloud,
): Promise<readonly Body[]> {
  const { projectId } = await index.identity();
  const filters = given === undefined ? undefined : applicable(collection, given);
  const own = projectId === undefined || !collection.owned ? {} : { project_id: projectId };
  const test = filter === undefined ? undefined : nameFilter(filter);
  const pass = (body: Body, by: Body): boolean =>
    passes(body, by) && (test === undefined || test(textOf(body, 'name') ?? ''));
  if (name === undefined) return listing.all().filter((body) => pass(body, filters ?? own));
  const byId = listing.byId(name);
  const named = byId === undefined ? listing.byName(name) : [byId];
  const inProject = named.filter((body) => pass(body, filters ?? own));
  const found =
    inProject.length > 0 || filters !== undefined ? inProject : named.filter((body) => pass(body, {}));
  if (found.length > 0) return found;
  const fresh = await index.load(collection, { fresh: true });
  if (fresh !== listing && (fresh.byId(name) ?? fresh.byName(name)[0]) !== undefined) {
    return selectFrom(collection, fresh, { name, filter, filters: given }, index);
  }
  throw noSuch(collection, name, listing, index);
}

/** What belongs to no project is not asked for its project. */
function applicable({ owned }: Collection, filters: Body): Body {
  if (owned) return filters;
  const { project_id: _project, tenant_id: _tenant, ...rest } = filters;
  return rest;
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
