import { arithmetic } from '../../arithmetic.ts';
import { contains, dictHas, dictSet, isSequence } from '../../operations.ts';
import { DroverError } from '../../../../diagnostics/drover-error.ts';
import { templateError } from '../../errors.ts';
import { Bytes, PySet, Tuple, type Dict, type Value } from '../../value.ts';
import { attributeGetter, ignoringCase } from '../attribute-path.ts';
import { filter, type FilterArguments, type FilterEntry } from '../define.ts';
import { membersOf } from './equality-key.ts';
import { itemsOf } from './items.ts';

/** The theory of sets, on lists: the order of the items is kept, and an item counts once. */
export const setFilters: readonly FilterEntry[] = [
  filter('unique', '[case_sensitive] [attribute]', unique),
  filter('union', 'b', (a, args) =>
    isSetLike(a, args.value('b'))
      ? setOf([...itemsOf(a), ...itemsOf(args.value('b'))])
      : once(itemsOf(arithmetic('+', a, args.value('b')))),
  ),
  filter('intersect', 'b', (a, args) => keep(a, args.value('b'), true)),
  filter('difference', 'b', (a, args) => keep(a, args.value('b'), false)),
  filter('symmetric_difference', 'b', (a, args) => symmetricDifference(a, args.value('b'))),
];

function unique(value: Value, args: FilterArguments): Value {
  const attribute = args.get('attribute');
  const isSensitive = args.flag('case_sensitive');
  const get = attributeGetter(attribute);
  const items = itemsOf(value);
  try {
    return onceByKey(items, (item) => (isSensitive ? get(item) : ignoringCase(get(item))));
  } catch (error) {
    const isExplicit = args.raw('case_sensitive') === false || attribute !== undefined;
    if (isExplicit || !(error instanceof DroverError) || error.code === 'undefined-variable')
      throw isExplicit ? cannotCompare() : error;
    return once(items);
  }
}

function cannotCompare(): DroverError {
  return templateError(
    "Jinja2's unique filter failed and we cannot fall back to Ansible's version as it does not support the parameters supplied",
    'Lists and dictionaries cannot be told apart by case or by attribute: name an attribute that holds text or a number.',
  );
}

function onceByKey(items: readonly Value[], keyOf: (item: Value) => Value): Value[] {
  const seen: Dict = new Map();
  return items.filter((item) => {
    const key = keyOf(item);
    if (dictHas(seen, key)) return false;
    dictSet(seen, key, null);
    return true;
  });
}

/** Each item once, whatever it is. */
export function once(items: readonly Value[]): Value[] {
  const seen = membersOf([]);
  return items.filter((item) => {
    if (seen.has(item)) return false;
    seen.add(item);
    return true;
  });
}

/** Python works with sets where both sides can be keys (texts, tuples), and gives a set then. */
function isSetLike(a: Value, b: Value): boolean {
  return [a, b].every(
    (value) => typeof value === 'string' || value instanceof Tuple || value instanceof Bytes,
  );
}

function setOf(items: readonly Value[]): PySet {
  const members: Dict = new Map();
  for (const item of items) if (!dictHas(members, item)) dictSet(members, item, item);
  return new PySet(members);
}

function keep(a: Value, b: Value, isWanted: boolean): Value {
  if (isSetLike(a, b)) {
    const other = setOf(itemsOf(b));
    return setOf(itemsOf(a).filter((item) => dictHas(other.items, item) === isWanted));
  }
  const members = isSequence(b) ? membersOf(b) : undefined;
  const isMember = (item: Value): boolean => (members === undefined ? contains(b, item) : members.has(item));
  return once(itemsOf(a).filter((item) => isMember(item) === isWanted));
}

function symmetricDifference(a: Value, b: Value): Value {
  if (isSetLike(a, b)) {
    const [left, right] = [itemsOf(a), itemsOf(b)];
    const [inLeft, inRight] = [setOf(left), setOf(right)];
    return setOf([
      ...left.filter((item) => !dictHas(inRight.items, item)),
      ...right.filter((item) => !dictHas(inLeft.items, item)),
    ]);
  }
  const both = membersOf(itemsOf(keep(a, b, true)));
  return once(itemsOf(arithmetic('+', a, b))).filter((item) => !both.has(item));
}
