import { templateError } from '../errors.ts';
import { requireDefined } from '../operations.ts';
import { makeTuple, Tuple, type Dict, type Value } from '../value.ts';
import { entriesOf } from '../filters/dicts/dict-filters.ts';
import { sourceFor } from '../filters/random/random-filters.ts';
import { lookup, type LookupEntry } from './define.ts';

/** Lookups that make lists of lists and dictionaries. */
export const listLookups: readonly LookupEntry[] = [
  lookup('items', '', flattenOnce),
  lookup('list', '', (terms) => [...terms]),
  lookup('flattened', '', flattenAll),
  lookup('indexed_items', '', (terms) => flattenOnce(terms).map((item, index) => makeTuple([index, item]))),
  lookup('dict', '', (terms) => terms.flatMap(dictItems)),
  lookup('together', '', together),
  lookup('nested', '', (terms) => {
    if (terms.length === 0)
      throw templateError('with_nested requires at least one element in the nested list');
    return products(terms);
  }),
  lookup('cartesian', '', (terms) => {
    if (terms.length === 0) throw templateError('with_cartesian requires at least one element in each list');
    return products(terms);
  }),
  lookup('random_choice', '', (terms, { environment }) => {
    if (terms.length === 0) return [];
    const index = Number(sourceFor(undefined, environment).below(BigInt(terms.length)));
    return [terms[index] ?? null];
  }),
];

/** Lists among the items laid out flat, one level deep. */
function flattenOnce(items: readonly Value[]): Value[] {
  return items.flatMap((item) => (Array.isArray(item) ? [...item] : [item]));
}

/** All levels; a list that holds nothing but a list counts as that, and “None” ends a list. */
function flattenAll(terms: readonly Value[]): Value[] {
  const flat: Value[] = [];
  for (const term of terms) {
    const item = unwrap(term);
    if (item === 'None' || item === 'null') break;
    if (isList(item)) flat.push(...flattenAll(item));
    else flat.push(item);
  }
  return flat;
}

function unwrap(term: Value): Value {
  return isList(term) && term.length === 1 ? unwrap(term[0] ?? null) : term;
}

function isList(value: Value): value is Value[] {
  return Array.isArray(value) && !(value instanceof Tuple);
}

function dictItems(term: Value): Dict[] {
  const entries = entriesOf(term);
  if (entries === undefined)
    throw templateError(
      'with_dict expects a dict',
      'A list of dictionaries goes without with_dict, or use dict2items.',
    );
  return entries.map(
    ([key, value]): Dict =>
      new Map<Value, Value>([
        ['key', key],
        ['value', value],
      ]),
  );
}

function listOf(term: Value): Value[] {
  requireDefined(term);
  if (Array.isArray(term)) return [...term];
  if (term instanceof Map) return [...term.keys()];
  return [term];
}

function together(terms: readonly Value[]): Value[] {
  if (terms.length === 0) throw templateError('with_together requires at least one element in each list');
  const lists = terms.map(listOf);
  const longest = Math.max(...lists.map((list) => list.length));
  return Array.from({ length: longest }, (_, index) => flattenOnce(lists.map((list) => list[index] ?? null)));
}

/** Every combination of one item of each list; what is a list in these is laid out flat. */
function products(terms: readonly Value[]): Value[] {
  const [first = [], ...rest] = terms.map(listOf);
  const rows = rest.reduce<Value[]>(
    (combined, list) => combined.flatMap((row) => list.map((item): Value => flattenOnce([row, item]))),
    first,
  );
  return rows.map((row) => (Array.isArray(row) ? flattenOnce(row) : [row]));
}
