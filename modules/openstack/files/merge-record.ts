import type { Body } from '../api/session.types.ts';
import { UNREADABLE } from '../kind/serialize.ts';
import { isSame } from '../kind/wire.ts';
import type { ExportRecord } from './record.ts';

/** A field that was edited in the file and has changed at the source since: the file keeps the edit. */
export interface FieldConflict {
  readonly field: string;
  readonly file: unknown;
  readonly source: unknown;
  /** What it was when it was last exported; undefined if that is not known. */
  readonly before: unknown;
}

export interface MergedRecord {
  readonly record: ExportRecord;
  readonly conflicts: readonly FieldConflict[];
  /** What to remember of the source. */
  readonly base: Body;
}

export interface RecordSides {
  /** What stands in the file. */
  readonly mine: ExportRecord;
  /** What the source has now. */
  readonly theirs: ExportRecord;
  /** What the source had when it was last exported. */
  readonly base: Body | undefined;
  /** The source counts wherever the two differ. */
  readonly refresh: boolean;
}

/** Brings a record and a new export of it together, field by field. */
export function mergeRecord({ mine, theirs, base, refresh }: RecordSides): MergedRecord {
  const params: Record<string, unknown> = {};
  const remembered: Record<string, unknown> = { ...theirs.params };
  const conflicts: FieldConflict[] = [];
  // Without an earlier export to compare with, a source that says it is as it was then has not changed.
  const before = base ?? (isUnchangedSource(mine, theirs) ? theirs.params : undefined);
  for (const field of new Set([...Object.keys(mine.params), ...Object.keys(theirs.params)])) {
    const edited = mine.params[field];
    const source = theirs.params[field];
    // A key that the file never had is new in the format, and was not taken out by anybody.
    const isNew = base === undefined && edited === undefined;
    const side = isNew
      ? 'theirs'
      : decide(edited, source, before === undefined ? UNKNOWN : before[field], refresh);
    if (side === 'conflict') {
      conflicts.push({ field, file: edited, source, before: before?.[field] });
      remembered[field] = before?.[field];
    }
    const kept = side === 'theirs' ? source : edited;
    if (kept !== undefined) params[field] = kept;
  }
  return {
    record: { ...mine, params, _info: infoOf(mine, theirs) },
    conflicts,
    base: Object.fromEntries(Object.entries(remembered).filter(([, value]) => value !== undefined)),
  };
}

const UNKNOWN = Symbol('not known');

function decide(
  mine: unknown,
  theirs: unknown,
  base: unknown,
  refresh: boolean,
): 'mine' | 'theirs' | 'conflict' {
  if (isSame(mine, theirs)) return 'mine';
  // A key that the source does not have is the file's own.
  if (theirs === undefined) return 'mine';
  if (refresh) return 'theirs';
  if (base === UNKNOWN) return 'conflict';
  if (isSame(mine, base)) return 'theirs';
  return isSame(theirs, base) ? 'mine' : 'conflict';
}

function isUnchangedSource(mine: ExportRecord, theirs: ExportRecord): boolean {
  const { revision_number: revision, updated_at: updated } = mine._info;
  if (revision === undefined && updated === undefined) return false;
  return isSame(revision, theirs._info['revision_number']) && isSame(updated, theirs._info['updated_at']);
}

/** The source's, with what people noted besides. */
function infoOf(mine: ExportRecord, theirs: ExportRecord): Body {
  const { [UNREADABLE]: _old, ...noted } = mine._info;
  return { ...noted, ...theirs._info };
}
