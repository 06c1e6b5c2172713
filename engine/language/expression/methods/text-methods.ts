/** Methods of str. Source: Text Sequence Type of Python's library reference. */
import { formatBraces, type Getter } from '../brace-format.ts';
import { templateError } from '../errors.ts';
import { isMapping, iterate, typeName } from '../operations.ts';
import { str } from '../python-text.ts';
import { Bytes, makeTuple, Tuple, type Value } from '../value.ts';
import type { Method, MethodArguments } from './arguments.ts';

const whitespace = '[\\s\\u001c-\\u001f\\u0085]';

function stripper(sides: 'both' | 'left' | 'right'): Method<string> {
  return (self, args) => {
    const set = args.optionalText(0);
    const unit = set === undefined ? whitespace : `[${set.replace(/[\\\]^-]/g, '\\$&')}]`;
    if (set === '') return self;
    const left = sides === 'right' ? self : self.replace(new RegExp(`^${unit}+`, 'u'), '');
    return sides === 'left' ? left : left.replace(new RegExp(`${unit}+$`, 'u'), '');
  };
}

function split(self: string, separator: string | undefined, limit: number): string[] {
  if (separator === '') throw templateError('empty separator');
  if (separator === undefined) return splitBlank(self, limit);
  const parts = self.split(separator);
  return limit < 0 || parts.length <= limit + 1
    ? parts
    : [...parts.slice(0, limit), parts.slice(limit).join(separator)];
}

function splitBlank(self: string, limit: number): string[] {
  const trimmed = self.replace(new RegExp(`^${whitespace}+`, 'u'), '');
  if (limit < 0) return trimmed.split(new RegExp(`${whitespace}+`, 'u')).filter((part) => part !== '');
  const parts: string[] = [];
  let rest = trimmed;
  while (parts.length < limit && rest !== '') {
    const match = new RegExp(`^(.*?)${whitespace}+`, 'su').exec(rest);
    if (match === null) break;
    parts.push(match[1] ?? '');
    rest = rest.slice(match[0].length);
  }
  const last = parts.length < limit ? rest.replace(new RegExp(`${whitespace}+$`, 'u'), '') : rest;
  return last === '' ? parts : [...parts, last];
}

function splitRight(self: string, separator: string | undefined, limit: number): string[] {
  if (limit < 0) return split(self, separator, -1);
  const reverse = (text: string): string => [...text].reverse().join('');
  return split(reverse(self), separator === undefined ? undefined : reverse(separator), limit)
    .map(reverse)
    .reverse();
}

/** Part of a text by code points, as Python's start and end say. */
function window(
  self: string,
  args: MethodArguments,
  first: number,
): { readonly text: string; readonly start: number } {
  const characters = [...self];
  const at = (value: number): number => Math.max(0, value < 0 ? characters.length + value : value);
  const start = at(args.integer(first, 0));
  const end = Math.min(characters.length, at(args.integer(first + 1, characters.length)));
  return {
    text: start > characters.length ? '\u0000' : characters.slice(start, Math.max(start, end)).join(''),
    start,
  };
}

function finder(last: boolean, strict: boolean): Method<string> {
  return (self, args) => {
    const wanted = args.text(0);
    const { text, start } = window(self, args, 1);
    const index = last ? text.lastIndexOf(wanted) : text.indexOf(wanted);
    if (index === -1) {
      if (strict) throw templateError('substring not found');
      return -1;
    }
    return start + [...text.slice(0, index)].length;
  };
}

function affix(test: (text: string, wanted: string) => boolean, method: string): Method<string> {
  return (self, args) => {
    const wanted = args.get(0) ?? null;
    const { text } = window(self, args, 1);
    const all = wanted instanceof Tuple ? wanted : [wanted];
    return all.some((each) => {
      if (typeof each !== 'string')
        throw templateError(`${method} first arg must be str or a tuple of str, not ${typeName(each)}`);
      return test(text, each);
    });
  };
}

function pad(side: 'left' | 'right' | 'both'): Method<string> {
  return (self, args) => {
    const missing = args.integer(0, 0) - [...self].length;
    const fill = args.optionalText(1) ?? ' ';
    if (missing <= 0) return self;
    if (side === 'left') return self + fill.repeat(missing);
    if (side === 'right') return fill.repeat(missing) + self;
    const width = args.integer(0, 0);
    const left = Math.floor(missing / 2) + (missing & width & 1);
    return fill.repeat(left) + self + fill.repeat(missing - left);
  };
}

function all(pattern: RegExp): Method<string> {
  return (self) => self !== '' && [...self].every((character) => pattern.test(character));
}

function cased(isOther: (text: string) => boolean): Method<string> {
  return (self) => /\p{L}/u.test(self) && !isOther(self);
}

/** Upper-case at the beginning of each run of letters, lower-case behind. */
export function titleCase(text: string): string {
  return text.toLowerCase().replace(/\p{L}\p{M}*(?:[\p{L}\p{M}])*/gu, (word) => {
    const [first = '', ...rest] = [...word];
    return first.toUpperCase() + rest.join('');
  });
}

export function capitalize(text: string): string {
  const [first = '', ...rest] = [...text];
  return first.toUpperCase() + rest.join('').toLowerCase();
}

export function splitLines(self: string, keepEnds: boolean): string[] {
  const lines =
    self.match(
      /[^\n\r\v\f\u001c-\u001e\u0085\u2028\u2029]*(?:\r\n|[\n\r\v\f\u001c-\u001e\u0085\u2028\u2029]|$)/g,
    ) ?? [];
  const found = lines.filter((line, index) => line !== '' || index < lines.length - 1);
  return keepEnds
    ? found
    : found.map((line) => line.replace(/(?:\r\n|[\n\r\v\f\u001c-\u001e\u0085\u2028\u2029])$/, ''));
}

