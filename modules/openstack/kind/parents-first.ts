import { kindOfRecord } from '../files/kind-of-record.ts';
import { sourceIdOf, type ExportRecord } from '../files/record.ts';
import type { Kind } from './kind.ts';
import { nameIn } from './labels.ts';
import { textOf } from './wire.ts';

/**
 * The records of a file in an order in which what a record refers to in its own file comes before it: projects after
 * their parents, images after their kernels. All others keep their places, as do those that refer to one another in a
 * circle.
 */
export function parentsFirst(
  kinds: readonly Kind[],
  path: string,
  records: readonly ExportRecord[],
): readonly ExportRecord[] {
  const refersOf = new Map(records.map((record) => [record, namesMeant(kinds, path, record)]));
  if ([...refersOf.values()].every((names) => names.length === 0)) return records;
  const byName = recordsByName(records);
  const ordered = new Set<ExportRecord>();
  const open = new Set<ExportRecord>();
  for (const start of records) {
    const path: ExportRecord[] = [start];
    // A list in place of a recursion: files may have chains of any length.
    for (let record = path.at(-1); record !== undefined; record = path.at(-1)) {
      open.add(record);
      const next = (refersOf.get(record) ?? [])
        .flatMap((name) => byName.get(name) ?? [])
        .find((other) => !ordered.has(other) && !open.has(other));
      if (next !== undefined) path.push(next);
      else {
        ordered.add(record);
        path.pop();
      }
    }
  }
  return [...ordered];
}

/** The names and ids by which a record refers to others of its own kind. */
function namesMeant(kinds: readonly Kind[], path: string, record: ExportRecord): readonly string[] {
  const kind = kindOfRecord(kinds, record.type, path);
  if (kind === undefined) return [];
  return kind.fields
    .filter(({ codec }) => codec?.refersTo.includes(kind.collection) === true)
    .flatMap(({ codec, name }) => codec?.references(record.params[name]) ?? [])
    .map(({ reference }) => nameIn(reference))
    .filter((name) => name !== '');
}

function recordsByName(records: readonly ExportRecord[]): ReadonlyMap<string, readonly ExportRecord[]> {
  const named = new Map<string, ExportRecord[]>();
  for (const record of records)
    for (const name of new Set([textOf(record.params, 'name'), sourceIdOf(record)])) {
      if (name === undefined) continue;
      const known = named.get(name);
      if (known === undefined) named.set(name, [record]);
      else known.push(record);
    }
  return named;
}
