import type { Journal } from './journal.ts';

export interface Identified {
  readonly id: string;
}

/** How rows are found by something other than their id: the keys of a row, none for "not in this index". */
export type Indexes<Row> = Readonly<Record<string, (row: Row) => readonly string[]>>;

/**
 * Rows of one kind in memory. A row is never changed in place: it is replaced.
 *
 * Members are methods, so that a table of networks is a table.
 */
export interface Table<Row extends Identified> {
  get(id: string): Row | undefined;
  /** Every row, in the order of insertion. */
  all(): Row[];
  /** The rows with this key in this index, in the order of insertion. */
  by(index: string, key: string): Row[];
  count(index: string, key: string): number;
  size(): number;
  insert(row: Row): Row;
  /** Puts `row` in the place of the row with its id. */
  replace(row: Row): Row;
  remove(id: string): void;
  /** Everything as it is now; the function puts it back. */
  save(): () => void;
}

/** An empty table whose changes the journal can undo. */
export function createTable<Row extends Identified>(
  journal: Journal,
  indexes: Indexes<Row> = {},
): Table<Row> {
  let rows = new Map<string, Row>();
  let found = emptyIndexes(indexes);

  const put = (row: Row): void => {
    const old = rows.get(row.id);
    if (old) unlink(found, indexes, old);
    rows.set(row.id, row);
    link(found, indexes, row);
  };
  const drop = (id: string): void => {
    const old = rows.get(id);
    if (!old) return;
    unlink(found, indexes, old);
    rows.delete(id);
  };
  const change = (id: string, make: () => void): void => {
    const old = rows.get(id);
    make();
    journal.record(() => {
      if (old) put(old);
      else drop(id);
    });
  };
  const fill = (all: readonly Row[]): void => {
    rows = new Map();
    found = emptyIndexes(indexes);
    for (const row of all) put(row);
  };
  const idsBy = (index: string, key: string): ReadonlySet<string> => {
    const map = found.get(index);
    if (!map) throw new Error(`This table has no index '${index}'.`);
    return map.get(key) ?? new Set();
  };

  return {
    get: (id) => rows.get(id),
    all: () => [...rows.values()],
    by: (index, key) => [...idsBy(index, key)].flatMap((id) => rows.get(id) ?? []),
    count: (index, key) => idsBy(index, key).size,
    size: () => rows.size,
    insert(row) {
      if (rows.has(row.id)) throw new Error(`The row ${row.id} is there already.`);
      change(row.id, () => {
        put(row);
      });
      return row;
    },
    replace(row) {
      if (!rows.has(row.id)) throw new Error(`There is no row ${row.id} to replace.`);
      change(row.id, () => {
        put(row);
      });
      return row;
    },
    remove(id) {
      change(id, () => {
        drop(id);
      });
    },
    save() {
      const kept = [...rows.values()];
      return () => {
        fill(kept);
      };
    },
  };
}

type Found = Map<string, Map<string, Set<string>>>;

function emptyIndexes<Row>(indexes: Indexes<Row>): Found {
  return new Map(Object.keys(indexes).map((name) => [name, new Map<string, Set<string>>()]));
}

function link<Row extends Identified>(found: Found, indexes: Indexes<Row>, row: Row): void {
  for (const [name, keysOf] of Object.entries(indexes)) {
    const map = found.get(name)!;
    for (const key of keysOf(row)) {
      const ids = map.get(key);
      if (ids) ids.add(row.id);
      else map.set(key, new Set([row.id]));
    }
  }
}

function unlink<Row extends Identified>(found: Found, indexes: Indexes<Row>, row: Row): void {
  for (const [name, keysOf] of Object.entries(indexes)) {
    const map = found.get(name)!;
    for (const key of keysOf(row)) {
      const ids = map.get(key);
      ids?.delete(row.id);
      if (ids?.size === 0) map.delete(key);
    }
  }
}
