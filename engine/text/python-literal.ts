import type { YamlValue } from './yaml.ts';

/** A value that is written as a Python literal; a float keeps that it is one. */
export type LiteralValue = YamlValue<LiteralFloat>;

export class LiteralFloat {
  readonly value: number;
  constructor(value: number) {
    this.value = value;
  }
}

/**
 * Reads a Python literal as `ast.literal_eval` does: numbers, strings, True, False, None, lists, tuples, sets (both as
 * lists) and dictionaries, with comments and trailing commas. Undefined for every other text.
 */
export function readPythonLiteral(text: string): { readonly value: LiteralValue } | undefined {
  const reader: Reader = { text: text.replace(/^[ \t]+/, ''), at: 0 };
  try {
    const value = readTop(reader);
    return { value };
  } catch (error) {
    if (error instanceof NoLiteral) return undefined;
    throw error;
  }
}

interface Reader {
  readonly text: string;
  at: number;
}

class NoLiteral extends Error {}

function readTop(reader: Reader): LiteralValue {
  const first = readValue(reader);
  skip(reader);
  if (reader.text[reader.at] !== ',') {
    if (reader.at < reader.text.length) throw new NoLiteral();
    return first;
  }
  const items = [first];
  while (reader.text[reader.at] === ',') {
    reader.at += 1;
    skip(reader);
    if (reader.at >= reader.text.length) break;
    items.push(readValue(reader));
    skip(reader);
  }
  if (reader.at < reader.text.length) throw new NoLiteral();
  return items;
}

/** Over spaces, line breaks and comments. */
function skip(reader: Reader): void {
  const gap = /(?:\s|#[^\n]*)*/y;
  gap.lastIndex = reader.at;
  gap.exec(reader.text);
  reader.at = gap.lastIndex;
}

function take(reader: Reader, form: RegExp): string | undefined {
  form.lastIndex = reader.at;
  const found = form.exec(reader.text)?.[0];
  if (found !== undefined) reader.at += found.length;
  return found;
}

function readValue(reader: Reader): LiteralValue {
  skip(reader);
  const first = reader.text[reader.at];
  switch (first) {
    case '[':
      return readItems(reader, ']').items;
    case '(': {
      const { items, commas } = readItems(reader, ')');
      const [only] = items;
      return items.length === 1 && commas === 0 && only !== undefined ? only : items;
    }
    case '{':
      return readBraces(reader);
    default: {
      // None is a value: only undefined means that no word stands here.
      const word = readWord(reader);
      return word === undefined ? (readStrings(reader) ?? readNumber(reader)) : word;
    }
  }
}

const words: Readonly<Record<string, boolean | null>> = { True: true, False: false, None: null };

function readWord(reader: Reader): boolean | null | undefined {
  const word = take(reader, /(?:True|False|None)\b/y);
  return word === undefined ? undefined : words[word];
}

function readItems(
  reader: Reader,
  close: string,
): { readonly items: LiteralValue[]; readonly commas: number } {
  const items: LiteralValue[] = [];
  let commas = 0;
  reader.at += 1;
  skip(reader);
  while (reader.text[reader.at] !== close) {
    items.push(readValue(reader));
    skip(reader);
    if (reader.text[reader.at] === ',') {
      commas += 1;
      reader.at += 1;
      skip(reader);
    } else if (reader.text[reader.at] !== close) throw new NoLiteral();
  }
  reader.at += 1;
  return { items, commas };
}

function readBraces(reader: Reader): LiteralValue {
  const start = reader.at;
  reader.at += 1;
  const map = new Map<LiteralValue, LiteralValue>();
  skip(reader);
  while (reader.text[reader.at] !== '}') {
    const key = readValue(reader);
    skip(reader);
    if (reader.text[reader.at] !== ':') return readSet(reader, start);
    if (Array.isArray(key) || key instanceof Map) throw new NoLiteral();
    reader.at += 1;
    map.set(key instanceof LiteralFloat ? key.value : key, readValue(reader));
    skip(reader);
    if (reader.text[reader.at] === ',') {
      reader.at += 1;
      skip(reader);
    } else if (reader.text[reader.at] !== '}') throw new NoLiteral();
  }
  reader.at += 1;
  return map;
}

function readSet(reader: Reader, start: number): LiteralValue {
  reader.at = start;
  const { items } = readItems(reader, '}');
  return items.filter((item, index) => items.indexOf(item) === index);
}

const numberForm =
  /[-+]?\s*(?:0[xX](?:_?[0-9a-fA-F])+|0[oO](?:_?[0-7])+|0[bB](?:_?[01])+|(?:\d(?:_?\d)*)?\.?(?:\d(?:_?\d)*)?(?:[eE][-+]?\d(?:_?\d)*)?)(?![\w.])/y;

function readNumber(reader: Reader): LiteralValue {
  const written = take(reader, numberForm)?.replace(/[_\s]/g, '') ?? '';
  const digits = written.replace(/^[-+]/, '');
  if (!/\d/.test(digits) || /^0\d*[1-9]\d*$/.test(digits)) throw new NoLiteral();
  const sign = written.startsWith('-') ? -1 : 1;
  if (/^0[xX]|^0[oO]|^0[bB]|^\d+$/.test(digits)) {
    const number = BigInt(digits) * BigInt(sign);
    return Number.isSafeInteger(Number(number)) ? Number(number) : number;
  }
  return new LiteralFloat(sign * Number(digits));
}

/** Strings side by side are one string. */
function readStrings(reader: Reader): string | undefined {
  let text: string | undefined;
  for (;;) {
    skip(reader);
    const part = readString(reader);
    if (part === undefined) return text;
    text = (text ?? '') + part;
  }
}

const stringForm =
  /(?:[rRuU]?)(?:"""(?:[^\\]|\\[\s\S])*?"""|'''(?:[^\\]|\\[\s\S])*?'''|"(?:[^"\\\n]|\\[\s\S])*"|'(?:[^'\\\n]|\\[\s\S])*')/y;

function readString(reader: Reader): string | undefined {
  const written = take(reader, stringForm);
  if (written === undefined) return undefined;
  const isRaw = /^[rR]/.test(written);
  const quoted = written.replace(/^[rRuU]/, '');
  const width = /^(?:"""|''')/.test(quoted) ? 3 : 1;
  const content = quoted.slice(width, -width);
  return isRaw ? content : unescape(content);
}

/** What a letter stands for after a backslash. */
export const pythonEscapes: Readonly<Record<string, string>> = {
  '\n': '',
  '\\': '\\',
  "'": "'",
  '"': '"',
  a: '\x07',
  b: '\b',
  f: '\f',
  n: '\n',
  r: '\r',
  t: '\t',
  v: '\v',
};

function unescape(text: string): string {
  return text.replace(
    /\\(?:x([0-9a-fA-F]{2})|u([0-9a-fA-F]{4})|U([0-9a-fA-F]{8})|([0-7]{1,3})|([\s\S]))/g,
    (match, x?: string, u?: string, long?: string, octal?: string, letter: string = '') => {
      const code = x ?? u ?? long;
      if (code !== undefined) return String.fromCodePoint(Math.min(Number.parseInt(code, 16), 0x10ffff));
      if (octal !== undefined) return String.fromCodePoint(Number.parseInt(octal, 8));
      return pythonEscapes[letter] ?? match;
    },
  );
}
