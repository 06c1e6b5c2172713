import type { Journal, JournalEntry } from '../../../engine/module.ts';
import { sourceIdOf } from '../files/record.ts';
import { journaledAs } from './collection.ts';
import type { ImportFacts } from './import-facts.ts';
import { idOf } from './wire.ts';

/**
 * A resumed run that finds what it was making or changing when it was cut off notes in its journal that this took
 * place, so that undo knows of it. A change that did not is made again by the plan; to take both back does no harm.
 */
export async function closeUnfinished(facts: ImportFacts, journal: Journal): Promise<void> {
  const { found } = facts;
  if (found === undefined) return;
  for (const { number, entry } of await journal.unfinished())
    if (isAbout(entry, facts, idOf(found))) await journal.done(number, { id: idOf(found) });
}

/** Whether an operation was to make or change what was found: a create did not know the id yet. */
function isAbout(entry: JournalEntry, { kind, record, label, projectId }: ImportFacts, id: string): boolean {
  if (entry.kind !== journaledAs(kind.collection) || entry.project !== projectId) return false;
  if (entry.operation === 'update') return entry.id === id;
  return entry.operation === 'create' && entry.name === label && entry.source === sourceIdOf(record);
}
