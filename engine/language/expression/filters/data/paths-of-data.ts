import { getItem } from '../../attributes.ts';
import { templateError } from '../../errors.ts';
import { dictSet } from '../../operations.ts';
import { str } from '../../python-text.ts';
import { Undefined, type Dict, type Value } from '../../value.ts';
import { entriesOf } from '../dicts/dict-filters.ts';
import { filter, type FilterArguments, type FilterEntry } from '../define.ts';

/** Filters between data and the paths of its leaves: `a.b[0]['c d']`. */
export const pathOfDataFilters: readonly FilterEntry[] = [
  filter('to_paths', '[prepend] [wantlist]', (value, args) =>
    listed(toPaths(value, args.get('prepend')), args),
  ),
  filter('get_path', 'path [wantlist]', (value, args) => listed(getPath(value, args.text('path')), args)),
];

function listed(value: Value, args: FilterArguments): Value {
  return args.flag('wantlist') ? [value] : value;
}

/** The leaves of data by their paths. */
export function toPaths(value: Value, prepend: Value | undefined): Value {
  const root: Value = prepend === undefined ? value : new Map<Value, Value>([[prepend, value]]);
  const found: Dict = new Map();
  collect(root, '', found);
  return Array.isArray(root) && root.length === 0 ? [] : found;
}

function collect(value: Value, path: string, found: Dict): void {
  if (Array.isArray(value)) {
    if (value.length === 0 && path !== '') dictSet(found, path, []);
    value.forEach((item, index) => {
      collect(item, `${path}[${index}]`, found);
    });
    return;
  }
  const entries = entriesOf(value);
  if (entries === undefined) {
    dictSet(found, path, value);
    return;
  }
  if (entries.length === 0 && path !== '') dictSet(found, path, new Map());
  for (const [key, item] of entries) collect(item, member(path, str(key)), found);
}

function member(path: string, key: string): string {
  if (path === '') return key;
  return /^[a-zA-Z_][a-zA-Z0-9_]*$/.test(key) ? `${path}.${key}` : `${path}['${key}']`;
}

const step = /\.?([a-zA-Z_][a-zA-Z0-9_]*)|\.(\d+)|\[(-?\d+)\]|\[(?:'([^']*)'|"([^"]*)")\]/y;

function getPath(value: Value, path: string): Value {
  let found = value;
  for (let at = 0; at < path.length;) {
    step.lastIndex = at;
    const match = step.exec(path);
    if (match === null)
      throw templateError(
        `The path ${path} cannot be read at “${path.slice(at)}”.`,
        "Write it as a.b[0]['c d'].",
      );
    const [, name, dotted, index, single, double] = match;
    const number = dotted ?? index;
    found = getItem(found, number === undefined ? (name ?? single ?? double ?? '') : Number(number));
    if (found instanceof Undefined) throw templateError(found.hint);
    at = step.lastIndex;
  }
  return found;
}
