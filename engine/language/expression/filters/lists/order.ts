import { compare, dictKey, equals, requireDefined, typeName } from '../../operations.ts';
import { templateError } from '../../errors.ts';
import { makeTuple, PySet, Undefined, type Value } from '../../value.ts';
import { attributeGetter, attributesGetter, ignoringCase, type Getter } from '../attribute-path.ts';
import { filter, type FilterArguments, type FilterEntry } from '../define.ts';
import { itemsOf } from './items.ts';

/** Filters that order items, or find the first of some order. */
export const orderFilters: readonly FilterEntry[] = [
  filter('sort', '[reverse] [case_sensitive] [attribute]', sort),
  filter('min', '[case_sensitive] [attribute]', (value, args) => extreme(value, args, -1)),
  filter('max', '[case_sensitive] [attribute]', (value, args) => extreme(value, args, 1)),
  filter('reverse', '', reverse),
  filter('groupby', 'attribute [default] [case_sensitive]', groupBy),
];

/** A key, or a list of keys, that is there. */
function requireAllDefined(key: Value): Value {
  if (Array.isArray(key)) for (const part of key) requireDefined(part);
  return requireDefined(key);
}

/** Sorts in a stable way by keys, as Python's `sorted`. */
export function sortByKey(items: readonly Value[], keyOf: Getter, isReversed = false): Value[] {
  const sign = isReversed ? -1 : 1;
  return items
    .map((item) => ({ item, key: requireAllDefined(keyOf(item)) }))
    .sort((a, b) => sign * compare(a.key, b.key))
    .map(({ item }) => item);
}

function caseOf(args: FilterArguments): Getter {
  return args.flag('case_sensitive') ? (value) => value : ignoringCase;
}

function sort(value: Value, args: FilterArguments): Value {
  const inCase = caseOf(args);
  const attributes = attributesGetter(args.get('attribute'));
  return sortByKey(itemsOf(value), (item) => attributes(item).map(inCase), args.flag('reverse'));
}

function extreme(value: Value, args: FilterArguments, sign: 1 | -1): Value {
  const attribute = attributeGetter(args.get('attribute'));
  const inCase = caseOf(args);
  const [first, ...rest] = itemsOf(value);
  if (first === undefined) return new Undefined('No aggregated item, sequence was empty.');
  let best = { item: first, key: inCase(attribute(first)) };
  for (const item of rest) {
    const key = inCase(attribute(item));
    if (sign * compare(key, best.key, sign === 1 ? '>' : '<') > 0) best = { item, key };
  }
  return best.item;
}

function reverse(value: Value): Value {
  if (typeof value === 'string') return [...value].reverse().join('');
  return itemsOf(value).reverse();
}

/** Tuples of (grouper, list), which have these as attributes too. */
function groupBy(value: Value, args: FilterArguments): Value {
  const attribute = attributeGetter(args.value('attribute'), args.get('default'));
  const inCase = caseOf(args);
  const groups: { readonly key: Value; readonly items: Value[] }[] = [];
  for (const item of sortByKey(itemsOf(value), (each) => inCase(attribute(each)))) {
    const key = inCase(attribute(item));
    const last = groups.at(-1);
    if (last !== undefined && equals(last.key, key)) last.items.push(item);
    else groups.push({ key, items: [item] });
  }
  return groups.map(({ items }) => {
    const grouper = attribute(items[0] ?? null);
    return makeTuple([grouper, items], ['grouper', 'list']);
  });
}

/** The last item; throws Python's TypeError for what cannot be reversed. */
export function lastOf(value: Value): Value | undefined {
  if (value instanceof PySet) throw templateError(`'${typeName(value)}' object is not reversible`);
  return itemsOf(value).at(-1);
}

/** Whether a value can be a key; sets and dictionaries need that. */
export function isHashable(value: Value): boolean {
  try {
    dictKey(value);
    return true;
  } catch {
    return false;
  }
}
