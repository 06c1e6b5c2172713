import { DroverError } from '../../../engine/diagnostics/drover-error.ts';
import { didYouMean } from '../api/nearest.ts';
import type { Body } from '../api/session.types.ts';
import type { Collection } from './collection.ts';
import type { IndexOfCloud } from './index-of-cloud.ts';
import type { Listing } from './listing.ts';
import type { Scope } from './reference-scope.ts';
import type { Referrer } from './referrer.ts';
import { idOf, projectOf, textOf } from './wire.ts';

/** What stands in place of a reference is none. */
export function notAReference({ label }: Referrer, where: string, reference: unknown): DroverError {
  return new DroverError('record-field', {
    detail: `${label}: ${where} is ${JSON.stringify(reference)}, which is no reference.`,
    help: "A reference has the form {name: NAME, project_name: '%auth%', domain_name: '%auth%'}.",
  });
}

/** A reference that does not lead to one thing. */
export interface Lookup {
  readonly index: IndexOfCloud;
  readonly collection: Collection;
  readonly name: string;
  readonly referrer: Referrer;
  readonly where: string;
}

/** Nothing is called so, where it is to be. */
export function missing(
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

/** Several are called so. */
export function ambiguous(lookup: Lookup & { readonly found: readonly Body[] }): DroverError {
  const { index, collection, name, found, referrer, where } = lookup;
  const listed = found.slice(0, 5).map((body) => `${idOf(body)} (project ${projectOf(body) ?? 'unknown'})`);
  const more = found.length > listed.length ? ' and more' : '';
  return new DroverError('reference-ambiguous', {
    detail: `${referrer.label} refers to ${collection.title} "${name}" (${where}), but ${index.session.label} has ${found.length} of that name: ${listed.join(', ')}${more}.`,
    help: `Rename all but one of them, say whose it is in project_name, or write the right one's id as the name in ${where}.`,
  });
}
