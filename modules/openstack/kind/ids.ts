import { DroverError } from '../../../engine/diagnostics/drover-error.ts';
import type { Body } from '../api/session.types.ts';
import { didYouMean } from '../api/nearest.ts';
import { domains, projects, users } from '../identity/collections.ts';
import type { ExportRecord } from '../files/record.ts';
import type { Ids, IdOptions } from './codec.ts';
import type { Collection } from './collection.ts';
import type { IdMap } from './id-map.ts';
import type { IndexOfCloud } from './index-of-cloud.ts';
import { mappedName, type NameMaps } from './name-maps.ts';
import { listing as listingOf, type Listing } from './listing.ts';
import { OWN, ownDomain } from './names.ts';
import { referenceIdIn } from './reference-ids.ts';
import type { Turn } from './under-way.ts';
import { idOf, isBody, projectOf, textOf } from './wire.ts';

/** Whose references are resolved, for messages. */
export interface Referrer {
  /** `networks.yml:12:3: Subnet "web"`, or without the place where it is not known. */
  readonly label: string;
  /** The field that holds the reference: `network_ref`. */
  readonly field: string;
  readonly record: ExportRecord;
  readonly idMap: IdMap;
  readonly nameMaps: NameMaps;
  /** Imports that began earlier may still make what is referred to. */
  readonly turn?: Turn | undefined;
  /** Whether a record of this id at the source takes part in the run. */
  readonly isAnnounced?: (source: string) => boolean;
}

/**
 * Ids at this cloud for references. What earlier imports made of the thing that is meant answers first, whatever it is
 * called now; then the name, which has to stand for one thing. Where it stands for several, an id may be written in its
 * place.
 */
export function idsOf(index: IndexOfCloud, referrer: Referrer, wanted: Body): Ids {
  return {
    wanted,
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
  { narrow = () => true, anywhere, mappedAs = [] }: IdOptions,
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
  const listing = await index.load(collection);
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

async function scopeIn(
  index: IndexOfCloud,
  collection: Collection,
  projectName: string | undefined,
  domainName: string | undefined,
  { idMap, nameMaps }: Pick<Referrer, 'idMap' | 'nameMaps'>,
): Promise<Scope> {
  if (collection.owned) {
    const project =
      projectName === undefined ? undefined : (mappedName(nameMaps, ['project'], projectName) ?? projectName);
    return scopeOf(index, project, domainName, idMap);
  }
  if (collection.inDomain !== true || domainName === undefined) return ANYWHERE;
  const domain = await domainIdOf(index, domainName, idMap);
  // Who may not list domains cannot tell them apart: the name of the thing has to do.
  if (domain === undefined && (await index.load(domains)).hidden !== undefined) return ANYWHERE;
  return { projects: undefined, domain: domain ?? '', label: ` in domain "${domainName}"` };
}

interface Scope {
  /** The projects that it may belong to; undefined: any. */
  readonly projects: ReadonlySet<string> | undefined;
  /** The domain that it must belong to; undefined: any. */
  readonly domain?: string;
  /** In words. */
  readonly label: string;
}

const ANYWHERE: Scope = { projects: undefined, label: '' };

async function scopeOf(
  index: IndexOfCloud,
  projectName: string | undefined,
  domainName: string | undefined,
  idMap: IdMap,
): Promise<Scope> {
  if (projectName === undefined) return ANYWHERE;
  const identity = await index.identity();
  if (projectName === OWN) {
    const own = identity.projectId === undefined ? undefined : new Set([identity.projectId]);
    return { projects: own, label: ` in project "${identity.projectName ?? ''}"` };
  }
  const listing = await index.load(projects);
  const ofName = listing.byName(projectName);
  const domainId = await domainIdOf(index, domainName, idMap);
  const matching = domainId === undefined ? ofName : ofName.filter((body) => body['domain_id'] === domainId);
  // Who may not list projects cannot tell them apart: the name of the thing has to do.
  if (matching.length === 0 && listing.hidden !== undefined) return ANYWHERE;
  return { projects: new Set(matching.map(idOf)), label: ` in project "${projectName}"` };
}

/** The domain of a name: what an import has made of it, if the id map knows, else the one that is called so. */
async function domainIdOf(
  index: IndexOfCloud,
  name: string | undefined,
  idMap: IdMap,
): Promise<string | undefined> {
  if (name === undefined) return undefined;
  const identity = await index.identity();
  const own = ownDomain(identity);
  if (name === OWN) return own.id;
  const followed = new Set(idMap.ofName(domains, name).map(({ destination }) => destination));
  if (followed.size === 1) {
    const listed = (await index.load(domains)).byId([...followed].join());
    if (listed !== undefined) return idOf(listed);
  }
  if (name === own.name) return own.id;
  if (name === identity.userDomainName) return identity.userDomainId;
  const [found] = (await index.load(domains)).byName(name);
  return found === undefined ? undefined : idOf(found);
}

function isIn(body: Body, { projects: among, domain }: Scope): boolean {
  if (domain !== undefined) return body['domain_id'] === domain;
  const project = projectOf(body);
  return among === undefined || (project !== undefined && among.has(project));
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

function notAReference({ label }: Referrer, where: string, reference: unknown): DroverError {
  return new DroverError('record-field', {
    detail: `${label}: ${where} is ${JSON.stringify(reference)}, which is no reference.`,
    help: "A reference has the form {name: NAME, project_name: '%auth%', domain_name: '%auth%'}.",
  });
}

interface Lookup {
  readonly index: IndexOfCloud;
  readonly collection: Collection;
  readonly name: string;
  readonly referrer: Referrer;
  readonly where: string;
}

function missing(
  lookup: Lookup & {
    readonly listing: Listing;
    readonly scope: Scope;
    readonly called: string | undefined;
  },
): DroverError {
  const { index, collection, listing, name, scope, referrer, where, called } = lookup;
  const named = listing.byName(name);
  const title = called ?? collection.title;
  const notThat = scope.label === '' ? `no ${title}` : `not${scope.label}`;
  const others = named.length === 0 ? '' : ` There is one of that name, but ${notThat}.`;
  const names = listing.all().flatMap((body) => textOf(body, 'name') ?? []);
  const like = named.length > 0 ? '' : didYouMean(name, names);
  const unseen = listing.hidden === 'forbidden' ? ` (These credentials may not list any ${title}.)` : '';
  const lacks = listing.hidden === 'missing' ? ` (The cloud has no ${title} at all.)` : '';
  const importedBy = called === undefined ? collection.importedBy : undefined;
  const first = importedBy === undefined ? 'Have it made at the destination' : `Run ${importedBy} first`;
  return new DroverError('reference-missing', {
    detail: `${referrer.label} refers to ${title} "${name}"${scope.label} (${where}), which ${index.session.label} does not have.${others}${like}${unseen}${lacks}`,
    help: `${first}, or change ${where} in the record.`,
  });
}

function ambiguous(lookup: Lookup & { readonly found: readonly Body[] }): DroverError {
  const { index, collection, name, found, referrer, where } = lookup;
  const listed = found.slice(0, 5).map((body) => `${idOf(body)} (project ${projectOf(body) ?? 'unknown'})`);
  const more = found.length > listed.length ? ' and more' : '';
  return new DroverError('reference-ambiguous', {
    detail: `${referrer.label} refers to ${collection.title} "${name}" (${where}), but ${index.session.label} has ${found.length} of that name: ${listed.join(', ')}${more}.`,
    help: `Rename all but one of them, say whose it is in project_name, or write the right one's id as the name in ${where}.`,
  });
}
