/** A template's text as tokens: text, and what stands between delimiters. */
import { lexExpression, refuseEscapedQuote, type ExpressionTokenType } from './lex-expression.ts';
import { TemplateSyntaxError } from './syntax-error.ts';

export interface Delimiters {
  readonly variableStart: string;
  readonly variableEnd: string;
  readonly blockStart: string;
  readonly blockEnd: string;
  readonly commentStart: string;
  readonly commentEnd: string;
}

export interface LexerOptions {
  readonly delimiters?: Partial<Delimiters>;
  readonly trimBlocks?: boolean;
  readonly lstripBlocks?: boolean;
  /** What begins a line that is a statement as a whole, as `# for item in list`. */
  readonly lineStatementPrefix?: string;
  /** What begins a comment up to the end of its line. */
  readonly lineCommentPrefix?: string;
  /** Backslashes within `{{ }}` stand for themselves (playbooks, not template files). */
  readonly rawStrings?: boolean;
}

export const standardDelimiters: Delimiters = {
  variableStart: '{{',
  variableEnd: '}}',
  blockStart: '{%',
  blockEnd: '%}',
  commentStart: '{#',
  commentEnd: '#}',
};

export type TokenType =
  'text' | 'variable-start' | 'variable-end' | 'block-start' | 'block-end' | 'end' | ExpressionTokenType;

export interface Token {
  readonly type: TokenType;
  readonly value: string;
  readonly offset: number;
}

const kinds = ['variable', 'block', 'comment', 'lineStatement', 'lineComment'] as const;
type Kind = (typeof kinds)[number];

/** All tokens of a template, without the newline at its end; the last is `end`. Throws TemplateSyntaxError. */
export function tokenize(source: string, options: LexerOptions = {}): Token[] {
  const delimiters = { ...standardDelimiters, ...options.delimiters };
  const state: State = {
    source: source.replace(/\r\n?/g, '\n').replace(/\n$/, ''),
    delimiters,
    opening: openingPattern(delimiters, options),
    trimBlocks: options.trimBlocks ?? true,
    lstripBlocks: options.lstripBlocks ?? false,
    rawStrings: options.rawStrings ?? false,
    tokens: [],
  };
  let position = 0;
  while (position < state.source.length) position = readText(state, position);
  state.tokens.push({ type: 'end', value: '', offset: state.source.length });
  return state.tokens;
}

/** The tokens of a bare expression. */
export function tokenizeExpression(source: string): Token[] {
  const tokens: Token[] = [];
  const { at } = lexExpression(source, 0, undefined, (token) => tokens.push(token));
  return [...tokens, { type: 'end', value: '', offset: at }];
}

interface State {
  readonly source: string;
  readonly delimiters: Delimiters;
  readonly opening: RegExp;
  readonly trimBlocks: boolean;
  readonly lstripBlocks: boolean;
  readonly rawStrings: boolean;
  readonly tokens: Token[];
}

/** Reads text up to the next delimiter, and what the delimiter begins; gives where to go on. */
function readText(state: State, start: number): number {
  const found = nextDelimiter(state, start);
  if (found === undefined) {
    pushText(state, state.source.slice(start), start);
    return state.source.length;
  }
  const { kind, at, length } = found;
  let inside = at + length;
  if (kind === 'lineStatement' || kind === 'lineComment') {
    pushText(state, state.source.slice(start, at), start);
    return kind === 'lineComment' ? endOfLine(state.source, inside) : readLineStatement(state, at, inside);
  }
  const sign = state.source[inside];
  let text = state.source.slice(start, at);
  if (sign === '-') text = text.replace(/\s+$/, '');
  else if (state.lstripBlocks && kind !== 'variable' && sign !== '+')
    text = stripLineStart(text, start, state);
  if (sign === '-' || sign === '+') inside += 1;
  pushText(state, text, start);
  if (kind === 'comment') return readComment(state, at, inside);
  if (kind === 'block') {
    const raw = readRaw(state, at, inside);
    if (raw !== undefined) return raw;
  }
  return readTag(state, kind, at, inside);
}

function stripLineStart(text: string, start: number, state: State): string {
  const lineStart = text.lastIndexOf('\n') + 1;
  const isAtLineStart = lineStart > 0 || start === 0 || state.source[start - 1] === '\n';
  return isAtLineStart && /^[ \t]*$/.test(text.slice(lineStart)) ? text.slice(0, lineStart) : text;
}

function pushText(state: State, value: string, offset: number): void {
  if (value !== '') state.tokens.push({ type: 'text', value, offset });
}

interface Opening {
  readonly kind: Kind;
  readonly text: string | undefined;
  /** What stands before it, and belongs to it. */
  readonly before?: string;
}

function openings(delimiters: Delimiters, options: LexerOptions): readonly Opening[] {
  return [
    { kind: 'variable', text: delimiters.variableStart },
    { kind: 'comment', text: delimiters.commentStart },
    { kind: 'block', text: delimiters.blockStart },
    { kind: 'lineStatement', text: options.lineStatementPrefix, before: '^[ \\t\\v]*' },
    { kind: 'lineComment', text: options.lineCommentPrefix, before: '(?:^|(?<=\\S))[^\\S\\r\\n]*' },
  ];
}

