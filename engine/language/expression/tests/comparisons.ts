import { arithmetic } from '../arithmetic.ts';
import { compare, contains, equals } from '../operations.ts';
import type { Value } from '../value.ts';
import { alias, filter, lenientFilter, type FilterEntry } from '../filters/define.ts';

const order = (
  names: readonly [string, ...string[]],
  sign: string,
  holds: (by: number) => boolean,
): FilterEntry[] => {
  const [first, ...others] = names;
  return alias(
    filter(first, 'other', (value, args) => holds(compare(value, args.value('other'), sign))),
    ...others,
  );
};

const remainder = (value: Value, by: Value): Value => arithmetic('%', value, by);

/** Tests that compare a value with another one. */
export const comparisonTests: readonly FilterEntry[] = [
  ...alias(
    filter('eq', 'other', (value, args) => equals(value, args.value('other'))),
    '==',
    'equalto',
  ),
  ...alias(
    filter('ne', 'other', (value, args) => !equals(value, args.value('other'))),
    '!=',
  ),
  ...order(['lt', '<', 'lessthan'], '<', (by) => by < 0),
  ...order(['le', '<='], '<=', (by) => by <= 0),
  ...order(['gt', '>', 'greaterthan'], '>', (by) => by > 0),
  ...order(['ge', '>='], '>=', (by) => by >= 0),
  filter('in', 'seq', (value, args) => contains(args.value('seq'), value)),
  filter('contains', 'value', (value, args) => contains(value, args.value('value'))),
  lenientFilter('sameas', 'other', (value, args) => isSame(value, args.raw('other') ?? null)),
  filter('odd', '', (value) => equals(remainder(value, 2), 1)),
  filter('even', '', (value) => equals(remainder(value, 2), 0)),
  filter('divisibleby', 'num', (value, args) => equals(remainder(value, args.value('num')), 0)),
];

/** Python's `is`: small ints and texts are one object each, and so are None, True and False. */
function isSame(value: Value, other: Value): boolean {
  return value === other;
}
