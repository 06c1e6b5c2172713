import { DroverError } from '../../../engine/diagnostics/drover-error.ts';
import type { Body } from '../api/session.types.ts';
import { didYouMean } from '../api/nearest.ts';
import { domains, projects } from '../collections.ts';
import type { Ids, IdOptions } from './codec.ts';
import type { Collection } from './collection.ts';
import type { IndexOfCloud } from './index-of-cloud.ts';
import type { Listing } from './listing.ts';
import { OWN } from './names.ts';
import { idOf, isBody, projectOf, textOf } from './wire.ts';

/** Whose references are resolved, for messages. */
export interface Referrer {
  /** `networks.yml:12:3: Subnet "web"`, or without the place where it is not known. */
  readonly label: string;
  /** The field that holds the reference: `network_ref`. */
  readonly field: string;
}

/**
 * Ids at this cloud for references. The name has to stand for one thing; where it stands for several, an id may be
 * written in its place. (Once there is an id map, it answers before names are looked at.)
 */
export function idsOf(index: IndexOfCloud, referrer: Referrer, wanted: Body): Ids {
  return {
    wanted,
    async id(collection, reference, options = {}) {
      const where = `${referrer.field}${options.at ?? ''}`;
      const { name, scope, listing, found } = await lookUp(index, collection, reference, options);
      if (name === undefined) throw notAReference(referrer, where, reference);
      const lookup = { index, collection, name, referrer, where };
      const [first, second] = found;
      if (first === undefined) throw missing({ ...lookup, listing, scope, called: options.called });
      if (second !== undefined) throw ambiguous({ ...lookup, found });
      return idOf(first);
    },
    async find(collection, reference, options = {}) {
      const { found } = await lookUp(index, collection, reference, options);
      const [first, second] = found;
      return first === undefined || second !== undefined ? undefined : idOf(first);
    },
  };
}

interface LookedUp {
  readonly name: string | undefined;
  readonly scope: Scope;
  readonly listing: Listing;
  readonly found: readonly Body[];
}

async function lookUp(
  index: IndexOfCloud,
  collection: Collection,
  reference: unknown,
  { narrow = () => true, anywhere }: IdOptions,
): Promise<LookedUp> {
  const { name, project_name, domain_name } = partsOf(reference);
  const listing = await index.load(collection);
  if (name === undefined) return { name, scope: ANYWHERE, listing, found: [] };
  const direct = listing.byId(name);
  if (direct !== undefined) return { name, scope: ANYWHERE, listing, found: [direct] };
  const scope = collection.owned ? await scopeOf(index, project_name, domain_name) : ANYWHERE;
  const named = listing.byName(name).filter(narrow);
  const scoped = scope.projects === undefined ? named : named.filter((body) => isIn(body, scope));
  return { name, scope, listing, found: anywhere === true && scoped.length === 0 ? named : scoped };
}

interface Scope {
  /** The projects that it may belong to; undefined: any. */
  readonly projects: ReadonlySet<string> | undefined;
  /** In words. */
  readonly label: string;
}

const ANYWHERE: Scope = { projects: undefined, label: '' };

async function scopeOf(
  index: IndexOfCloud,
  projectName: string | undefined,
  domainName: string | undefined,
): Promise<Scope> {
  if (projectName === undefined) return ANYWHERE;
  const identity = await index.identity();
  if (projectName === OWN) {
    const own = identity.projectId === undefined ? undefined : new Set([identity.projectId]);
    return { projects: own, label: ` in project "${identity.projectName ?? ''}"` };
  }
  const listing = await index.load(projects);
  const ofName = listing.byName(projectName);
  const domainId = await domainIdOf(index, domainName);
  const matching = domainId === undefined ? ofName : ofName.filter((body) => body['domain_id'] === domainId);
  // Who may not list projects cannot tell them apart: the name of the thing has to do.
  if (matching.length === 0 && listing.hidden !== undefined) return ANYWHERE;
  return { projects: new Set(matching.map(idOf)), label: ` in project "${projectName}"` };
}

async function domainIdOf(index: IndexOfCloud, name: string | undefined): Promise<string | undefined> {
  if (name === undefined) return undefined;
  const identity = await index.identity();
  if (name === OWN || name === identity.projectDomainName) return identity.projectDomainId;
  const [found] = (await index.load(domains)).byName(name);
  return found === undefined ? undefined : idOf(found);
}

function isIn(body: Body, scope: Scope): boolean {
  const project = projectOf(body);
  return project !== undefined && scope.projects?.has(project) === true;
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