/** Finds the next delimiter that opens something; where one begins with another, the longer one. */
function openingPattern(delimiters: Delimiters, options: LexerOptions): RegExp {
  const choices = openings(delimiters, options)
    .flatMap(({ kind, text, before = '' }) => (text === undefined ? [] : [{ kind, text, before }]))
    .sort((a, b) => b.text.length - a.text.length)
    .map(({ kind, text, before }) => `(?<${kind}>${before}${escapeRegExp(text)})`);
  return new RegExp(choices.join('|'), 'gm');
}

function nextDelimiter(
  { source, opening }: State,
  start: number,
): { readonly kind: Kind; readonly at: number; readonly length: number } | undefined {
  opening.lastIndex = start;
  const match = opening.exec(source);
  if (match === null) return undefined;
  const kind = kinds.find((name) => match.groups?.[name] !== undefined) ?? 'variable';
  return { kind, at: match.index, length: match[0].length };
}

function endOfLine(source: string, from: number): number {
  const end = source.indexOf('\n', from);
  return end === -1 ? source.length : end;
}

/** The rest of the line is a statement; the line and empty ones behind it are no text. */
function readLineStatement(state: State, at: number, inside: number): number {
  const { source, tokens } = state;
  const end = endOfLine(source, inside);
  tokens.push({ type: 'block-start', value: '', offset: at });
  lexExpression(source.slice(0, end), inside, undefined, (token) => tokens.push(token));
  tokens.push({ type: 'block-end', value: '', offset: end });
  return end + (/^\s*\n/.exec(source.slice(end))?.[0].length ?? source.length - end);
}

function readComment(state: State, at: number, inside: number): number {
  if (inside === state.source.length) return inside;
  const end = state.source.indexOf(state.delimiters.commentEnd, inside);
  if (end === -1)
    throw new TemplateSyntaxError(
      'Missing end of comment tag',
      at,
      `Close the comment with ${state.delimiters.commentEnd}.`,
    );
  const sign = end > inside ? state.source[end - 1] : '';
  return afterTag(state, end + state.delimiters.commentEnd.length, sign === '-', sign === '+');
}

/** Where to go on behind a block or comment: with `-` white space goes, else one newline (trim_blocks). */
function afterTag(state: State, at: number, strips: boolean, keeps: boolean): number {
  if (strips) return afterBlank(state.source, at);
  return state.trimBlocks && !keeps && state.source[at] === '\n' ? at + 1 : at;
}

function readRaw(state: State, at: number, inside: number): number | undefined {
  const { blockStart, blockEnd } = state.delimiters;
  const open = new RegExp(`\\s*raw\\s*(?:-${escapeRegExp(blockEnd)}\\s*|${escapeRegExp(blockEnd)})`, 'y');
  open.lastIndex = inside;
  if (!open.test(state.source)) return undefined;
  const begin = open.lastIndex;
  const close = new RegExp(
    `${escapeRegExp(blockStart)}([-+]?)\\s*endraw\\s*([-+]?)${escapeRegExp(blockEnd)}`,
    'g',
  );
  close.lastIndex = begin;
  const match = close.exec(state.source);
  if (match === null)
    throw new TemplateSyntaxError('Missing end of raw directive', at, 'Close it with {% endraw %}.');
  const text = state.source.slice(begin, match.index);
  pushText(state, match[1] === '-' ? text.replace(/\s+$/, '') : text, begin);
  return afterTag(state, match.index + match[0].length, match[2] === '-', match[2] === '+');
}

export function escapeRegExp(text: string): string {
  return text.replace(/[.*+?^${}()|[\]\\]/g, '\\$&');
}

function readTag(state: State, kind: 'variable' | 'block', at: number, inside: number): number {
  const { source, tokens } = state;
  tokens.push({ type: `${kind}-start`, value: '', offset: at });
  const isVariable = kind === 'variable';
  const delimiter = isVariable ? state.delimiters.variableEnd : state.delimiters.blockEnd;
  const end = lexExpression(source, inside, { delimiter, signs: isVariable ? '-' : '-+' }, (token) => {
    if (isVariable && state.rawStrings) refuseEscapedQuote(token);
    tokens.push(token);
  });
  if (!end.isClosed) {
    throw new TemplateSyntaxError(
      `unexpected end of template, expected '${delimiter}'`,
      at,
      `Close what begins here with ${delimiter}.`,
    );
  }
  tokens.push({ type: `${kind}-end`, value: '', offset: end.at });
  const after = end.at + delimiter.length + end.sign.length;
  if (!isVariable) return afterTag(state, after, end.sign === '-', end.sign === '+');
  return end.sign === '-' ? afterBlank(source, after) : after;
}

function afterBlank(source: string, at: number): number {
  return at + (/^\s*/.exec(source.slice(at))?.[0].length ?? 0);
}
