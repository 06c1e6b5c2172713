import { templateError } from '../../errors.ts';
import { arithmetic } from '../../arithmetic.ts';
import { length, requireDefined } from '../../operations.ts';
import { str } from '../../python-text.ts';
import { Undefined, type Value } from '../../value.ts';
import { attributeGetter } from '../attribute-path.ts';
import { alias, filter, type FilterArguments, type FilterEntry } from '../define.ts';
import { itemsOf } from './items.ts';
import { lastOf } from './order.ts';

/** Filters that take lists apart and put their items together. */
export const listFilters: readonly FilterEntry[] = [
  ...alias(
    filter('length', '', (value) => length(value)),
    'count',
  ),
  filter('list', '', (value) => itemsOf(value)),
  filter('first', '', (value) => orNothing(itemsOf(value)[0], 'No first item, sequence was empty.')),
  filter('last', '', (value) => orNothing(lastOf(value), 'No last item, sequence was empty.')),
  filter('join', '[d] [attribute]', (value, args) =>
    itemsOf(value)
      .map(attributeGetter(args.get('attribute')))
      .map(str)
      .join(args.text('d')),
  ),
  filter('sum', '[attribute] [start]', sum),
  filter('batch', 'linecount [fill_with]', batch),
  filter('slice', 'slices [fill_with]', slice),
];

function orNothing(item: Value | undefined, why: string): Value {
  return item === undefined ? new Undefined(why) : item;
}

function sum(value: Value, args: FilterArguments): Value {
  const start = args.has('start') ? args.value('start') : 0;
  if (typeof start === 'string') throw templateError("sum() can't sum strings [use ''.join(seq) instead]");
  return itemsOf(value)
    .map(attributeGetter(args.get('attribute')))
    .reduce<Value>((total, item) => arithmetic('+', total, requireDefined(item)), start);
}

function batch(value: Value, args: FilterArguments): Value {
  const size = args.integer('linecount', 1);
  const rows: Value[][] = [];
  let row: Value[] = [];
  for (const item of itemsOf(value)) {
    if (row.length === size) {
      rows.push(row);
      row = [];
    }
    row.push(item);
  }
  if (row.length === 0) return rows;
  fill(row, size, args.get('fill_with'));
  return [...rows, row];
}

function fill(row: Value[], size: number, filler: Value | undefined): void {
  if (filler === undefined) return;
  while (row.length < size) row.push(filler);
}

function slice(value: Value, args: FilterArguments): Value {
  const items = itemsOf(value);
  const count = args.integer('slices', 1);
  if (count === 0) throw templateError('integer division or modulo by zero');
  const size = Math.floor(items.length / count);
  const longer = items.length % count;
  const filler = args.get('fill_with');
  return Array.from({ length: Math.max(0, count) }, (_, index) => {
    const start = index * size + Math.min(index, longer);
    const row = items.slice(start, start + size + (index < longer ? 1 : 0));
    if (filler !== undefined && index >= longer) row.push(filler);
    return row;
  });
}