function partition(last: boolean): Method<string> {
  return (self, args) => {
    const separator = args.text(0);
    const at = last ? self.lastIndexOf(separator) : self.indexOf(separator);
    if (at === -1) return makeTuple(last ? ['', '', self] : [self, '', '']);
    return makeTuple([self.slice(0, at), separator, self.slice(at + separator.length)]);
  };
}

function translate(self: string, table: Value): string {
  if (!isMapping(table)) throw templateError('translate() takes a mapping');
  return [...self]
    .map((character) => {
      const to = table.get(character.codePointAt(0) ?? 0);
      if (to === undefined) return character;
      return to === null ? '' : typeof to === 'number' ? String.fromCodePoint(to) : str(to);
    })
    .join('');
}

function replaceCount(self: string, from: string, to: string, count: number): string {
  if (count < 0)
    return from === ''
      ? to + [...self].map((character) => character + to).join('')
      : self.replaceAll(from, () => to);
  let done = 0;
  return self.replace(new RegExp(from.replace(/[.*+?^${}()|[\]\\]/g, '\\$&') || '(?:)', 'gu'), (match) => {
    done += 1;
    return done <= count ? to : match;
  });
}

/** Methods of str by name; `get` reaches attributes and items for `format`. */
export function textMethods(get: Getter): Readonly<Record<string, Method<string>>> {
  return {
    capitalize: (self) => capitalize(self),
    casefold: (self) => self.toLowerCase().replaceAll('ß', 'ss'),
    center: pad('both'),
    count: (self, args) => {
      const wanted = args.text(0);
      const { text } = window(self, args, 1);
      return wanted === '' ? [...text].length + 1 : text.split(wanted).length - 1;
    },
    encode: (self) => new Bytes(new TextEncoder().encode(self)),
    endswith: affix((text, wanted) => text.endsWith(wanted), 'endswith'),
    expandtabs: (self, args) => expandTabs(self, args.integer(0, 8, 'tabsize')),
    find: finder(false, false),
    format: (self, _args, raw) => formatBraces(self, raw, get),
    format_map: (self, args) => {
      const map = args.get(0);
      if (map === undefined || !isMapping(map)) throw templateError('format_map() takes a mapping');
      const named = new Map([...map].map(([key, value]) => [str(key), value] as const));
      return formatBraces(self, { positional: [], named }, get);
    },
    index: finder(false, true),
    isalnum: all(/[\p{L}\p{N}]/u),
    isalpha: all(/\p{L}/u),
    isascii: (self) => /^[\u0000-\u007f]*$/.test(self),
    isdecimal: all(/\p{Nd}/u),
    isdigit: all(/[\p{Nd}\u00b2\u00b3\u00b9]/u),
    isidentifier: (self) => /^[\p{ID_Start}_][\p{ID_Continue}]*$/u.test(self),
    islower: cased((text) => text !== text.toLowerCase()),
    isnumeric: all(/\p{N}/u),
    isprintable: (self) =>
      [...self].every((character) => character === ' ' || !/[\p{C}\p{Z}]/u.test(character)),
    isspace: all(new RegExp(whitespace, 'u')),
    istitle: (self) => /\p{L}/u.test(self) && titleCase(self) === self,
    isupper: cased((text) => text !== text.toUpperCase()),
    join: (self, args) =>
      iterate(args.get(0) ?? null)
        .map((item, index) => {
          if (typeof item !== 'string')
            throw templateError(`sequence item ${index}: expected str instance, ${typeName(item)} found`);
          return item;
        })
        .join(self),
    ljust: pad('left'),
    lower: (self) => self.toLowerCase(),
    lstrip: stripper('left'),
    partition: partition(false),
    removeprefix: (self, args) => (self.startsWith(args.text(0)) ? self.slice(args.text(0).length) : self),
    removesuffix: (self, args) =>
      args.text(0) !== '' && self.endsWith(args.text(0)) ? self.slice(0, -args.text(0).length) : self,
    replace: (self, args) => replaceCount(self, args.text(0), args.text(1), args.integer(2, -1)),
    rfind: finder(true, false),
    rindex: finder(true, true),
    rjust: pad('right'),
    rpartition: partition(true),
    rsplit: (self, args) => splitRight(self, args.optionalText(0, 'sep'), args.integer(1, -1, 'maxsplit')),
    rstrip: stripper('right'),
    split: (self, args) => split(self, args.optionalText(0, 'sep'), args.integer(1, -1, 'maxsplit')),
    splitlines: (self, args) => splitLines(self, (args.get(0, 'keepends') ?? false) === true),
    startswith: affix((text, wanted) => text.startsWith(wanted), 'startswith'),
    strip: stripper('both'),
    swapcase: (self) =>
      [...self]
        .map((character) =>
          character === character.toUpperCase() ? character.toLowerCase() : character.toUpperCase(),
        )
        .join(''),
    title: (self) => titleCase(self),
    translate: (self, args) => translate(self, args.get(0) ?? null),
    upper: (self) => self.toUpperCase(),
    zfill: (self, args) => {
      const sign = /^[-+]/.exec(self)?.[0] ?? '';
      return sign + self.slice(sign.length).padStart(args.integer(0, 0) - sign.length, '0');
    },
  };
}

function expandTabs(self: string, size: number): string {
  return self
    .split('\n')
    .map((line) => {
      let out = '';
      for (const character of line)
        out += character === '\t' ? ' '.repeat(size <= 0 ? 0 : size - (out.length % size)) : character;
      return out;
    })
    .join('\n');
}
