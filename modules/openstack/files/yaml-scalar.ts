/*
 * Scalars as PyYAML's safe_dump writes them, so that a file that drover writes differs from OS-Migrate's only in what
 * it says, and in being for people: letters of all scripts stand as they are (`allow_unicode`). YAML 1.1: `yes`, `on`,
 * `1_000` and `12:30` are not text there and have to be quoted, and what YAML 1.2 takes for numbers, as editors do.
 */

/** Long text is folded at this column. */
const WIDTH = 80;

/** What a plain scalar would be read as, other than text. */
const NOT_TEXT: readonly RegExp[] = [
  /^(?:yes|Yes|YES|no|No|NO|true|True|TRUE|false|False|FALSE|on|On|ON|off|Off|OFF)$/,
  /^(?:[-+]?(?:[0-9][0-9_]*)\.[0-9_]*(?:[eE][-+][0-9]+)?|\.[0-9][0-9_]*(?:[eE][-+][0-9]+)?|[-+]?[0-9][0-9_]*(?::[0-5]?[0-9])+\.[0-9_]*|[-+]?\.(?:inf|Inf|INF)|\.(?:nan|NaN|NAN))$/,
  /^(?:[-+]?0b[0-1_]+|[-+]?0[0-7_]+|[-+]?(?:0|[1-9][0-9_]*)|[-+]?0x[0-9a-fA-F_]+|[-+]?[1-9][0-9_]*(?::[0-5]?[0-9])+)$/,
  /^(?:[-+]?[0-9]+(?:\.[0-9]*)?[eE][-+]?[0-9]+|[-+]?\.[0-9]+(?:[eE][-+]?[0-9]+)?|0o[0-7]+)$/,
  /^<<$/,
  /^(?:~|null|Null|NULL|)$/,
  /^(?:[0-9]{4}-[0-9]{2}-[0-9]{2}|[0-9]{4}-[0-9]{1,2}-[0-9]{1,2}(?:[Tt]|[ \t]+)[0-9]{1,2}:[0-9]{2}:[0-9]{2}(?:\.[0-9]*)?(?:[ \t]*(?:Z|[-+][0-9]{1,2}(?::[0-9]{2})?))?)$/,
  /^=$/,
];

const INDICATORS_AT_START = new Set('#,[]{}&*!|>\'"%@`');

/** Where a scalar stands: the column of its first character, and the column where its further lines start. */
export interface ScalarPlace {
  readonly column: number;
  readonly indent: number;
  /** A key of a mapping is never folded. */
  readonly isKey: boolean;
}

/** The text as a scalar of a block mapping or sequence. */
export function scalarText(text: string, place: ScalarPlace): string {
  const shape = shapeOf(text);
  const isPlain = !NOT_TEXT.some((pattern) => pattern.test(text)) && shape.mayBePlain;
  if (isPlain && !(place.isKey && text === '')) return foldPlain(text, place);
  if (shape.mayBeSingleQuoted && !(place.isKey && shape.hasBreaks)) return foldSingle(text, place);
  return foldDouble(text, place);
}

interface Shape {
  readonly mayBePlain: boolean;
  readonly mayBeSingleQuoted: boolean;
  readonly hasBreaks: boolean;
}

function shapeOf(text: string): Shape {
  const characters = [...text];
  const hasBreaks = characters.some(isBreak);
  const isSpecial = characters.some((character) => character !== '\n' && !isPrintable(character));
  const first = characters[0] ?? '';
  const last = characters.at(-1) ?? '';
  const spaceAtEdge = isSpaceOrBreak(first) || isSpaceOrBreak(last);
  const breakThenSpace = /[\n\u0085\u2028\u2029] /.test(text);
  const spaceThenBreak = / [\n\u0085\u2028\u2029]/.test(text);
  return {
    mayBePlain:
      !hasBreaks &&
      !isSpecial &&
      !(text !== '' && spaceAtEdge) &&
      !breakThenSpace &&
      !hasIndicators(characters),
    mayBeSingleQuoted: !isSpecial && !breakThenSpace && !spaceThenBreak,
    hasBreaks,
  };
}

