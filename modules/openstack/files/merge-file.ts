import type { Body } from '../api/session.types.ts';
import { isBody, isSame } from '../kind/wire.ts';
import { UNREADABLE } from '../kind/serialize.ts';
import { applyEdits, editMapping, type TextEdit } from './edit-mapping.ts';
import { childOf, parseExportFile, type ExportFile, type FileRecord } from './export-file.ts';
import { mergeRecord, type FieldConflict } from './merge-record.ts';
import { sourceIdOf, type ExportRecord } from './record.ts';
import type { Snapshot } from './snapshot.ts';
import { oldKeysOf } from './versions.ts';
import { dumpItem, dumpYaml } from './yaml-dump.ts';

export interface MergeInput {
  readonly path: string;
  /** What is there; undefined if the file is new. */
  readonly file: ExportFile | undefined;
  /** The type of the records that are exported. */
  readonly type: string;
  /** What the source has, in the order in which new records are to stand. */
  readonly incoming: readonly ExportRecord[];
  /** Whether the source still has the resource of a record that is not among the incoming ones. */
  readonly isThere: (record: ExportRecord) => boolean;
  readonly snapshot: Snapshot;
  readonly refresh: boolean;
  readonly version: string;
}

export interface RecordConflict extends FieldConflict {
  readonly record: ExportRecord;
  readonly place: string;
}

export interface MergeResult {
  readonly text: string;
  readonly snapshot: Snapshot;
  readonly added: readonly ExportRecord[];
  readonly updated: readonly ExportRecord[];
  readonly conflicts: readonly RecordConflict[];
  /** Records whose resources the source does not have any more. */
  readonly gone: readonly FileRecord[];
}

/** Brings an export into a file. What people wrote, comments and layout included, stays as it is. */
export function mergeFile(input: MergeInput): MergeResult {
  const { file, incoming, snapshot } = input;
  const present = new Map((file?.records ?? []).map((record) => [keyOf(record.record), record]));
  const remembered = new Map(snapshot);
  const edits: TextEdit[] = [];
  const added: ExportRecord[] = [];
  const updated: ExportRecord[] = [];
  const conflicts: RecordConflict[] = [];
  const expected = new Map<FileRecord, ExportRecord>();
  for (const theirs of incoming) {
    const key = keyOf(theirs);
    const mine = present.get(key);
    if (mine === undefined) {
      added.push(theirs);
      remembered.set(key, theirs.params);
      continue;
    }
    const merged = mergeRecord({
      mine: mine.record,
      theirs,
      base: snapshot.get(key),
      refresh: input.refresh,
    });
    remembered.set(key, merged.base);
    conflicts.push(...merged.conflicts.map((conflict) => placed(conflict, mine)));
    const own = file === undefined ? [] : editsFor(file, mine, merged.record);
    if (own.length === 0) continue;
    edits.push(...own);
    updated.push(merged.record);
    expected.set(mine, merged.record);
  }
  const known = new Set(incoming.map(keyOf));
  const gone = (file?.records ?? []).filter(
    ({ record }) => record.type === input.type && !known.has(keyOf(record)) && !input.isThere(record),
  );
  const text =
    file === undefined
      ? dumpYaml({ os_migrate_version: input.version, resources: added })
      : editedText(file, [...versionEdit(file, input.version), ...edits, ...appendix(file, added)], expected);
  return { text, snapshot: remembered, added, updated, conflicts, gone };
}

/** What tells the records of a file from one another: the id at the source. */
export function keyOf(record: ExportRecord): string {
  return `${record.type} ${sourceIdOf(record) ?? JSON.stringify(record.params)}`;
}

function placed(conflict: FieldConflict, mine: FileRecord): RecordConflict {
  const { file, line, column } = mine.spanAt(['params', conflict.field]);
  return { ...conflict, record: mine.record, place: `${file.path}:${line}:${column}` };
}

function versionEdit(file: ExportFile, version: string): readonly TextEdit[] {
  if (file.version === version) return [];
  return [{ start: file.versionSpan.start, end: file.versionSpan.end, text: version }];
}

/** The edits that make the record in the file what it is to be. */
function editsFor(file: ExportFile, mine: FileRecord, wanted: ExportRecord): readonly TextEdit[] {
  const { node, value } = mine;
  const { text } = file.source;
  if (node.kind !== 'mapping' || !isBody(value)) return [];
  const edits: TextEdit[] = [];
  const missing = new Map<string, unknown>();
  for (const section of ['params', '_info', '_migration_params'] as const) {
    const have = value[section];
    const inner = childOf(node, section);
    if (inner?.kind !== 'mapping' || !isBody(have)) missing.set(section, wanted[section]);
    else edits.push(...sectionEdits(text, inner, have, wanted[section], obsoleteKeys(section, mine, wanted)));
  }
  if (missing.size === 0) return edits;
  const after = { ...value, ...wanted };
  return [...edits, ...editMapping(text, node, { set: missing, remove: new Set(), after })];
}

