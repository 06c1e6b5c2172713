import { DroverError } from '../../../engine/diagnostics/drover-error.ts';
import { didYouMean } from '../api/nearest.ts';
import type { Body } from '../api/session.types.ts';
import type { Collection } from '../kind/collection.ts';
import type { IndexOfCloud } from '../kind/index-of-cloud.ts';
import { oneOf, pluralOf } from '../kind/labels.ts';
import { idOf, projectOf, textOf } from '../kind/wire.ts';
import { isOurs } from './marks.ts';

/**
 * What a cloud has under a name or id. `variable` says where that stands. Throws `reference-missing` or
 * `reference-ambiguous`.
 */
export async function lookUp(
  index: IndexOfCloud,
  collection: Collection,
  nameOrId: string,
  variable: string,
): Promise<Body> {
  const listing = await index.load(collection);
  const byId = listing.byId(nameOrId);
  const found = byId === undefined ? listing.byName(nameOrId) : [byId];
  const [body, another] = await ownFirst(index, found);
  if (body !== undefined && another === undefined) return body;
  const { label } = index.session;
  const names = listing.all().map((one) => textOf(one, 'name') ?? '');
  throw new DroverError(body === undefined ? 'reference-missing' : 'reference-ambiguous', {
    detail:
      body === undefined
        ? `${label} has no ${collection.title} "${nameOrId}" (${variable}).${didYouMean(nameOrId, names)}`
        : `${label} has several ${pluralOf(collection.title)} "${nameOrId}" (${variable}).`,
    help: `Set ${variable} to the name or the id of ${oneOf(collection.title)} that is there.`,
  });
}

/** Those of the project, or all where it has none. */
async function ownFirst(index: IndexOfCloud, found: readonly Body[]): Promise<readonly Body[]> {
  const { projectId } = await index.identity();
  const own = found.filter((body) => projectOf(body) === projectId);
  return own.length > 0 ? own : found;
}

/**
 * What the project has under a name: that which drover made, if there are several. Throws `resource-ambiguous` where it
 * cannot be told which is meant.
 */
export async function ownNamed(
  index: IndexOfCloud,
  collection: Collection,
  name: string,
  fits: (body: Body) => boolean = () => true,
): Promise<Body | undefined> {
  const { projectId } = await index.identity();
  const listing = await index.load(collection);
  const found = listing.byName(name).filter((body) => projectOf(body) === projectId && fits(body));
  const ours = found.filter(isOurs);
  const meant = ours.length > 0 ? ours : found;
  if (meant.length <= 1) return meant[0];
  throw new DroverError('resource-ambiguous', {
    detail: `${index.session.label} has several ${pluralOf(collection.title)} "${name}": ${meant.map(idOf).join(', ')}.`,
    help: 'Remove all but one of them, or give the conversion hosts another name.',
  });
}
