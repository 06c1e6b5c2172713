import { basename } from 'node:path';
import type { Kind } from '../kind/kind.ts';
import type { MergeResult, PlacedRecord, RecordConflict } from './merge-file.ts';
import type { ExportRecord } from './record.ts';

/* What an export tells people about what it left as it was. */

/** So many names are told; the rest are counted. */
const MOST_NAMES = 5;

export function conflictText(
  kind: Kind,
  { record, place, field, file, source, before }: RecordConflict,
): string {
  const was = before === undefined ? '' : ` (it was ${JSON.stringify(before)})`;
  const has = file === undefined ? 'missing from' : `${JSON.stringify(file)} in`;
  return (
    `${place}: ${kind.label(record.params)}: ${field} is ${has} the file, edited by hand, ` +
    `and ${JSON.stringify(source ?? null)} at the source${was}. The file keeps its value; refresh takes the source's.`
  );
}

export function removedTexts(kind: Kind, path: string, removed: readonly ExportRecord[]): readonly string[] {
  const [first] = removed;
  if (first === undefined) return [];
  const names = removed.slice(0, MOST_NAMES).map(({ params }) => kind.label(params));
  const more = removed.length > MOST_NAMES ? ` and ${removed.length - MOST_NAMES} more` : '';
  const isOne = removed.length === 1;
  return [
    `${path}: ${names.join(', ')}${more} ${isOne ? 'was' : 'were'} taken out of the file by hand and ${isOne ? 'stays' : 'stay'} out, ` +
      `though the source has ${isOne ? 'it' : 'them'}. To have ${isOne ? 'it' : 'them'} back, export with --refresh and a filter of the ${isOne ? 'name' : 'names'}.`,
  ];
}

export function goneTexts(kind: Kind, path: string, gone: readonly PlacedRecord[]): readonly string[] {
  return gone.map(
    ({ record, place }) =>
      `${place}: The source does not have ${kind.label(record.params)} any more. Its record stays in ${basename(path)}; delete it there if it is not to be imported.`,
  );
}

export function writtenAnewTexts(path: string, { isWrittenAnew }: MergeResult): readonly string[] {
  return isWrittenAnew
    ? [
        `${path}: The file is laid out in a way that cannot be edited in place, and was written anew: its comments are lost.`,
      ]
    : [];
}