function obsoleteKeys(section: string, { record }: FileRecord, wanted: ExportRecord): ReadonlySet<string> {
  if (section === 'params') return new Set(oldKeysOf(record.type).keys());
  return section === '_info' && !(UNREADABLE in wanted._info) ? new Set([UNREADABLE]) : new Set();
}

function sectionEdits(
  text: string,
  node: Parameters<typeof editMapping>[1],
  have: Body,
  wanted: Body,
  obsolete: ReadonlySet<string>,
): readonly TextEdit[] {
  const set = new Map(
    Object.entries(wanted).filter(([key, value]) => !(key in have) || !isSame(have[key], value)),
  );
  const remove = new Set([...obsolete].filter((key) => key in have));
  return set.size === 0 && remove.size === 0 ? [] : editMapping(text, node, { set, remove, after: wanted });
}

function appendix(file: ExportFile, added: readonly ExportRecord[]): readonly TextEdit[] {
  if (added.length === 0) return [];
  const { list, source, root } = file;
  const last = list?.items.at(-1);
  if (list !== undefined && last !== undefined && source.text[list.start] !== '[') {
    const column = list.start - (source.text.lastIndexOf('\n', list.start - 1) + 1);
    const at = endOfLine(source.text, last.end);
    return [
      {
        start: at,
        end: at,
        text: `\n${added
          .map((record) => dumpItem(record, column))
          .join('')
          .trimEnd()}`,
      },
    ];
  }
  const all = [...file.items.map(({ value }) => value), ...added];
  const after = { os_migrate_version: file.version, resources: all };
  return editMapping(source.text, root, { set: new Map([['resources', all]]), remove: new Set(), after });
}

function endOfLine(text: string, at: number): number {
  const found = text.indexOf('\n', at);
  return found === -1 ? text.length : found;
}

/**
 * The text after the edits. A record in a layout that the edits do not do justice to (anchors, several keys on a
 * line) is written anew as a whole: what it says comes before how it looks.
 */
function editedText(
  file: ExportFile,
  edits: readonly TextEdit[],
  expected: ReadonlyMap<FileRecord, ExportRecord>,
): string {
  const { source } = file;
  if (edits.length === 0) return source.text;
  const text = applyEdits(source.text, edits);
  const wrong = misread(text, file, expected);
  if (wrong === undefined) return text;
  const untouched = edits.filter(
    (edit) => !wrong.some(({ node }) => edit.start >= node.start && edit.end <= node.end),
  );
  const anew = wrong.flatMap((item) => rewritten(source.text, item, expected));
  const again = applyEdits(source.text, [...untouched, ...anew]);
  if (misread(again, file, expected) === undefined) return again;
  const all = parsedOrNothing(again) ?? file;
  return dumpYaml({ os_migrate_version: all.version, resources: all.items.map(({ value }) => value) });
}

/** The records that do not read as expected; undefined if all do. An empty list: the text cannot be read at all. */
function misread(
  text: string,
  file: ExportFile,
  expected: ReadonlyMap<FileRecord, ExportRecord>,
): readonly FileRecord[] | undefined {
  const parsed = parsedOrNothing(text);
  const indexes = new Map(file.items.map(({ node }, index) => [node, index]));
  const wrong = file.records.filter((item) => {
    const read = parsed?.items[indexes.get(item.node) ?? -1]?.value;
    return !isSame(read, { ...asBody(item.value), ...expected.get(item) });
  });
  return parsed !== undefined && wrong.length === 0 ? undefined : wrong;
}

function asBody(value: unknown): Body {
  return isBody(value) ? value : {};
}

function parsedOrNothing(text: string): ExportFile | undefined {
  try {
    return parseExportFile({ path: '', text });
  } catch {
    return undefined;
  }
}

function rewritten(
  text: string,
  item: FileRecord,
  expected: ReadonlyMap<FileRecord, ExportRecord>,
): readonly TextEdit[] {
  const { node } = item;
  const column = node.start - (text.lastIndexOf('\n', node.start - 1) + 1);
  const value = { ...asBody(item.value), ...expected.get(item) };
  return [
    {
      start: node.start,
      end: node.end,
      text: dumpItem(value, column - 2)
        .trim()
        .slice(2),
    },
  ];
}
