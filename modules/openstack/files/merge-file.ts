import { formatPlace } from '../../../engine/diagnostics/span.ts';
import type { Body } from '../api/session.types.ts';
import { isBody, isSame } from '../kind/wire.ts';
import type { ExportFile, FileRecord } from './export-file.ts';
import { keyOf, matchRecords } from './match-records.ts';
import { mergeRecord, type FieldConflict } from './merge-record.ts';
import { sourceIdOf, type ExportRecord } from './record.ts';
import { rewriteFile } from './rewrite-file.ts';
import type { Snapshot } from './snapshot.ts';
import { dumpYaml } from './yaml-dump.ts';

export interface MergeInput {
  /** What is there; undefined if the file is new. */
  readonly file: ExportFile | undefined;
  /** The type of the records that are exported. */
  readonly type: string;
  /** What tells resources from one another where ids do not. */
  readonly identity: (params: Body) => string;
  /** What the source has, in the order in which new records are to stand. */
  readonly incoming: readonly ExportRecord[];
  /** Whether the source still has the resource of a record that is not among the incoming ones. */
  readonly isThere: (record: ExportRecord) => boolean;
  readonly snapshot: Snapshot;
  readonly refresh: boolean;
  readonly version: string;
}

export interface PlacedRecord {
  readonly record: ExportRecord;
  /** Where it stands in the file as it becomes: `networks.yml:12:3`. */
  readonly place: string;
}

export interface RecordConflict extends FieldConflict, PlacedRecord {}

export interface MergeResult {
  readonly text: string;
  readonly snapshot: Snapshot;
  readonly added: readonly ExportRecord[];
  readonly updated: readonly ExportRecord[];
  /** What the source has and the last export wrote, but a person has taken out of the file: it stays out. */
  readonly removed: readonly ExportRecord[];
  readonly conflicts: readonly RecordConflict[];
  /** Records whose resources the source does not have any more. */
  readonly gone: readonly PlacedRecord[];
  /** The file could not be edited in place: comments in it are lost. */
  readonly isWrittenAnew: boolean;
}

/** Brings an export into a file. What people wrote, comments and layout included, stays as it is. */
export function mergeFile(input: MergeInput): MergeResult {
  const { file, incoming, version } = input;
  if (file === undefined) {
    const text = dumpYaml({ os_migrate_version: version, resources: incoming });
    const snapshot = new Map(incoming.map((record) => [keyOf(record), record.params]));
    return { ...NOTHING, text, snapshot, added: incoming };
  }
  return mergeInto(file, input);
}

const NOTHING = { added: [], updated: [], removed: [], conflicts: [], gone: [], isWrittenAnew: false };

function mergeInto(
  file: ExportFile,
  { type, incoming, isThere, identity, ...input }: MergeInput,
): MergeResult {
  const own = file.records.filter(({ record }) => record.type === type);
  const matched = matchRecords({ records: own, incoming, identity, isThere });
  const remembered = new Map(input.snapshot);
  const added: ExportRecord[] = [];
  const removed: ExportRecord[] = [];
  const updated: ExportRecord[] = [];
  const conflicts: (FieldConflict & { readonly mine: FileRecord })[] = [];
  const values = file.items.map(({ value }) => value);
  for (const theirs of incoming) {
    const key = keyOf(theirs);
    const mine = matched.get(theirs);
    if (mine === undefined) {
      const wasThere = input.snapshot.has(key) && !input.refresh;
      (wasThere ? removed : added).push(theirs);
      if (!wasThere) remembered.set(key, theirs.params);
      continue;
    }
    const before = keyOf(mine.record);
    const base = input.snapshot.get(key) ?? input.snapshot.get(before);
    const merged = mergeRecord({ mine: mine.record, theirs, base, refresh: input.refresh });
    if (before !== key) remembered.delete(before);
    remembered.set(key, merged.base);
    conflicts.push(...merged.conflicts.map((conflict) => ({ ...conflict, mine })));
    const value = { ...(isBody(mine.value) ? mine.value : {}), ...merged.record };
    if (isSame(mine.value, value)) continue;
    values[mine.index] = value;
    updated.push(merged.record);
  }
  const standing = new Set([...matched.values()].map(({ index }) => index));
  const known = new Set(incoming.map(keyOf));
  const isGone = (mine: FileRecord): boolean =>
    !standing.has(mine.index) &&
    sourceIdOf(mine.record) !== undefined &&
    !known.has(keyOf(mine.record)) &&
    !isThere(mine.record);
  const rewritten = rewriteFile(file, {
    ...file.value,
    ...(file.version === input.version ? {} : { os_migrate_version: input.version }),
    ...(values.length + added.length === 0 ? {} : { resources: [...values, ...added] }),
  });
  const placed = (mine: FileRecord, path: readonly (string | number)[] = []): PlacedRecord => ({
    record: mine.record,
    place: formatPlace((rewritten.file.items[mine.index] ?? mine).spanAt(path)),
  });
  return {
    text: rewritten.text,
    isWrittenAnew: rewritten.isWrittenAnew,
    snapshot: remembered,
    added,
    updated,
    removed,
    conflicts: conflicts.map(({ mine, ...conflict }) => ({
      ...conflict,
      ...placed(mine, ['params', conflict.field]),
    })),
    gone: own.filter(isGone).map((mine) => placed(mine)),
  };
}
