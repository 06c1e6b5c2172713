import { parseDocument } from 'yaml';

/** What tells the record that is meant from the others. */
export type Match = (params: Readonly<Record<string, unknown>>) => boolean;

/** Whether a record is of this name. */
export const named =
  (name: string): Match =>
  (params) =>
    params['name'] === name;

/** Changes one record of an export file as somebody with an editor does: only its own lines, and as text. */
export function editRecord(text: string, match: Match, change: (lines: string) => string): string {
  const { start, end } = rangeOf(text, match);
  const lines = text.slice(start, end);
  const changed = change(lines);
  if (changed === lines) throw new Error(`The edit changed nothing in:\n${lines}`);
  return text.slice(0, start) + changed + text.slice(end);
}

/** Takes a record out of an export file. */
export const removeRecord = (text: string, match: Match): string => editRecord(text, match, () => '');

/** From the beginning of the record's first line to that of the next record, or the end. */
function rangeOf(text: string, match: Match): { readonly start: number; readonly end: number } {
  const document = parseDocument(text);
  // Boundary: the shape of an export file.
  const { resources } = document.toJS() as { resources: { params: Record<string, unknown> }[] };
  const index = resources.findIndex(({ params }) => match(params));
  const start = startOf(document.getIn(['resources', index], true), text);
  if (index === -1 || start === undefined) throw new Error('The file has no such record.');
  const end =
    index + 1 < resources.length ? startOf(document.getIn(['resources', index + 1], true), text) : undefined;
  return { start, end: end ?? text.length };
}

function startOf(node: unknown, text: string): number | undefined {
  // Boundary: a node of a parsed document has a range.
  const range = (node as { readonly range?: readonly number[] } | undefined)?.range;
  return range?.[0] === undefined ? undefined : text.lastIndexOf('\n', range[0] - 1) + 1;
}
