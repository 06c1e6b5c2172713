import { dictGet, typeName } from '../../operations.ts';
import { templateError } from '../../errors.ts';
import { repr, str } from '../../python-text.ts';
import { makeTuple, Tuple, type Value } from '../../value.ts';
import { filter, type FilterEntry } from '../define.ts';
import { itemsOf } from './items.ts';

/** `subelements`: each item with each member of a list within it. */
export const subelementsFilter: FilterEntry = filter(
  'subelements',
  'subelements [skip_missing]',
  (value, args) => {
    if (!(value instanceof Map) && (!Array.isArray(value) || value instanceof Tuple))
      throw templateError('obj must be a list of dicts or a nested dict');
    const elements = value instanceof Map ? [...value.values()] : itemsOf(value);
    const path = pathOf(args.value('subelements'));
    const skipsMissing = args.flag('skip_missing');
    return elements.flatMap((element) =>
      listWithin(element, path, skipsMissing).map((each) => makeTuple([element, each])),
    );
  },
);

function pathOf(subelements: Value): readonly Value[] {
  if (typeof subelements === 'string') return subelements.split('.');
  if (Array.isArray(subelements)) return subelements;
  throw templateError('subelements must be a list or a string');
}

function listWithin(element: Value, path: readonly Value[], skipsMissing: boolean): Value[] {
  let found = element;
  for (const key of path) {
    if (!(found instanceof Map))
      throw templateError(`the key ${str(key)} should point to a dictionary, got '${str(found)}'`);
    const next = dictGet(found, key);
    if (next === undefined) {
      if (skipsMissing) return [];
      throw templateError(`could not find ${repr(key)} key in iterated item ${repr(found)}`);
    }
    found = next;
  }
  if (Array.isArray(found) && !(found instanceof Tuple)) return found;
  throw templateError(
    `the key ${repr(path.at(-1) ?? null)} should point to a list, got ${repr(found)}`,
    `It is of type ${typeName(found)}.`,
  );
}
