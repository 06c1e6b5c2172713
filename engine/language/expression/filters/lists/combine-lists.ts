import { getItem } from '../../attributes.ts';
import { templateError } from '../../errors.ts';
import { equals, isTruthy, requireDefined } from '../../operations.ts';
import { makeTuple, type Value } from '../../value.ts';
import { filter, toIndex, unexpectedKeyword, type FilterArguments, type FilterEntry } from '../define.ts';
import { itemsOf } from './items.ts';

/** Filters that combine lists, or items of one list with one another. */
export const combinationFilters: readonly FilterEntry[] = [
  ['zip', zip],
  ['zip_longest', zipLongest],
  ['product', product],
  filter('permutations', '[r]', (value, args) => {
    const items = itemsOf(value);
    return tuples(permute(items.length, args.optionalInteger('r') ?? items.length), items);
  }),
  filter('combinations', 'r', (value, args) => {
    const items = itemsOf(value);
    return tuples(choose(items.length, args.integer('r', 0)), items);
  }),
  filter('flatten', '[levels] [skip_nulls]', (value, args) =>
    flatten(itemsOf(value), args.optionalInteger('levels'), args.flag('skip_nulls', true)),
  ),
  filter('extract', 'container [morekeys]', extract),
];

type Named = ReadonlyMap<string, Value>;

function checkNames(name: string, named: Named, known: readonly string[]): void {
  const unknown = [...named.keys()].find((key) => !known.includes(key));
  if (unknown !== undefined) throw unexpectedKeyword(name, unknown, known);
}

function zip(value: Value, others: readonly Value[], named: Named): Value {
  checkNames('zip', named, ['strict']);
  const lists = [value, ...others].map(itemsOf);
  const lengths = lists.map((list) => list.length);
  const shortest = Math.min(...lengths);
  const odd = lengths.findIndex((each) => each !== lengths[0]);
  if (odd !== -1 && isTruthy(named.get('strict') ?? false)) {
    const what = (lengths[odd] ?? 0) < (lengths[0] ?? 0) ? 'shorter' : 'longer';
    throw templateError(`zip() argument ${odd + 1} is ${what} than argument${odd > 1 ? 's 1-' : ' '}${odd}`);
  }
  return Array.from({ length: shortest }, (_, index) => makeTuple(lists.map((list) => list[index] ?? null)));
}

function zipLongest(value: Value, others: readonly Value[], named: Named): Value {
  checkNames('zip_longest', named, ['fillvalue']);
  const filler = requireDefined(named.get('fillvalue') ?? null);
  const lists = [value, ...others].map(itemsOf);
  const longest = Math.max(...lists.map((list) => list.length));
  const at = (list: readonly Value[], index: number): Value => {
    const item = list[index];
    return item === undefined ? filler : item;
  };
  return Array.from({ length: longest }, (_, index) => makeTuple(lists.map((list) => at(list, index))));
}

function product(value: Value, others: readonly Value[], named: Named): Value {
  checkNames('product', named, ['repeat']);
  const lists = [value, ...others].map(itemsOf);
  const times = toIndex(named.get('repeat') ?? 1);
  if (times < 0) throw templateError('repeat argument cannot be negative');
  const all = Array.from({ length: times }, () => lists).flat();
  return all
    .reduce<Value[][]>((rows, list) => rows.flatMap((row) => list.map((item) => [...row, item])), [[]])
    .map((row) => makeTuple(row));
}

function tuples(picks: Iterable<readonly number[]>, items: readonly Value[]): Value[] {
  return [...picks].map((pick) => makeTuple(pick.map((index) => items[index] ?? null)));
}

/** All orders of `size` of the numbers below `count`, in the order of itertools. */
function* permute(count: number, size: number, used: readonly number[] = []): Generator<readonly number[]> {
  checkSize(size);
  if (used.length === size) {
    yield used;
    return;
  }
  for (let next = 0; next < count; next += 1) {
    if (!used.includes(next)) yield* permute(count, size, [...used, next]);
  }
}

function* choose(count: number, size: number, used: readonly number[] = []): Generator<readonly number[]> {
  checkSize(size);
  if (used.length === size) {
    yield used;
    return;
  }
  for (let next = (used.at(-1) ?? -1) + 1; next < count; next += 1)
    yield* choose(count, size, [...used, next]);
}

function checkSize(size: number): void {
  if (size < 0) throw templateError('r must be non-negative');
}

const nulls: readonly Value[] = [null, 'None', 'null'];

/** Lists within lists laid out flat, to a depth; nulls left out. */
export function flatten(items: readonly Value[], levels: number | undefined, skipsNulls: boolean): Value[] {
  return items.flatMap((item): Value[] => {
    if (skipsNulls && nulls.some((each) => equals(each, requireDefined(item)))) return [];
    const isDeeper = levels === undefined || levels >= 1;
    if (!Array.isArray(item) || !isDeeper) return [item];
    return flatten([...item], levels === undefined ? undefined : levels - 1, skipsNulls);
  });
}

/** The item of a container that the value is the key of, and further into that. */
function extract(value: Value, args: FilterArguments): Value {
  const more = args.get('morekeys');
  const keys: readonly Value[] = more === undefined ? [] : Array.isArray(more) ? more : [more];
  return [value, ...keys].reduce<Value>((at, key) => getItem(at, key), args.value('container'));
}
