/** What stands between delimiters, as tokens. */
import { TemplateSyntaxError } from './syntax-error.ts';

export type ExpressionTokenType = 'name' | 'string' | 'integer' | 'float' | 'operator';

export interface ExpressionToken {
  readonly type: ExpressionTokenType;
  readonly value: string;
  readonly offset: number;
}

/** What ends an expression: the delimiter and the signs that may stand before it. */
export interface Closing {
  readonly delimiter: string;
  readonly signs: string;
}

export interface Inside {
  /** Where the closing delimiter or its sign is, or the end of the source. */
  readonly at: number;
  readonly isClosed: boolean;
  readonly sign: string;
}

/** In the order in which they are tried. */
const patterns: readonly (readonly [ExpressionTokenType, RegExp])[] = [
  ['name', /[\p{ID_Start}_][\p{ID_Continue}]*/uy],
  ['float', /\d+(?:_\d+)*(?:\.\d+(?:_\d+)*(?:[eE][+-]?\d+(?:_\d+)*)?|[eE][+-]?\d+(?:_\d+)*)/y],
  ['integer', /0[bB](?:_?[01])+|0[oO](?:_?[0-7])+|0[xX](?:_?[\da-fA-F])+|[1-9](?:_?\d)*|0(?:_?0)*/y],
  ['string', /'[^'\\]*(?:\\[\s\S][^'\\]*)*'|"[^"\\]*(?:\\[\s\S][^"\\]*)*"/y],
  ['operator', /\/\/|\*\*|==|!=|>=|<=|[-+*/%~[\](){}|,:.=<>;]/y],
];

/** Reads tokens from `start` up to `closing` (to the end of the source where there is none). Throws TemplateSyntaxError. */
export function lexExpression(
  source: string,
  start: number,
  closing: Closing | undefined,
  push: (token: ExpressionToken) => void,
): Inside {
  const open: string[] = [];
  let before: ExpressionToken | undefined;
  for (let at = skipBlank(source, start); at < source.length; at = skipBlank(source, at)) {
    const end = closing !== undefined && open.length === 0 ? endAt(source, at, closing) : undefined;
    if (end !== undefined) return end;
    const token = tokenAt(source, at, before);
    if (token.type === 'operator') balance(token.value, open, at);
    push(token);
    before = token;
    at += token.value.length;
  }
  return { at: source.length, isClosed: false, sign: '' };
}

function skipBlank(source: string, at: number): number {
  let next = at;
  while (/\s/.test(source[next] ?? '')) next += 1;
  return next;
}

function endAt(source: string, at: number, { delimiter, signs }: Closing): Inside | undefined {
  if (source.startsWith(delimiter, at)) return { at, isClosed: true, sign: '' };
  const sign = source[at] ?? '';
  return signs.includes(sign) && source.startsWith(delimiter, at + 1)
    ? { at, isClosed: true, sign }
    : undefined;
}

function tokenAt(source: string, at: number, before: ExpressionToken | undefined): ExpressionToken {
  /* Behind a dot, digits are an index: `a.0.1`. */
  const isIndex = before?.type === 'operator' && before.value === '.';
  for (const [type, pattern] of patterns) {
    if (isIndex && type === 'float') continue;
    pattern.lastIndex = at;
    const value = pattern.exec(source)?.[0];
    if (value !== undefined) return { type, value, offset: at };
  }
  throw unexpectedCharacter(source[at] ?? '', at);
}

const hints: Readonly<Record<string, string>> = {
  '"': 'Close the text with another quote.',
  "'": 'Close the text with another quote.',
  '&': 'Write and.',
  '!': 'Write not, or != to compare.',
  '?': 'Write: this if condition else that.',
  $: 'Write the name of the variable alone.',
  '`': 'Put the text between quotes.',
};

function unexpectedCharacter(character: string, at: number): TemplateSyntaxError {
  const shown = character === "'" ? `"'"` : `'${character}'`;
  return new TemplateSyntaxError(`unexpected char ${shown} at ${at}`, at, hints[character]);
}

const pairs: Readonly<Record<string, string>> = { '(': ')', '[': ']', '{': '}' };

function balance(sign: string, open: string[], at: number): void {
  const closing = pairs[sign];
  if (closing !== undefined) open.push(closing);
  else if (sign === ')' || sign === ']' || sign === '}') {
    const expected = open.pop();
    if (expected === undefined)
      throw new TemplateSyntaxError(`unexpected '${sign}'`, at, `Take it out, or open it before.`);
    if (expected !== sign)
      throw new TemplateSyntaxError(
        `unexpected '${sign}', expected '${expected}'`,
        at,
        `Close with ${expected} first.`,
      );
  }
}

/** In playbooks a backslash is doubled before the template is read, so that it cannot stand before a quote. */
export function refuseEscapedQuote({ type, value, offset }: ExpressionToken): void {
  const inside = type === 'string' ? value.slice(1, -1).indexOf(value[0] ?? '') : -1;
  if (inside === -1) return;
  throw new TemplateSyntaxError(
    'a backslash cannot quote a quote here: it stands for itself',
    offset + 1 + inside,
    'Put the text between the other kind of quotes.',
  );
}
