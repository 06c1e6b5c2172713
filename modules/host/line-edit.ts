import { pythonPattern } from './python-pattern.ts';

export interface LineRequest {
  readonly line?: string | undefined;
  readonly regexp?: string | undefined;
  readonly search_string?: string | undefined;
  readonly backrefs: boolean;
  readonly insertafter?: string | undefined;
  readonly insertbefore?: string | undefined;
  readonly firstmatch: boolean;
}

/** Takes away the lines that match; the count is of what was there. */
export function removeLines(
  text: string,
  request: Pick<LineRequest, 'line' | 'regexp' | 'search_string'>,
): { readonly text: string; readonly found: number } {
  const lines = splitKeepingEnds(text);
  const pattern = request.regexp === undefined ? undefined : pythonPattern(request.regexp);
  const isWanted = (line: string): boolean => {
    const bare = withoutEnd(line);
    if (pattern !== undefined) return !pattern.test(bare);
    if (request.search_string !== undefined) return !bare.includes(request.search_string);
    return bare !== request.line;
  };
  const kept = lines.filter(isWanted);
  return { text: kept.join(''), found: lines.length - kept.length };
}

/** Puts the line where it belongs; the same text where it is there already. */
export function placeLine(
  text: string,
  request: LineRequest & { readonly line: string },
): { readonly text: string; readonly msg: string } {
  const lines = splitKeepingEnds(text);
  const matched = findMatch(lines, request);
  if (matched !== undefined) {
    const replacement = request.backrefs ? expandGroups(request.line, matched) : request.line;
    const wanted = replacement.endsWith('\n') ? replacement : `${replacement}\n`;
    if (lines[matched.index] === wanted) return { text, msg: '' };
    return { text: lines.with(matched.index, wanted).join(''), msg: 'line replaced' };
  }
  if (request.backrefs) return { text, msg: '' };
  if (
    lines.some((line) => withoutEnd(line) === request.line) &&
    request.regexp === undefined &&
    request.search_string === undefined
  )
    return { text, msg: '' };
  return insertLine(lines, text, request);
}

interface Match {
  readonly index: number;
  readonly groups: readonly (string | undefined)[];
  readonly names?: Readonly<Record<string, string | undefined>> | undefined;
}

function findMatch(
  lines: readonly string[],
  request: LineRequest & { readonly line: string },
): Match | undefined {
  const pattern = request.regexp === undefined ? undefined : pythonPattern(request.regexp);
  let found: Match | undefined;
  for (const [index, line] of lines.entries()) {
    const bare = withoutEnd(line);
    const match = pattern?.exec(bare);
    const isMatch =
      pattern === undefined
        ? request.search_string !== undefined && bare.includes(request.search_string)
        : match !== null;
    if (!isMatch) continue;
    found = { index, groups: match ? [...match] : [], names: match?.groups };
    if (request.firstmatch) return found;
  }
  if (found !== undefined) return found;
  /* A line that is there already counts as found, wherever it stands. */
  const index = lines.findLastIndex((line) => withoutEnd(line) === request.line);
  return index === -1 || request.backrefs ? undefined : { index, groups: [] };
}

function insertLine(
  lines: readonly string[],
  text: string,
  request: LineRequest & { readonly line: string },
): { readonly text: string; readonly msg: string } {
  const added = { msg: 'line added' };
  const line = `${request.line}\n`;
  if (request.insertbefore === 'BOF') return { text: line + text, ...added };
  const anchor = request.insertbefore ?? (request.insertafter === 'EOF' ? undefined : request.insertafter);
  if (anchor !== undefined) {
    const pattern = pythonPattern(anchor);
    const test = (candidate: string): boolean => pattern.test(withoutEnd(candidate));
    const at = request.firstmatch ? lines.findIndex(test) : lines.findLastIndex(test);
    if (at !== -1) {
      const index = request.insertbefore === undefined ? at + 1 : at;
      const before = index > 0 ? [...lines.slice(0, index - 1), endedLine(lines[index - 1] ?? '')] : [];
      return { text: [...before, line, ...lines.slice(index)].join(''), ...added };
    }
  }
  return {
    text: `${lines.length > 0 ? [...lines.slice(0, -1), endedLine(lines.at(-1) ?? '')].join('') : ''}${line}`,
    ...added,
  };
}

function expandGroups(line: string, { groups, names }: Match): string {
  return line.replace(
    /\\(?:g<(\w+)>|(\d{1,2}))/g,
    (_match, named: string | undefined, number: string | undefined) => {
      const group = named ?? number ?? '';
      return (/^\d+$/.test(group) ? groups[Number(group)] : names?.[group]) ?? '';
    },
  );
}

/** The lines of a text, each with its end. */
export function splitKeepingEnds(text: string): readonly string[] {
  return text.match(/[^\n]*\n|[^\n]+$/g) ?? [];
}

function withoutEnd(line: string): string {
  return line.replace(/\r?\n$/, '');
}

/** A line with an end, whether it had one or not. */
export function endedLine(line: string): string {
  return line.endsWith('\n') ? line : `${line}\n`;
}
