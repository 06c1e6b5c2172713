import type { Body } from '../api/session.types.ts';
import { domains, projects, users } from '../identity/collections.ts';
import type { Ids, IdOptions } from './codec.ts';
import type { Collection } from './collection.ts';
import type { IndexOfCloud } from './index-of-cloud.ts';
import { mappedName } from './name-maps.ts';
import { listing as listingOf, type Listing } from './listing.ts';
import { OWN, ownDomain } from './names.ts';
import { ambiguous, missing, notAReference } from './reference-errors.ts';
import { referenceIdIn } from './reference-ids.ts';
import { ANYWHERE, isIn, scopeIn, type Scope } from './reference-scope.ts';
import type { Referrer } from './referrer.ts';
import { idOf, isBody, textOf } from './wire.ts';

/**
 * Ids at this cloud for references. What earlier imports made of the thing that is meant answers first, whatever it is
 * called now; then the name, which has to stand for one thing. Where it stands for several, an id may be written in its
 * place.
 */
export function idsOf(index: IndexOfCloud, referrer: Referrer, wanted: Body): Ids {
  return {
    wanted,
    record: referrer.record,
    has: async (service, extension) => (await index.session.extensions(service)).has(extension),
    async id(collection, reference, options = {}) {
      const where = `${referrer.field}${options.at ?? ''}`;
      const { name, scope, listing, found } = await lookUp(index, referrer, collection, reference, options);
      if (name === undefined) throw notAReference(referrer, where, reference);
      const lookup = { index, collection, name, referrer, where };
      const [first, second] = found;
      if (first === undefined) throw missing({ ...lookup, listing, scope, called: options.called });
      if (second !== undefined) throw ambiguous({ ...lookup, found });
      return idOf(first);
    },
    async find(collection, reference, options = {}) {
      const { found } = await lookUp(index, referrer, collection, reference, options);
      const [first, second] = found;
      return first === undefined || second !== undefined ? undefined : idOf(first);
    },
    mapped: (sort, name) => mappedName(referrer.nameMaps, [sort], name) ?? name,
    async name(collection, reference) {
      const { found } = await lookUp(index, referrer, collection, reference, {});
      const [first, second] = found;
      return first === undefined || second !== undefined ? undefined : textOf(first, 'name');
    },
  };
}

interface LookedUp {
  readonly name: string | undefined;
  readonly scope: Scope;
  readonly listing: Listing;
  readonly found: readonly Body[];
}

/** What a reference means; where that is not there yet, and an earlier import is about to make it, it is waited for. */
async function lookUp(
  index: IndexOfCloud,
  referrer: Referrer,
  collection: Collection,
  reference: unknown,
  options: IdOptions,
): Promise<LookedUp> {
  // Where several have the name, only the one that is meant will do: it may not be there before others of the name.
  const meant = sourceOf(referrer, reference);
  if (meant !== undefined) await referrer.turn?.awaitEarlier(collection, meant);
  const first = await lookUpNow(index, referrer, collection, reference, options);
  if (first.name === undefined || first.found.length > 0 || referrer.turn === undefined) return first;
  // Whether or not there was anything to wait for: it may have come between the look and the question.
  await referrer.turn.awaitEarlier(collection, first.name);
  return lookUpNow(index, referrer, collection, reference, options);
}

/** The id at the source of what a reference means, where its name does not tell. */
function sourceOf({ record, field }: Referrer, reference: unknown): string | undefined {
  const { name } = partsOf(reference);
  return name === undefined ? undefined : referenceIdIn(record, field, name);
}