function hasIndicators(characters: readonly string[]): boolean {
  const text = characters.join('');
  if (text.startsWith('---') || text.startsWith('...')) return true;
  const first = characters[0];
  if (first === undefined) return false;
  if (INDICATORS_AT_START.has(first)) return true;
  if ((first === '?' || first === ':' || first === '-') && isBlankAt(characters, 1)) return true;
  return characters.some(
    (character, index) =>
      index > 0 &&
      ((character === ':' && isBlankAt(characters, index + 1)) ||
        (character === '#' && isBlankAt(characters, index - 1))),
  );
}

function isBlankAt(characters: readonly string[], index: number): boolean {
  const character = characters[index];
  return character === undefined || '\0 \t\r\n\u0085\u2028\u2029'.includes(character);
}

function isBreak(character: string): boolean {
  return '\n\u0085\u2028\u2029'.includes(character);
}

function isSpaceOrBreak(character: string): boolean {
  return character !== '' && (character === ' ' || isBreak(character));
}

/** Whether it may stand as it is; not so what YAML takes for the end of a line. */
function isPrintable(character: string): boolean {
  return /[ -~\u00a0-\u2027\u202a-\ud7ff\ue000-\ufefe\uff00-\ufffd\u{10000}-\u{10fffe}]/u.test(character);
}

/** Words and the runs of spaces between them. */
function foldPlain(text: string, { column, indent, isKey }: ScalarPlace): string {
  let out = '';
  let at = column;
  for (const part of text.match(/ +|[^ ]+/g) ?? []) {
    if (part === ' ' && !isKey && at > WIDTH) {
      out += `\n${' '.repeat(indent)}`;
      at = indent;
    } else {
      out += part;
      at += part.length;
    }
  }
  return out;
}

function foldSingle(text: string, { column, indent, isKey }: ScalarPlace): string {
  let out = "'";
  let at = column + 1;
  const parts = text.match(/ +|\n+|[^ \n]+/g) ?? [];
  parts.forEach((part, index) => {
    const isInside = index > 0 && index < parts.length - 1;
    if (part === ' ' && isInside && !isKey && at > WIDTH) {
      out += `\n${' '.repeat(indent)}`;
      at = indent;
    } else if (part.startsWith('\n')) {
      // A break in the text is an empty line: the first line end alone would be read as a space.
      out += `\n${part}${' '.repeat(indent)}`;
      at = indent;
    } else {
      const quoted = part.replaceAll("'", "''");
      out += quoted;
      at += quoted.length;
    }
  });
  return `${out}'`;
}

const ESCAPES: Readonly<Record<string, string>> = {
  '\0': '0',
  '\u0007': 'a',
  '\b': 'b',
  '\t': 't',
  '\n': 'n',
  '\u000b': 'v',
  '\f': 'f',
  '\r': 'r',
  '\u001b': 'e',
  '"': '"',
  '\\': '\\',
  '\u0085': 'N',
  '\u00a0': '_',
  '\u2028': 'L',
  '\u2029': 'P',
};

/** Folds before a space, or behind an escape (where the run is empty), once the line is full; `\\` joins the parts again. */
function foldDouble(text: string, { column, indent, isKey }: ScalarPlace): string {
  const characters = [...text];
  let out = '"';
  let at = column + 1;
  let run = '';
  const write = (written: string): void => {
    out += written;
    at += written.length;
  };
  characters.forEach((character, index) => {
    const escaped = escapeOf(character);
    if (escaped !== undefined) {
      write(run + escaped);
      run = '';
    }
    const mayFold = !isKey && index > 0 && index < characters.length - 1;
    // Behind an escape, one column more is allowed than before a space.
    const width = escaped === undefined ? at + run.length : at - 1;
    if (mayFold && (character === ' ' || run === '') && width > WIDTH) {
      out += `${run}\\\n${' '.repeat(indent)}`;
      at = indent;
      run = '';
      const next = escaped === undefined ? character : characters[index + 1];
      if (next === ' ') write('\\');
    }
    if (escaped === undefined) run += character;
  });
  return `${out}${run}"`;
}

function escapeOf(character: string): string | undefined {
  const isAstral = character.length > 1;
  if (isPrintable(character) && !isAstral && character !== '"' && character !== '\\') return undefined;
  const short = ESCAPES[character];
  if (short !== undefined) return `\\${short}`;
  const code = character.codePointAt(0) ?? 0;
  const hex = code.toString(16).toUpperCase();
  if (code <= 0xff) return `\\x${hex.padStart(2, '0')}`;
  return code <= 0xffff ? `\\u${hex.padStart(4, '0')}` : `\\U${hex.padStart(8, '0')}`;
}
