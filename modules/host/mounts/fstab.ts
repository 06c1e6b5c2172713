/** Lines of fstab(5). */

export interface FstabEntry {
  readonly src: string;
  readonly path: string;
  readonly fstype: string;
  readonly opts: string;
  readonly dump: string;
  readonly passno: string;
}

/** The table with the entry; other lines, comments too, stay as they are. */
export function withEntry(text: string, entry: FstabEntry): string {
  const { src, path, fstype, opts, dump, passno } = entry;
  const line = [src, path, fstype, opts, dump, passno].map(escaped).join(' ');
  const isOwn = (each: string): boolean => {
    const fields = partsOf(each, 4);
    return fields !== undefined && isFor(fields, entry.path, entry.src);
  };
  const isSame = (each: string): boolean => each.trim().split(/\s+/).join(' ') === line;
  const before = linesOf(text);
  const lines = before.map((each) => (isOwn(each) && !isSame(each) ? line : each));
  return ended(before.some(isOwn) ? lines : [...lines, line]);
}

/** The table without the entries of a path; of several swaps (path `none`) the one of this source. */
export function withoutEntry(text: string, path: string, src: string | undefined): string {
  const lines = linesOf(text);
  const kept = lines.filter((line) => {
    const fields = partsOf(line, 6);
    return fields === undefined || !isFor(fields, path, src);
  });
  return kept.length === lines.length ? text : ended(kept);
}

function isFor(fields: readonly string[], path: string, src: string | undefined): boolean {
  const [ownSource, ownPath, ownType] = fields;
  if (ownPath !== escaped(path)) return false;
  return src === undefined || ownPath !== 'none' || ownType !== 'swap' || ownSource === src;
}

/** The fields of an entry; undefined for comments and lines that are none. The last two may be missing. */
function partsOf(line: string, least: number): readonly string[] | undefined {
  const text = line.trim();
  if (text === '' || text.startsWith('#')) return undefined;
  const fields = text.split(/\s+/);
  return fields.length >= least && fields.length <= 6 ? fields : undefined;
}

/** A field in which blanks do not end it. */
function escaped(field: string): string {
  return field.replaceAll('\\', '\\134').replaceAll(' ', '\\040').replaceAll('&', '\\046');
}

function linesOf(text: string): readonly string[] {
  return text === '' ? [] : text.replace(/\n$/, '').split('\n');
}

function ended(lines: readonly string[]): string {
  return lines.map((line) => `${line}\n`).join('');
}
