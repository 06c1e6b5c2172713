import { pythonEscapes } from '../../text/python-literal.ts';
import { joinWords, splitWords, type SplitFailure } from './split-words.ts';

export interface KeyValue {
  readonly name: string;
  readonly value: string;
  /** Where the word begins in the text. */
  readonly start: number;
  readonly end: number;
}

export interface KeyValues {
  readonly pairs: readonly KeyValue[];
  /** What is no pair, in order. */
  readonly rest: string;
}

/** Options of commands that are taken out of a free command line; all other `k=v` words belong to the command. */
const commandOptions: ReadonlySet<string> = new Set([
  'creates',
  'removes',
  'chdir',
  'executable',
  'warn',
  'stdin',
  'stdin_add_newline',
  'strip_empty_ends',
]);

/**
 * Takes the `k=v` words out of free text: values in quotes lose them, `\n`, `\t`, `\xhh` and `\uhhhh` become what they
 * stand for, `\=` is no separator. In a command line (`isCommand`) only the options of command modules are taken out.
 */
export function parseKeyValues(text: string, isCommand: boolean): KeyValues | SplitFailure {
  const words = splitWords(text);
  if ('detail' in words) return words;
  const pairs: KeyValue[] = [];
  const rest: string[] = [];
  for (const { text: word, start } of words) {
    const decoded = decodeEscapes(word);
    const equals = separator(decoded);
    if (equals === undefined) {
      rest.push(decoded.includes('=') ? decoded.replaceAll('\\=', '=') : word);
      continue;
    }
    const name = decoded.slice(0, equals);
    if (isCommand && !commandOptions.has(name)) rest.push(word);
    else {
      const value = unquote(decoded.slice(equals + 1).trim());
      pairs.push({ name: name.trim(), value, start, end: start + word.trimEnd().length });
    }
  }
  return { pairs, rest: joinWords(rest) };
}

/** The first `=` that is neither the word's first character nor escaped. */
function separator(word: string): number | undefined {
  for (let at = word.indexOf('=', 1); at !== -1; at = word.indexOf('=', at + 1)) {
    if (word[at - 1] !== '\\') return at;
  }
  return undefined;
}

/** Without the quotes around it, if it has a pair of them. */
export function unquote(text: string): string {
  const quote = text.charAt(0);
  const isQuoted =
    text.length > 1 && (quote === '"' || quote === "'") && text.endsWith(quote) && text.at(-2) !== '\\';
  return isQuoted ? text.slice(1, -1) : text;
}

const escapeSequence = /\\(?:U([0-9a-fA-F]{8})|u([0-9a-fA-F]{4})|x([0-9a-fA-F]{2})|([\\'"abfnrtv]))/g;
function decodeEscapes(word: string): string {
  if (!word.includes('\\')) return word;
  return word.replace(
    escapeSequence,
    (match, long?: string, short?: string, byte?: string, letter: string = '') => {
      const code = long ?? short ?? byte;
      if (code === undefined) return pythonEscapes[letter] ?? match;
      const point = Number.parseInt(code, 16);
      return point > 0x10ffff ? match : String.fromCodePoint(point);
    },
  );
}
