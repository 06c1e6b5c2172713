/** Settings of INI files as lines: what is not asked for, comments too, stays as it is. */

export interface IniRequest {
  /** Undefined: the lines before the first section. */
  readonly section: string | undefined;
  /** Undefined: the section itself. */
  readonly option: string | undefined;
  readonly values: readonly string[];
  readonly state: 'absent' | 'present';
  /** Whether lines of the option with other values go. */
  readonly exclusive: boolean;
  readonly no_extra_spaces: boolean;
  readonly allow_no_value: boolean;
}

export interface IniEdit {
  readonly text: string;
  readonly msg: string;
}

interface Line {
  readonly text: string;
  /** It is one that was asked for: it is neither replaced nor taken away. */
  readonly isKept: boolean;
}

/** Edits a text whose lines end with line feeds; the same text where all is as asked for. */
export function editIni(text: string, request: IniRequest): IniEdit {
  const lines = text === '' ? [''] : text.replace(/\n$/, '').split('\n');
  const found = placeOf(lines, request.section);
  if (found === undefined) {
    if (request.state === 'absent') return { text: text === '' ? text : ended(text), msg: 'OK' };
    return { text: [...lines, ...newSection(request)].map(ended).join(''), msg: newMessage(request) };
  }
  const { head, start, end } = found;
  const body = lines.slice(start, end);
  const wanted = request.state === 'present' ? withOption(body, request) : withoutOption(body, request);
  const isGone = request.state === 'absent' && request.option === undefined;
  const edited = [...lines.slice(0, isGone ? start - head : start), ...wanted.lines, ...lines.slice(end)];
  const result = edited.map(ended).join('');
  // A file that was empty is left so where nothing is put into it.
  if (text === '' && result === '\n') return { text, msg: 'OK' };
  return { text: result, msg: isGone && (head > 0 || body.length > 0) ? 'section removed' : wanted.msg };
}

/** Where the lines of a section are, and how many lines stand for its name; undefined where it is not there. */
function placeOf(
  lines: readonly string[],
  section: string | undefined,
): { readonly head: number; readonly start: number; readonly end: number } | undefined {
  const isOwn = (line: string): boolean => section !== undefined && line.startsWith(`[${section}]`);
  const isOther = (line: string): boolean => line.startsWith('[') && !isOwn(line);
  let start = section === undefined ? 0 : -1;
  for (const [index, line] of lines.entries()) {
    if (isOwn(line)) start = index + 1;
    else if (isOther(line) && start !== -1) return { head: section === undefined ? 0 : 1, start, end: index };
  }
  return start === -1 ? undefined : { head: section === undefined ? 0 : 1, start, end: lines.length };
}

function newSection(request: IniRequest): readonly string[] {
  return [`[${request.section ?? ''}]`, ...missingLines(request, request.values, false)];
}

function newMessage({ option, values, allow_no_value: isBare }: IniRequest): string {
  return option !== undefined && (values.length > 0 || isBare)
    ? 'section and option added'
    : 'only section added';
}

function withOption(
  body: readonly string[],
  request: IniRequest,
): { readonly lines: readonly string[]; readonly msg: string } {
  const { option } = request;
  if (option === undefined) return { lines: body, msg: 'OK' };
  const kept = keepWanted(body, option, request);
  const isReplacing = request.exclusive && !request.allow_no_value;
  const { lines, missing } = isReplacing ? replaceOthers(kept.lines, kept.missing, option, request) : kept;
  const added = missingLines(request, missing, kept.hasBare);
  const edited = lines.map((line) => line.text);
  // What is added stands behind the last setting, before blank lines and comments.
  const at = edited.findLastIndex((line) => !/^[ \t]*([#;].*)?$/.test(line)) + 1;
  const isChanged = edited.length !== body.length || edited.some((line, index) => line !== body[index]);
  return {
    lines: edited.toSpliced(at, 0, ...added),
    msg: added.length > 0 ? 'option added' : isChanged ? 'option changed' : 'OK',
  };
}

/** Writes lines that have one of the values as they are to be, also ones in comments. */
function keepWanted(
  body: readonly string[],
  option: string,
  request: IniRequest,
): { readonly lines: readonly Line[]; readonly missing: readonly string[]; readonly hasBare: boolean } {
  const missing = [...request.values];
  const pattern = optionPattern(option, '[#;]?');
  let hasBare = false;
  let isOver = false;
  const lines = body.map((text): Line => {
    const match = isOver ? null : pattern.exec(text);
    if (match === null) return { text, isKept: false };
    const value = match[1] ?? '';
    const at = missing.indexOf(value);
    if (at === -1 && (missing.length > 0 || !request.allow_no_value)) return { text, isKept: false };
    const isBare = request.allow_no_value && (at === -1 || value === '');
    hasBare ||= isBare;
    isOver = at === -1;
    if (at !== -1) missing.splice(at, 1);
    return { text: isBare ? option : assignment(option, value, request), isKept: true };
  });
  return { lines, missing, hasBare };
}

/** Lines with other values get those that are missing; what is left of them goes. */
function replaceOthers(
  lines: readonly Line[],
  values: readonly string[],
  option: string,
  request: IniRequest,
): { readonly lines: readonly Line[]; readonly missing: readonly string[] } {
  const missing = [...values];
  const pattern = optionPattern(option, '[#;]?');
  const edited = lines.flatMap((line): readonly Line[] => {
    if (line.isKept || !pattern.test(line.text)) return [line];
    const value = missing.shift();
    return value === undefined ? [] : [{ text: assignment(option, value, request), isKept: true }];
  });
  return { lines: edited, missing };
}

function missingLines(request: IniRequest, missing: readonly string[], hasBare: boolean): readonly string[] {
  const { option } = request;
  if (option === undefined) return [];
  if (missing.length > 0) return missing.map((value) => assignment(option, value, request));
  return request.allow_no_value && request.values.length === 0 && !hasBare ? [option] : [];
}

function withoutOption(
  body: readonly string[],
  { option, exclusive, values }: IniRequest,
): { readonly lines: readonly string[]; readonly msg: string } {
  if (option === undefined) return { lines: [], msg: 'OK' };
  const pattern = optionPattern(option, '');
  const lines = body.filter((line) => {
    const match = pattern.exec(line);
    return match === null || (!exclusive && !values.includes(match[1] ?? ''));
  });
  return { lines, msg: lines.length === body.length ? 'OK' : 'option changed' };
}

/** A line of an option; its value is the first group. */
function optionPattern(option: string, comment: string): RegExp {
  const name = option.replaceAll(/[.*+?^${}()|[\]\\/-]/g, '\\$&');
  return new RegExp(`^${comment}[ \\t]*${name}[ \\t]*(?:=|$)[ \\t]*(.*)`);
}

function assignment(option: string, value: string, { no_extra_spaces: isTight }: IniRequest): string {
  return isTight ? `${option}=${value}` : `${option} = ${value}`;
}

function ended(line: string): string {
  return line.endsWith('\n') ? line : `${line}\n`;
}
