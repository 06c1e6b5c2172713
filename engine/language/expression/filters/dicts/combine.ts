import { templateError } from '../../errors.ts';
import { compare, dictGet, dictSet, isTruthy, requireDefined, typeName } from '../../operations.ts';
import { repr, str } from '../../python-text.ts';
import type { Dict, Value } from '../../value.ts';
import type { FilterEntry } from '../define.ts';
import { flatten } from '../lists/combine-lists.ts';
import { mergeDicts, requireAllDefined, type MergeOptions } from './merge.ts';

/** Filters that lay dictionaries over one another. */
export const mergeFilters: readonly FilterEntry[] = [
  ['combine', combine],
  ['lists_mergeby', mergeListsBy],
];

type Named = ReadonlyMap<string, Value>;

function optionsOf(named: Named): MergeOptions {
  if ([...named.keys()].some((key) => key !== 'recursive' && key !== 'list_merge'))
    throw templateError("'recursive' and 'list_merge' are the only valid keyword arguments");
  return {
    isRecursive: isTruthy(named.get('recursive') ?? false),
    listMerge: str(named.get('list_merge') ?? 'replace'),
  };
}

function combine(value: Value, others: readonly Value[], named: Named): Value {
  const options = optionsOf(named);
  const dicts = flatten([value, ...others], 1, true);
  requireAllDefined(dicts);
  const [first, ...rest] = dicts;
  if (first === undefined) return new Map();
  return rest.length === 0 ? first : foldRight(dicts, (low, high) => mergeDicts(low, high, options));
}

/** The last counts most: it is merged with the one before it first. */
function foldRight(items: readonly Value[], merge: (low: Value, high: Value) => Value): Value {
  return items.slice(0, -1).reduceRight((high, low) => merge(low, high), items.at(-1) ?? null);
}

function mergeListsBy(value: Value, others: readonly Value[], named: Named): Value {
  const options = optionsOf(named);
  const index = others.at(-1);
  if (index === undefined) throw templateError('At least one list and index are needed.');
  const lists = [value, ...others.slice(0, -1)].flatMap(listsIn);
  const [first, ...rest] = lists;
  if (first === undefined) return [];
  if (rest.length === 0) return first;
  if (typeof index !== 'string') {
    throw templateError(
      `First argument after the lists for community.general.lists_mergeby must be string. ${str(index)} is <class '${typeName(index)}'>`,
    );
  }
  return foldRight(lists, (low, high) => mergeTwo(low, high, index, options));
}

function listsIn(list: Value): Value[] {
  if (!Array.isArray(list)) {
    throw templateError(
      `All arguments before the argument index for community.general.lists_mergeby must be lists. ${str(list)} is <class '${typeName(list)}'>`,
    );
  }
  if (list.length === 0) return [];
  return list.every((item) => Array.isArray(item)) ? [...list] : [list];
}

function mergeTwo(low: Value, high: Value, index: string, options: MergeOptions): Value {
  const byIndex: Dict = new Map();
  for (const element of [low, high].flatMap((list) => (Array.isArray(list) ? [...list] : []))) {
    if (!(element instanceof Map)) {
      throw templateError(
        `Elements of list arguments for lists_mergeby must be dictionaries. ${repr(requireDefined(element))} is <class '${typeName(element)}'>`,
      );
    }
    const key = dictGet(element, index);
    if (key === undefined) continue;
    const known = dictGet(byIndex, key) ?? new Map<Value, Value>();
    dictSet(
      byIndex,
      key,
      new Map([...(known instanceof Map ? known : []), ...mergeDicts(known, element, options)]),
    );
  }
  const keyOf = (item: Value): Value => (item instanceof Map ? (dictGet(item, index) ?? null) : null);
  return [...byIndex.values()].sort((a, b) => compare(keyOf(a), keyOf(b)));
}