async function lookUpNow(
  index: IndexOfCloud,
  referrer: Referrer,
  collection: Collection,
  reference: unknown,
  { narrow: isLikely = () => true, anywhere, mappedAs = [] }: IdOptions,
): Promise<LookedUp> {
  const given = partsOf(reference);
  const { project_name, domain_name } = given;
  const replaced =
    given.name === undefined
      ? undefined
      : mappedName(referrer.nameMaps, [...mappedAs, collection.name], given.name);
  const name = replaced ?? given.name;
  const own = name === OWN ? await ownOf(index, collection) : undefined;
  // Who may not list users and projects knows one of each all the same.
  if (own !== undefined) return { name, scope: ANYWHERE, listing: listingOf([]), found: [{ id: own }] };
  const { listing, isOfOwner } = await listFor(index, collection);
  const narrow = (body: Body): boolean => isLikely(body) && isOfOwner(body);
  if (name === undefined) return { name, scope: ANYWHERE, listing, found: [] };
  const direct = listing.byId(name);
  if (direct !== undefined) return { name, scope: ANYWHERE, listing, found: [direct] };
  if (replaced !== undefined) {
    const found = namedIn(listing, collection, name).filter(narrow);
    return { name, scope: ANYWHERE, listing, found };
  }
  const scope = await scopeIn(index, collection, project_name, domain_name, referrer);
  const followed = followedBody(referrer, collection, listing, { name, project_name, scope });
  if (followed !== undefined && narrow(followed))
    return { name, scope: ANYWHERE, listing, found: [followed] };
  const source = referenceIdIn(referrer.record, referrer.field, name);
  const named = namedIn(listing, collection, name).filter(
    (body) => narrow(body) && !isMadeOfAnother(referrer, collection, body, source),
  );
  const scoped = named.filter((body) => isIn(body, scope));
  return { name, scope, listing, found: anywhere === true && scoped.length === 0 ? named : scoped };
}

/** What a reference can point into: where every user has a list of his own, that of the credentials. */
async function listFor(
  index: IndexOfCloud,
  collection: Collection,
): Promise<{ readonly listing: Listing; readonly isOfOwner: (body: Body) => boolean }> {
  const { per } = collection;
  if (per === undefined) return { listing: await index.load(collection), isOfOwner: () => true };
  const own = per.own(await index.identity());
  const listing = await index.load(collection, { of: own === undefined ? [] : [own] });
  return { listing, isOfOwner: (body) => body[per.key] === own };
}

/** Those of a name; where there are none, those that are called so besides. */
function namedIn(listing: Listing, { nicknames }: Collection, name: string): readonly Body[] {
  const named = listing.byName(name);
  return named.length > 0 || nicknames === undefined ? named : listing.by(nicknames, name);
}

/** What imports have made of the thing that a reference means, if the id map knows it and it is still there. */
function followedBody(
  referrer: Referrer,
  collection: Collection,
  listing: Listing,
  {
    name,
    project_name,
    scope,
  }: Pick<LookedUp, 'scope'> & {
    readonly name: string;
    readonly project_name: string | undefined;
  },
): Body | undefined {
  const { field, record, idMap } = referrer;
  const source = referenceIdIn(record, field, name);
  const isThere = (id: string): boolean => listing.byId(id) !== undefined;
  const mapping = source === undefined ? undefined : idMap.ofSource(collection, source, isThere);
  if (mapping !== undefined) return listing.byId(mapping.destination);
  if (collection.owned && project_name !== undefined && project_name !== OWN) return undefined;
  const mapped = idMap.ofName(collection, name).map(({ destination }) => listing.byId(destination));
  // Domains have users, groups and projects of one name each.
  const [only, another] = mapped
    .filter((body) => body !== undefined)
    .filter((body) => !isMadeOfAnother(referrer, collection, body, source))
    .filter((body) => scope.domain === undefined || isIn(body, scope));
  return another === undefined ? only : undefined;
}

/** Whether another record of the run has become this thing, where it is known which one a reference means. */
function isMadeOfAnother(
  { idMap, isAnnounced }: Referrer,
  collection: Collection,
  body: Body,
  source: string | undefined,
): boolean {
  if (source === undefined) return false;
  const mapping = idMap.ofDestination(collection, idOf(body));
  return mapping !== undefined && mapping.source !== source && isAnnounced?.(mapping.source) === true;
}

/** The user, project or domain of the credentials: `%auth%` in place of a name. */
async function ownOf(index: IndexOfCloud, collection: Collection): Promise<string | undefined> {
  const identity = await index.identity();
  if (collection === users) return identity.userId;
  if (collection === domains) return ownDomain(identity).id;
  return collection === projects ? identity.projectId : undefined;
}

function partsOf(reference: unknown): {
  readonly name: string | undefined;
  readonly project_name: string | undefined;
  readonly domain_name: string | undefined;
} {
  const body = isBody(reference) ? reference : {};
  return {
    name: textOf(body, 'name'),
    project_name: textOf(body, 'project_name'),
    domain_name: textOf(body, 'domain_name'),
  };
}
