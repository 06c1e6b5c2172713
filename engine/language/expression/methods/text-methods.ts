/** Methods of str. Source: Text Sequence Type of Python's library reference. */
import { formatBraces, type Getter } from '../brace-format.ts';
import { templateError } from '../errors.ts';
import { encodeText } from '../filters/encoding/codec.ts';
import { dictGet, isMapping, iterate, length, numeric, typeName } from '../operations.ts';
import { str } from '../python-text.ts';
import { Bytes, type Dict, type Value } from '../value.ts';
import type { Method } from './arguments.ts';
import { capitalize, foldCase, isLower, isTitle, isUpper, swapCase, titleCase } from './text-case.ts';
import { affix, count, finder, partition, replaceText } from './text-search.ts';
import { blank, expandTabs, split, splitLines, splitRight, strip } from './text-split.ts';

function stripper(sides: 'both' | 'left' | 'right'): Method<string> {
  return (self, args) => strip(self, sides, args.optionalText(0));
}

function pad(side: 'left' | 'right' | 'both'): Method<string> {
  return (self, args) => {
    const width = args.integer(0, 0);
    const fill = args.get(1) === undefined ? ' ' : args.text(1);
    if (length(fill) !== 1) throw templateError('The fill character must be exactly one character long');
    const missing = width - length(self);
    if (missing <= 0) return self;
    if (side === 'left') return self + fill.repeat(missing);
    if (side === 'right') return fill.repeat(missing) + self;
    const left = Math.floor(missing / 2) + (missing & width & 1);
    return fill.repeat(left) + self + fill.repeat(missing - left);
  };
}

/** True where there are characters, and all of them are of this kind. */
function all(pattern: RegExp): Method<string> {
  return (self) => self !== '' && [...self].every((character) => pattern.test(character));
}

function joinTexts(separator: string, values: Value): string {
  return iterate(values)
    .map((item, index) => {
      if (typeof item === 'string') return item;
      throw templateError(`sequence item ${index}: expected str instance, ${typeName(item)} found`);
    })
    .join(separator);
}

function translate(self: string, table: Value): string {
  if (!isMapping(table)) throw templateError('translate() takes a mapping');
  return [...self]
    .map((character) => {
      const to = dictGet(table, character.codePointAt(0) ?? 0);
      if (to === undefined) return character;
      return to === null ? '' : typeof to === 'number' ? String.fromCodePoint(to) : str(to);
    })
    .join('');
}

const codeOf = (character: string): number => character.codePointAt(0) ?? 0;

const makeTable: Method<string> = (_self, args) => {
  const from = args.get(0) ?? null;
  if (isMapping(from))
    return new Map([...from].map(([key, value]) => [typeof key === 'string' ? codeOf(key) : key, value]));
  const table: Dict = new Map();
  const to = [...args.text(1)];
  const characters = [...args.text(0)];
  if (characters.length !== to.length)
    throw templateError('the first two maketrans arguments must have equal length');
  characters.forEach((character, index) => table.set(codeOf(character), codeOf(to[index] ?? '')));
  for (const character of args.optionalText(2) ?? '') table.set(codeOf(character), null);
  return table;
};

const fillZeros: Method<string> = (self, args) => {
  const sign = /^[-+]/.exec(self)?.[0] ?? '';
  return sign + '0'.repeat(Math.max(0, args.integer(0, 0) - length(self))) + self.slice(sign.length);
};

/** Methods of str by name; `get` reaches attributes and items for `format`. */
export function textMethods(get: Getter): Readonly<Record<string, Method<string>>> {
  return {
    capitalize: (self) => capitalize(self),
    casefold: (self) => foldCase(self),
    center: pad('both'),
    count,
    encode: (self, args) => new Bytes(encodeText(self, args.optionalText(0, 'encoding') ?? 'utf-8')),
    endswith: affix('endswith', (text, wanted) => text.endsWith(wanted)),
    expandtabs: (self, args) => expandTabs(self, args.integer(0, 8, 'tabsize')),
    find: finder(false, false),
    format: (self, _args, raw) => formatBraces(self, raw, get),
    format_map: (self, args) => {
      const map = args.get(0) ?? null;
      if (!isMapping(map)) throw templateError('format_map() takes a mapping');
      const named = new Map([...map].map(([key, value]) => [str(key), value] as const));
      return formatBraces(self, { positional: [], named }, get);
    },
    index: finder(false, true),
    isalnum: all(/[\p{L}\p{N}]/u),
    isalpha: all(/\p{L}/u),
    isascii: (self) => /^[\u0000-\u007f]*$/.test(self),
    isdecimal: all(/\p{Nd}/u),
    isdigit: all(/[\p{Nd}²³¹⁰⁴-⁹₀-₉①-⑨⑴-⑼⒈-⒐]/u),
    isidentifier: (self) => /^[\p{XID_Start}_][\p{XID_Continue}]*$/u.test(self),
    islower: (self) => isLower(self),
    isnumeric: all(/\p{N}/u),
    isprintable: (self) =>
      [...self].every((character) => character === ' ' || !/[\p{C}\p{Z}]/u.test(character)),
    isspace: all(new RegExp(blank, 'u')),
    istitle: (self) => isTitle(self),
    isupper: (self) => isUpper(self),
    join: (self, args) => joinTexts(self, args.get(0) ?? null),
    ljust: pad('left'),
    lower: (self) => self.toLowerCase(),
    lstrip: stripper('left'),
    maketrans: makeTable,
    partition: partition(false),
    removeprefix: (self, args) => (self.startsWith(args.text(0)) ? self.slice(args.text(0).length) : self),
    removesuffix: (self, args) =>
      args.text(0) !== '' && self.endsWith(args.text(0)) ? self.slice(0, -args.text(0).length) : self,
    replace: (self, args) => replaceText(self, args.text(0), args.text(1), args.integer(2, -1)),
    rfind: finder(true, false),
    rindex: finder(true, true),
    rjust: pad('right'),
    rpartition: partition(true),
    rsplit: (self, args) => splitRight(self, args.optionalText(0, 'sep'), args.integer(1, -1, 'maxsplit')),
    rstrip: stripper('right'),
    split: (self, args) => split(self, args.optionalText(0, 'sep'), args.integer(1, -1, 'maxsplit')),
    splitlines: (self, args) =>
      splitLines(self, Number(numeric(args.get(0, 'keepends') ?? false) ?? 0) !== 0),
    startswith: affix('startswith', (text, wanted) => text.startsWith(wanted)),
    strip: stripper('both'),
    swapcase: (self) => swapCase(self),
    title: (self) => titleCase(self),
    translate: (self, args) => translate(self, args.get(0) ?? null),
    upper: (self) => self.toUpperCase(),
    zfill: fillZeros,
  };
}
