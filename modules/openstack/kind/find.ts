import { DroverError } from '../../../engine/diagnostics/drover-error.ts';
import type { Body } from '../api/session.types.ts';
import { canBeMadeBy, type Begun } from './begun.ts';
import type { IdMap } from './id-map.ts';
import type { IndexOfCloud } from './index-of-cloud.ts';
import type { Kind } from './kind.ts';
import type { Listing } from './listing.ts';
import { ownerIn } from './owners.ts';
import { idOf, isSame, projectOf } from './wire.ts';

export interface Search {
  readonly kind: Kind;
  readonly index: IndexOfCloud;
  /** What is asked for, as it would stand on the wire. */
  readonly wanted: Body;
  /** Wire keys and the values that they must have. */
  readonly filters: Body;
  readonly label: string;
  /** Tells this record from others: its source id, or its place. */
  readonly record: string;
  readonly lineage: Lineage;
}

/** What is known of a record beyond what stands in it. */
export interface Lineage {
  /** Its id at the source; records that were written by hand have none. */
  readonly source: string | undefined;
  readonly idMap: IdMap;
  /** Whether a record of this id at the source takes part in the run. */
  readonly isAnnounced: (source: string) => boolean;
  /** Creates of this kind of which nobody knows whether they took place. */
  readonly begun?: () => Promise<readonly Begun[]>;
}

export interface Found {
  readonly body: Body | undefined;
  /** The record that stands for the same thing, where records may (rules that say the same). */
  readonly same?: string;
}

/** The resource of the cloud that a record stands for; throws if several can be meant or another record has it. */
export async function findResource(search: Search): Promise<Found> {
  const { kind, index, wanted, filters, label, lineage } = search;
  const listing = await index.load(kind.collection, { of: ownerIn(kind.collection, wanted) });
  const mapped = mappedBody(kind, listing, lineage);
  const candidates =
    mapped === undefined
      ? await notBegunByAnother(
          search,
          await likely(
            search,
            candidatesFor(kind, listing, wanted).filter(
              (body) => passes(body, filters) && !belongsToAnother(kind, body, lineage),
            ),
          ),
        )
      : [mapped];
  const narrowed =
    candidates.length > 1 && kind.narrow !== undefined ? kind.narrow(wanted, candidates) : candidates;
  const meant = kind.areInterchangeable === true ? firstFree(search, narrowed) : narrowed;
  const [found, another] = meant;
  if (another !== undefined) throw ambiguous(search, meant);
  // Records of equal names that are to become several are told apart by their ids at the source.
  if (found === undefined && kind.namesMayRepeat === true && lineage.source !== undefined)
    return { body: undefined };
  const what = found === undefined ? `${kind.collection.name} ${kind.keys(wanted).join(' ')}` : idOf(found);
  const holder = index.claim(what, search.record);
  if (holder === undefined) return { body: found };
  if (kind.sameIsOne === true) return { body: found, same: holder };
  const standsFor = found === undefined ? 'a new one' : idOf(found);
  throw new DroverError('resource-ambiguous', {
    detail: `${label} stands for ${kind.collection.title} ${standsFor} of ${index.session.label}, but another record (${holder}) does too: names cannot tell the two apart.`,
    help: 'Give one of the two records another name in the export file.',
  });
}

/** Those that the kind says can be meant. */
async function likely(
  { kind, wanted, index }: Search,
  candidates: readonly Body[],
): Promise<readonly Body[]> {
  const { isMeant } = kind;
  if (isMeant === undefined) return candidates;
  const are = await Promise.all(candidates.map((body) => isMeant(wanted, body, index)));
  return candidates.filter((_body, place) => are[place]);
}

/**
 * Of things of one name, those that a run which was cut off can have made of this record; failing that, those that it
 * has not made of another one.
 */
async function notBegunByAnother(search: Search, candidates: readonly Body[]): Promise<readonly Body[]> {
  const { kind, lineage } = search;
  const { source, begun, isAnnounced, idMap } = lineage;
  if (candidates.length === 0 || kind.namesMayRepeat !== true || source === undefined) return candidates;
  const open = (await begun?.()) ?? [];
  const ours = candidates.filter((body) =>
    open.some((one) => one.source === source && canBeMadeBy(kind, one, body)),
  );
  if (ours.length > 0) return firstFree(search, ours);
  const others = open.filter(
    (one) =>
      one.source !== source &&
      isAnnounced(one.source) &&
      idMap.ofSource(kind.collection, one.source) === undefined,
  );
  return candidates.filter((body) => !others.some((one) => canBeMadeBy(kind, one, body)));
}

/** The first that no other record stands for. */
function firstFree({ index, record }: Search, candidates: readonly Body[]): readonly Body[] {
  const free = candidates.find((body) => index.claim(idOf(body), record) === undefined);
  return free === undefined ? [] : [free];
}

/** What the record became before, if that is still there: whatever it is called now. */
function mappedBody(kind: Kind, listing: Listing, { source, idMap }: Lineage): Body | undefined {
  const mapping = source === undefined ? undefined : idMap.ofSource(kind.collection, source);
  return mapping === undefined ? undefined : listing.byId(mapping.destination);
}

/** Whether it is what another record of this run became. */
function belongsToAnother(kind: Kind, body: Body, { source, idMap, isAnnounced }: Lineage): boolean {
  const mapping = idMap.ofDestination(kind.collection, idOf(body));
  return mapping !== undefined && mapping.source !== source && isAnnounced(mapping.source);
}

function candidatesFor(kind: Kind, listing: Listing, wanted: Body): readonly Body[] {
  const found = new Map<string, Body>();
  for (const key of kind.keys(wanted))
    for (const body of listing.by(kind.keys, key)) found.set(idOf(body), body);
  return [...found.values()];
}

/** Whether a resource has the values that a filter names; a list allows any of its items. */
export function passes(body: Body, filters: Body): boolean {
  return Object.entries(filters).every(([key, value]) => {
    const have = key === 'project_id' || key === 'tenant_id' ? projectOf(body) : body[key];
    return Array.isArray(value) ? value.some((item) => isSame(item, have)) : isSame(value, have);
  });
}

function ambiguous({ kind, index, label }: Search, meant: readonly Body[]): DroverError {
  const ids = meant.map(idOf);
  const listed = ids.slice(0, 5).join(', ') + (ids.length > 5 ? ' and more' : '');
  return new DroverError('resource-ambiguous', {
    detail: `${label} can stand for ${ids.length} things of ${index.session.label}: ${kind.collection.title} ${listed}.`,
    help: 'Rename all but one of them at the destination, or give the record another name.',
  });
}
