/** Lists of package sources in the one-line style (sources.list(5)): pure. */

/** A line: a source that is used, one that is commented out, or anything else. */
export interface SourceLine {
  readonly isSource: boolean;
  readonly isEnabled: boolean;
  readonly text: string;
  readonly comment: string;
}

/** The lines of each list, by its path. */
export type SourceLists = ReadonlyMap<string, readonly SourceLine[]>;

const types = ['deb', 'deb-src'];

/** A line; blanks within a source are put into order, so that the same source is always the same text. */
export function parseSourceLine(line: string): SourceLine {
  const trimmed = line.trim();
  const isEnabled = !trimmed.startsWith('#');
  const body = isEnabled ? trimmed : trimmed.slice(1);
  const at = body.indexOf('#');
  const text = (at > 0 ? body.slice(0, at) : body).trim();
  const words = text.split(/\s+/);
  const isSource = types.includes(words[0] ?? '');
  return {
    isSource,
    isEnabled,
    text: isSource ? words.join(' ') : text,
    comment: at > 0 ? body.slice(at + 1).trim() : '',
  };
}

export function parseSources(content: string): readonly SourceLine[] {
  const lines = content.split('\n');
  if (lines.at(-1) === '') lines.pop();
  return lines.map(parseSourceLine);
}

export function printSources(lines: readonly SourceLine[]): string {
  return lines
    .map(
      ({ isEnabled, text, comment }) =>
        `${isEnabled ? '' : '# '}${text}${comment === '' ? '' : ` # ${comment}`}\n`,
    )
    .join('');
}

/** The lists with a source in use: wherever it is commented out, else at the end of `path`. */
export function withSource(lists: SourceLists, source: string, path: string): SourceLists {
  const isIt = ({ isSource, text }: SourceLine): boolean => isSource && text === source;
  if ([...lists.values()].some((lines) => lines.some(isIt)))
    return mapLists(lists, (lines) =>
      lines.map((line) => (isIt(line) ? { ...line, isEnabled: true } : line)),
    );
  const added: SourceLine = { isSource: true, isEnabled: true, text: source, comment: '' };
  return new Map([...lists, [path, [...(lists.get(path) ?? []), added]]]);
}

/** The lists without a source; where it is commented out it stays so. */
export function withoutSource(lists: SourceLists, source: string): SourceLists {
  return mapLists(lists, (lines) =>
    lines.filter(({ isSource, isEnabled, text }) => !isSource || !isEnabled || text !== source),
  );
}

function mapLists(
  lists: SourceLists,
  change: (lines: readonly SourceLine[]) => readonly SourceLine[],
): SourceLists {
  return new Map([...lists].map(([path, lines]) => [path, change(lines)] as const));
}

/** The name of a list for a source: its address in words, without what protocol and password there are. */
export function listName(source: string): string {
  const bare = source.replace(/\[[^\]]+\]/g, '').replace(/\w+:\/\//g, '');
  const address = bare.split(/\s+/).filter((word) => word !== '' && !types.includes(word))[0] ?? '';
  const at = address.indexOf('@');
  return nameOf(at === -1 ? address : address.slice(at + 1));
}

function nameOf(text: string): string {
  return text
    .replace(/[^a-zA-Z0-9]/g, ' ')
    .trim()
    .split(/ +/)
    .join('_');
}
