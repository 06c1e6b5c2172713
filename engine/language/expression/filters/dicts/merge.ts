import { dictGet, dictSet, equals, requireDefined, typeName } from '../../operations.ts';
import { templateError } from '../../errors.ts';
import { str } from '../../python-text.ts';
import { Tuple, type Dict, type Value } from '../../value.ts';
import { membersOf } from '../lists/equality-key.ts';

const listMerges: Readonly<Record<string, (low: Value[], high: Value[]) => Value[]>> = {
  replace: (_low, high) => high,
  keep: (low) => low,
  append: (low, high) => [...low, ...high],
  prepend: (low, high) => [...high, ...low],
  append_rp: (low, high) => [...without(low, high), ...high],
  prepend_rp: (low, high) => [...high, ...without(low, high)],
};

export interface MergeOptions {
  readonly isRecursive: boolean;
  readonly listMerge: string;
}

/** The later dictionary laid over the earlier one; neither is changed. The keys keep the order of the earlier one. */
export function mergeDicts(low: Value, high: Value, options: MergeOptions): Dict {
  const mergeLists = Object.hasOwn(listMerges, options.listMerge) ? listMerges[options.listMerge] : undefined;
  if (mergeLists === undefined)
    throw templateError(
      "merge_hash: 'list_merge' argument can only be equal to 'replace', 'keep', 'append', 'prepend', 'append_rp' or 'prepend_rp'",
    );
  if (!(low instanceof Map) || !(high instanceof Map)) {
    throw templateError(
      `failed to combine variables, expected dicts but got a '${typeName(low)}' and a '${typeName(high)}': \n${str(low)}\n${str(high)}`,
    );
  }
  if (low.size === 0 || equals(low, high)) return new Map(high);
  const merged: Dict = new Map(low);
  for (const [key, value] of high) {
    const earlier = dictGet(low, key);
    dictSet(merged, key, earlier === undefined ? value : mergeValues(earlier, value, options, mergeLists));
  }
  return merged;
}

function mergeValues(
  low: Value,
  high: Value,
  options: MergeOptions,
  mergeLists: (low: Value[], high: Value[]) => Value[],
): Value {
  if (low instanceof Map && high instanceof Map)
    return options.isRecursive ? mergeDicts(low, high, options) : high;
  return isList(low) && isList(high) ? mergeLists(low, high) : high;
}

function isList(value: Value): value is Value[] {
  return Array.isArray(value) && !(value instanceof Tuple);
}

function without(items: readonly Value[], removed: readonly Value[]): Value[] {
  const members = membersOf(removed);
  return items.filter((item) => !members.has(item));
}

/** Throws for what is not there, however deep. */
export function requireAllDefined(value: Value): void {
  requireDefined(value);
  if (value instanceof Map) for (const item of value.values()) requireAllDefined(item);
  else if (Array.isArray(value)) for (const item of value) requireAllDefined(item);
}
