import type { FileRecord } from './export-file.ts';
import { sourceIdOf, type ExportRecord } from './record.ts';

/** What tells the records of a file from one another: the id at the source. */
export function keyOf(record: ExportRecord): string {
  return `${record.type} ${sourceIdOf(record) ?? JSON.stringify(record.params)}`;
}

export interface Matching {
  readonly records: readonly FileRecord[];
  readonly incoming: readonly ExportRecord[];
  /** What tells resources from one another where ids do not: a name, what a rule says. */
  readonly identity: (params: ExportRecord['params']) => string;
  /** Whether the source still has the resource of a record. */
  readonly isThere: (record: ExportRecord) => boolean;
}

/**
 * The record of the file that each incoming one belongs to: that of the same id. A record without an id, or with that
 * of a resource which the source does not have any more, belongs to the one of the same name that no other stands for.
 */
export function matchRecords({
  records,
  incoming,
  identity,
  isThere,
}: Matching): ReadonlyMap<ExportRecord, FileRecord> {
  const byKey = grouped(records, ({ record }) => keyOf(record));
  const matched = new Map<ExportRecord, FileRecord>();
  for (const theirs of incoming) {
    const same = byKey.get(keyOf(theirs)) ?? [];
    // A record that was copied by hand to make another one of it has the id of the first.
    const mine = same.find(({ record }) => identity(record.params) === identity(theirs.params)) ?? same[0];
    if (mine !== undefined) matched.set(theirs, mine);
  }
  const taken = new Set(incoming.map(keyOf));
  const loose = grouped(
    records.filter(({ record }) => !taken.has(keyOf(record)) && !isThere(record)),
    ({ record }) => identity(record.params),
  );
  if (loose.size === 0) return matched;
  const left = grouped(
    incoming.filter((theirs) => !matched.has(theirs)),
    ({ params }) => identity(params),
  );
  for (const [name, [theirs, ...others]] of left) {
    const [mine, another] = loose.get(name) ?? [];
    if (theirs !== undefined && mine !== undefined && others.length === 0 && another === undefined)
      matched.set(theirs, mine);
  }
  return matched;
}

function grouped<T>(items: readonly T[], keyOfItem: (item: T) => string): ReadonlyMap<string, readonly T[]> {
  const groups = new Map<string, T[]>();
  for (const item of items) {
    const key = keyOfItem(item);
    const group = groups.get(key);
    if (group === undefined) groups.set(key, [item]);
    else group.push(item);
  }
  return groups;
}
