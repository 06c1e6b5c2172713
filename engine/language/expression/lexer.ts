/** A template's text as tokens: text, and what stands between delimiters. */
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
  | 'text'
  | 'variable-start'
  | 'variable-end'
  | 'block-start'
  | 'block-end'
  | 'name'
  | 'string'
  | 'integer'
  | 'float'
  | 'operator'
  | 'end';

export interface Token {
  readonly type: TokenType;
  readonly value: string;
  readonly offset: number;
}

type Kind = 'variable' | 'block' | 'comment';

/** All tokens of a template; the last is `end`. Throws TemplateSyntaxError. */
export function tokenize(source: string, options: LexerOptions = {}): Token[] {
  const delimiters = { ...standardDelimiters, ...options.delimiters };
  const state: State = {
    source: source.replace(/\r\n?/g, '\n'),
    delimiters,
    trimBlocks: options.trimBlocks ?? true,
    lstripBlocks: options.lstripBlocks ?? false,
    tokens: [],
  };
  let position = 0;
  while (position < state.source.length) position = readText(state, position);
  state.tokens.push({ type: 'end', value: '', offset: state.source.length });
  return state.tokens;
}

/** The tokens of a bare expression. */
export function tokenizeExpression(source: string): Token[] {
  const state: State = {
    source,
    delimiters: standardDelimiters,
    trimBlocks: true,
    lstripBlocks: false,
    tokens: [],
  };
  const end = readInside(state, 0, undefined);
  state.tokens.push({ type: 'end', value: '', offset: end.at });
  return state.tokens;
}

interface State {
  readonly source: string;
  readonly delimiters: Delimiters;
  readonly trimBlocks: boolean;
  readonly lstripBlocks: boolean;
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

function nextDelimiter(
  state: State,
  start: number,
): { readonly kind: Kind; readonly at: number; readonly length: number } | undefined {
  const { variableStart, blockStart, commentStart } = state.delimiters;
  const candidates: readonly (readonly [Kind, string])[] = [
    ['comment', commentStart],
    ['block', blockStart],
    ['variable', variableStart],
  ];
  return candidates
    .map(([kind, text]) => ({ kind, at: state.source.indexOf(text, start), length: text.length }))
    .filter(({ at }) => at !== -1)
    .sort((a, b) => a.at - b.at || b.length - a.length)[0];
}

function readComment(state: State, at: number, inside: number): number {
  const end = state.source.indexOf(state.delimiters.commentEnd, inside);
  if (end === -1)
    throw new TemplateSyntaxError(
      'Missing end of comment tag',
      at,
      `Close the comment with ${state.delimiters.commentEnd}.`,
    );
  return afterTag(
    state,
    end + state.delimiters.commentEnd.length,
    state.source[end - 1] === '-',
    state.source[end - 1] === '+',
  );
}

/** Where to go on behind a block or comment: with `-` white space goes, else one newline (trim_blocks). */
function afterTag(state: State, at: number, strips: boolean, keeps: boolean): number {
  if (strips) return at + (/^\s*/.exec(state.source.slice(at))?.[0].length ?? 0);
  return state.trimBlocks && !keeps && state.source[at] === '\n' ? at + 1 : at;
}

function readRaw(state: State, at: number, inside: number): number | undefined {
  const { blockStart, blockEnd } = state.delimiters;
  const open = new RegExp(`^\\s*raw\\s*([-+]?)${escapeRegExp(blockEnd)}`).exec(state.source.slice(inside));
  if (open === null) return undefined;
  const begin = afterTag(state, inside + open[0].length, open[1] === '-', open[1] === '+');
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
  state.tokens.push({ type: `${kind}-start`, value: '', offset: at });
  const closing = kind === 'variable' ? state.delimiters.variableEnd : state.delimiters.blockEnd;
  const end = readInside(state, inside, closing);
  if (!end.closed) {
    throw new TemplateSyntaxError(
      `unexpected end of template, expected '${closing}'`,
      at,
      `Close what begins here with ${closing}.`,
    );
  }
  state.tokens.push({ type: `${kind}-end`, value: '', offset: end.at });
  const after = end.at + closing.length + (end.sign === '' ? 0 : 1);
  if (kind === 'block') return afterTag(state, after, end.sign === '-', end.sign === '+');
  return end.sign === '-' ? after + (/^\s*/.exec(state.source.slice(after))?.[0].length ?? 0) : after;
}

const space = /\s+/y;
const name = /[\p{ID_Start}_][\p{ID_Continue}]*/uy;
const float = /\d+(?:_\d+)*(?:\.\d+(?:_\d+)*(?:[eE][+-]?\d+(?:_\d+)*)?|[eE][+-]?\d+(?:_\d+)*)/y;
const integer = /0[bB](?:_?[01])+|0[oO](?:_?[0-7])+|0[xX](?:_?[\da-fA-F])+|[1-9](?:_?\d)*|0(?:_?0)*/y;
const text = /'(?:[^'\\]|\\[\s\S])*'|"(?:[^"\\]|\\[\s\S])*"/y;
const operator = /\/\/|\*\*|==|!=|>=|<=|[-+*/%~[\](){}|,:.=<>;]/y;

