import { templateError } from '../../errors.ts';
import { isTruthy, requireDefined, typeName } from '../../operations.ts';
import { str } from '../../python-text.ts';
import { Bytes, type Value } from '../../value.ts';
import { filter, toIndex, unexpectedKeyword, type FilterEntry } from '../define.ts';
import { itemsOf } from '../lists/items.ts';
import { parseJsonText } from './parse-json.ts';
import { pretty } from './pretty-print.ts';
import { writeJson, type JsonOptions } from './write-json.ts';

type Named = ReadonlyMap<string, Value>;

export const jsonFilters: readonly FilterEntry[] = [
  ['to_json', (value, positional, named) => dump('to_json', value, positional, named)],
  [
    'to_nice_json',
    (value, positional, named) => {
      const [indent = named.get('indent') ?? 4, sortKeys = named.get('sort_keys') ?? true, ...rest] =
        positional;
      const given = new Map<string, Value>([
        ['separators', [',', ': ']],
        ...named,
        ['indent', indent],
        ['sort_keys', sortKeys],
      ]);
      return dump('to_nice_json', value, rest, given);
    },
  ],
  filter('from_json', '', (value) => {
    if (value instanceof Bytes) return parseJsonText(Buffer.from(value.data).toString('utf8'));
    if (typeof value === 'string') return parseJsonText(value);
    throw templateError(
      `the JSON object must be str, bytes or bytearray, not ${typeName(value)}`,
      'It has been read already: leave from_json out.',
    );
  }),
  filter('tojson', '[indent]', (value, args) => {
    const indent = args.get('indent');
    const text = writeJson(value, { ...optionsOf(new Map([['indent', indent ?? null]])), sortsKeys: true });
    return text
      .replaceAll('<', '\\u003c')
      .replaceAll('>', '\\u003e')
      .replaceAll('&', '\\u0026')
      .replaceAll("'", '\\u0027');
  }),
  filter('pprint', '', (value) => pretty(value)),
];

const known = [
  'indent',
  'sort_keys',
  'separators',
  'ensure_ascii',
  'allow_nan',
  'skipkeys',
  'check_circular',
  'vault_to_text',
  'preprocess_unsafe',
  'profile',
];

function dump(name: string, value: Value, positional: readonly Value[], named: Named): string {
  if (positional.length > 0)
    throw templateError(`${name}() takes 1 positional argument but ${positional.length + 1} were given`);
  const unknown = [...named.keys()].find((key) => !known.includes(key));
  if (unknown !== undefined) throw unexpectedKeyword(name, unknown, known);
  return writeJson(requireDefined(value), optionsOf(named));
}

function optionsOf(named: Named): JsonOptions {
  const flag = (name: string, fallback: boolean): boolean => isTruthy(named.get(name) ?? fallback);
  const indent = indentOf(named.get('indent') ?? null);
  const separators = named.get('separators') ?? null;
  const [itemSeparator, keySeparator] =
    separators === null ? [indent === undefined ? ', ' : ',', ': '] : itemsOf(separators).map(str);
  if (itemSeparator === undefined || keySeparator === undefined)
    throw templateError('not enough values to unpack (expected 2)', 'separators is a pair: (item, key).');
  return {
    indent,
    itemSeparator,
    keySeparator,
    sortsKeys: flag('sort_keys', false),
    escapesNonAscii: flag('ensure_ascii', true),
    allowsNan: flag('allow_nan', true),
    skipsKeys: flag('skipkeys', false),
  };
}

function indentOf(value: Value): string | undefined {
  if (requireDefined(value) === null) return undefined;
  return typeof value === 'string' ? value : ' '.repeat(Math.max(0, toIndex(value)));
}
