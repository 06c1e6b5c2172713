import type { Diagnostic } from '../../../engine/diagnostics/diagnostic.ts';
import { didYouMean } from '../api/nearest.ts';
import type { Body } from '../api/session.types.ts';
import type { Collection } from '../kind/collection.ts';
import type { PlacedReference } from '../kind/codec.ts';
import type { IndexOfCloud } from '../kind/index-of-cloud.ts';
import { nameIn } from '../kind/labels.ts';
import { OWN } from '../kind/names.ts';
import { ownersAsked } from '../kind/owners.ts';
import { textOf } from '../kind/wire.ts';
import { found, type KnownRecord } from './validate.ts';

interface FieldReference extends PlacedReference {
  readonly owner: KnownRecord;
  readonly field: string;
}

/**
 * References that no record answers, nor the destination. Without a destination to ask, they are warnings: it may
 * have what is referred to.
 */
export async function validateReferences(
  records: readonly KnownRecord[],
  destination: IndexOfCloud | undefined,
): Promise<readonly Diagnostic[]> {
  const named = namesByCollection(records);
  const atDestination = new Map<Collection, ReadonlySet<string>>();
  const hints = new Map<string, string>();
  const diagnostics: Diagnostic[] = [];
  for (const reference of records.flatMap(referencesOf)) {
    const { collection } = reference;
    const name = nameIn(reference.reference);
    const names = named.get(collection.name) ?? new Set();
    if (name === OWN || names.has(name)) continue;
    const there = atDestination.get(collection) ?? (await namesAt(destination, collection));
    atDestination.set(collection, there);
    if (there.has(name)) continue;
    // Many records may refer to what is not there, and to look for a name that is alike takes long.
    const key = `${collection.name} ${name}`;
    const hint = hints.get(key) ?? (hints.size < MOST_HINTS ? didYouMean(name, [...names, ...there]) : '');
    hints.set(key, hint);
    diagnostics.push(unanswered(reference, name, hint, destination));
  }
  return diagnostics;
}

/** So many names that nothing answers are compared with all that there are. */
const MOST_HINTS = 50;

function referencesOf(owner: KnownRecord): readonly FieldReference[] {
  const { record } = owner.item;
  return owner.kind.fields.flatMap((field) =>
    (field.codec?.references(record.params[field.name], record) ?? []).map((reference) => ({
      ...reference,
      owner,
      field: field.name,
    })),
  );
}

function namesByCollection(records: readonly KnownRecord[]): ReadonlyMap<string, ReadonlySet<string>> {
  const names = new Map<string, Set<string>>();
  for (const { kind, item } of records) {
    const known = names.get(kind.collection.name) ?? new Set();
    for (const name of namesOfOne(kind.collection, item.record.params)) known.add(name);
    names.set(kind.collection.name, known);
  }
  return names;
}

/** Names and ids that the destination has: both can be written as a name. */
async function namesAt(
  destination: IndexOfCloud | undefined,
  collection: Collection,
): Promise<ReadonlySet<string>> {
  // Of what every user has a list of, references mean his own.
  const of = destination === undefined ? undefined : await ownersAsked(destination, collection, undefined);
  const listing = await destination?.load(collection, { of });
  return new Set(
    listing?.all().flatMap((body) => [...namesOfOne(collection, body), textOf(body, 'id') ?? '']),
  );
}

/** All that a reference can call one. */
function namesOfOne({ nicknames }: Collection, body: Body): readonly string[] {
  const name = textOf(body, 'name');
  return [...(name === undefined ? [] : [name]), ...(nicknames?.(body) ?? [])];
}

function unanswered(
  { owner, field, path, collection }: FieldReference,
  name: string,
  hint: string,
  destination: IndexOfCloud | undefined,
): Diagnostic {
  const { kind, item } = owner;
  const where =
    destination === undefined
      ? 'no record here is of that name'
      : `neither a record here nor ${destination.session.label} has it`;
  const wayOut =
    collection.importedBy === undefined
      ? ''
      : ` Export it, too, or let ${collection.importedBy} find it at the destination.`;
  return found(
    'reference-missing',
    item.spanAt(['params', field, ...path, 'name']),
    `${kind.label(item.record.params)} refers to ${collection.title} "${name}", but ${where}.${hint}`,
    {
      isWarning: destination === undefined,
      help: `Mend the name.${wayOut}`,
    },
  );
}
