import { getAttribute } from '../../attributes.ts';
import { templateError } from '../../errors.ts';
import { dictGet, dictSet, isTruthy, requireDefined, typeName } from '../../operations.ts';
import { repr, str } from '../../python-text.ts';
import { makeTuple, ObjectValue, Undefined, type Dict, type Value } from '../../value.ts';
import { ignoringCase } from '../attribute-path.ts';
import { filter, lenientFilter, type FilterArguments, type FilterEntry } from '../define.ts';
import { itemsOf } from '../lists/items.ts';
import { sortByKey } from '../lists/order.ts';

export const dictFilters: readonly FilterEntry[] = [
  filter('dict2items', '[key_name] [value_name]', toItems),
  filter('items2dict', '[key_name] [value_name]', fromItems),
  filter('dictsort', '[case_sensitive] [by] [reverse]', dictSort),
  lenientFilter('items', '', (value) => {
    if (value instanceof Undefined) return [];
    const entries = entriesOf(value);
    if (entries === undefined) throw templateError('Can only get item pairs from a mapping.');
    return entries.map((entry) => makeTuple(entry));
  }),
  filter('attr', 'name', attribute),
  filter('rekey_on_member', 'key [duplicates]', rekey),
];

/** The entries of a dictionary, or of an object that can be walked over (hostvars). */
export function entriesOf(value: Value): (readonly [Value, Value])[] | undefined {
  if (value instanceof Map) return [...value];
  if (!(value instanceof ObjectValue) || value.keys === undefined) return undefined;
  return value.keys().map((key) => [key, value.get(str(key)) ?? null] as const);
}

function toItems(value: Value, args: FilterArguments): Value {
  const entries = entriesOf(value);
  if (entries === undefined) {
    throw templateError(
      `dict2items requires a dictionary, got <class '${typeName(value)}'> instead.`,
      'For a list of dictionaries with keys and values there is items2dict.',
    );
  }
  const [keyName, valueName] = [args.text('key_name', 'key'), args.text('value_name', 'value')];
  return entries.map(
    ([key, item]): Dict =>
      new Map<Value, Value>([
        [keyName, key],
        [valueName, item],
      ]),
  );
}

function fromItems(value: Value, args: FilterArguments): Value {
  if (!Array.isArray(value)) {
    throw templateError(
      `items2dict requires a list, got <class '${typeName(value)}'> instead.`,
      'For a dictionary there is dict2items.',
    );
  }
  const [keyName, valueName] = [args.text('key_name', 'key'), args.text('value_name', 'value')];
  const made: Dict = new Map();
  for (const item of value) {
    if (!(requireDefined(item) instanceof Map))
      throw templateError(`items2dict requires a list of dictionaries, got ${str(value)} instead.`);
    const [key, found] = item instanceof Map ? [dictGet(item, keyName), dictGet(item, valueName)] : [];
    if (key === undefined || found === undefined) {
      throw templateError(
        `items2dict requires each dictionary in the list to contain the keys '${keyName}' and '${valueName}', got ${str(value)} instead.`,
      );
    }
    dictSet(made, key, found);
  }
  return made;
}

function dictSort(value: Value, args: FilterArguments): Value {
  const by = args.text('by', 'key');
  if (by !== 'key' && by !== 'value') throw templateError('You can only sort by either "key" or "value"');
  const entries = entriesOf(value);
  if (entries === undefined) throw templateError(`'${typeName(value)}' object has no attribute 'items'`);
  const position = by === 'key' ? 0 : 1;
  const isSensitive = args.flag('case_sensitive');
  return sortByKey(
    entries.map((entry) => makeTuple(entry)),
    (entry) => {
      const key = Array.isArray(entry) ? (entry[position] ?? null) : null;
      return isSensitive ? key : ignoringCase(key);
    },
    args.flag('reverse'),
  );
}

/** An attribute, never a key. */
function attribute(value: Value, args: FilterArguments): Value {
  const name = args.text('name');
  const bare = value instanceof Map ? new Map<Value, Value>() : value;
  const found = getAttribute(bare, name);
  if (found instanceof Undefined) return found;
  return getAttribute(value, name);
}

function rekey(value: Value, args: FilterArguments): Value {
  const duplicates = args.text('duplicates', 'error');
  if (duplicates !== 'error' && duplicates !== 'overwrite') {
    throw templateError(`duplicates parameter to rekey_on_member has unknown value: ${duplicates}`);
  }
  if (typeof value === 'string' || (!(value instanceof Map) && !isTruthy(value) && !Array.isArray(value)))
    throw templateError('Type is not a valid list, set, or dict');
  const key = args.value('key');
  const made: Dict = new Map();
  for (const item of value instanceof Map ? [...value.values()] : itemsOf(value)) {
    if (!(requireDefined(item) instanceof Map)) throw templateError('List item is not a valid dict');
    const member = item instanceof Map ? dictGet(item, key) : undefined;
    if (member === undefined) throw templateError(`Key ${str(key)} was not found`);
    if (dictGet(made, member) !== undefined && duplicates === 'error') {
      throw templateError(
        `Key ${str(member)} is not unique, cannot correctly turn into dict`,
        `Two of the dictionaries have ${repr(member)} there; with duplicates='overwrite' the last one counts.`,
      );
    }
    dictSet(made, member, item);
  }
  return made;
}
