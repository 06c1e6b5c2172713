import { dictHas, dictSet, isTruthy, iterate, numeric } from '../operations.ts';
import type { Dict, Value } from '../value.ts';
import { alias, filter, type FilterArguments, type FilterEntry } from '../filters/define.ts';
import { itemsOf } from '../filters/lists/items.ts';

/** Tests on collections, and on truth. */
export const collectionTests: readonly FilterEntry[] = [
  filter('any', '', (value) => itemsOf(value).some(isTruthy)),
  filter('all', '', (value) => itemsOf(value).every(isTruthy)),
  ...alias(
    filter('subset', 'b', (value, args) => isSubset(value, args.value('b'))),
    'issubset',
  ),
  ...alias(
    filter('superset', 'b', (value, args) => isSubset(args.value('b'), value)),
    'issuperset',
  ),
  filter('truthy', '[convert_bool]', truth),
  filter('falsy', '[convert_bool]', (value, args) => !truth(value, args)),
];

function isSubset(inner: Value, outer: Value): boolean {
  const members: Dict = new Map();
  for (const item of iterate(outer)) dictSet(members, item, null);
  return iterate(inner).every((item) => dictHas(members, item));
}

const yes = ['y', 'yes', 'on', '1', 'true', 't'];
const no = ['n', 'no', 'off', '0', 'false', 'f'];

function truth(value: Value, args: FilterArguments): boolean {
  return (args.flag('convert_bool') ? convert(value) : undefined) ?? isTruthy(value);
}

/** The truth that words and the numbers 0 and 1 stand for; undefined for anything else. */
function convert(value: Value): boolean | undefined {
  if (typeof value === 'boolean') return value;
  const number = numeric(value);
  if (number !== undefined) return number == 1 ? true : number == 0 ? false : undefined;
  if (typeof value !== 'string') return undefined;
  const word = value.toLowerCase().trim();
  return yes.includes(word) ? true : no.includes(word) ? false : undefined;
}