function readInside(
  state: State,
  start: number,
  closing: string | undefined,
): { readonly at: number; readonly closed: boolean; readonly sign: string } {
  const { source, tokens } = state;
  let at = start;
  const depth: string[] = [];
  const match = (pattern: RegExp): string | undefined => {
    pattern.lastIndex = at;
    return pattern.exec(source)?.[0];
  };
  const push = (type: TokenType, value: string): void => {
    tokens.push({ type, value, offset: at });
    at += value.length;
  };
  while (at < source.length) {
    const blank = match(space);
    if (blank !== undefined) {
      at += blank.length;
      continue;
    }
    if (closing !== undefined && depth.length === 0) {
      const sign = source[at] === '-' || source[at] === '+' ? (source[at] ?? '') : '';
      if (source.startsWith(closing, at)) return { at, closed: true, sign: '' };
      if (sign !== '' && source.startsWith(closing, at + 1)) return { at, closed: true, sign };
    }
    const word = match(name);
    if (word !== undefined) {
      push('name', word);
      continue;
    }
    const afterDot = tokens.at(-1)?.type === 'operator' && tokens.at(-1)?.value === '.';
    const real = afterDot ? undefined : match(float);
    if (real !== undefined) {
      push('float', real);
      continue;
    }
    const whole = match(integer);
    if (whole !== undefined) {
      push('integer', whole);
      continue;
    }
    const quoted = match(text);
    if (quoted !== undefined) {
      push('string', quoted);
      continue;
    }
    const sign = match(operator);
    if (sign === undefined) {
      const quote = source[at] === '"' || source[at] === "'";
      throw new TemplateSyntaxError(
        `unexpected char ${JSON.stringify(source[at])} at ${at}`,
        at,
        quote ? 'The quote is not closed.' : undefined,
      );
    }
    balance(sign, depth, at);
    push('operator', sign);
  }
  return { at, closed: false, sign: '' };
}

const pairs: Readonly<Record<string, string>> = { '(': ')', '[': ']', '{': '}' };

function balance(sign: string, depth: string[], at: number): void {
  const closing = pairs[sign];
  if (closing !== undefined) depth.push(closing);
  else if (sign === ')' || sign === ']' || sign === '}') {
    const expected = depth.pop();
    if (expected === undefined) throw new TemplateSyntaxError(`unexpected '${sign}'`, at);
    if (expected !== sign) throw new TemplateSyntaxError(`unexpected '${sign}', expected '${expected}'`, at);
  }
}

const simple: Readonly<Record<string, string>> = {
  n: '\n',
  r: '\r',
  t: '\t',
  b: '\b',
  f: '\f',
  v: '\v',
  a: '\u0007',
  '\\': '\\',
  "'": "'",
  '"': '"',
  '\n': '',
};

/** The text of a quoted literal, with Python's escapes. */
export function unquote(literal: string): string {
  return literal
    .slice(1, -1)
    .replace(
      /\\(?:([0-7]{1,3})|x([\da-fA-F]{2})|u([\da-fA-F]{4})|U([\da-fA-F]{8})|([\s\S]))/g,
      (whole, octal?: string, two?: string, four?: string, eight?: string, other?: string) => {
        if (octal !== undefined) return String.fromCodePoint(Number.parseInt(octal, 8));
        const hex = two ?? four ?? eight;
        if (hex !== undefined) return String.fromCodePoint(Number.parseInt(hex, 16));
        return simple[other ?? ''] ?? whole;
      },
    );
}
