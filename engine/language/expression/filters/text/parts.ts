import { templateError } from '../../errors.ts';
import { formatPercent } from '../../percent-format.ts';
import { requireDefined, typeName } from '../../operations.ts';
import { str } from '../../python-text.ts';
import { makeTuple, type Dict, type Value } from '../../value.ts';
import { filter, type FilterEntry } from '../define.ts';
import { callMethod } from './call-method.ts';

/** Filters that take texts apart and put them together. */
export const partFilters: readonly FilterEntry[] = [
  filter('string', '', (value) => str(value)),
  filter('safe', '', (value) => str(value)),
  filter('trim', '[chars]', (value, args) => callMethod(str(value), 'strip', args.get('chars'))),
  filter('replace', 'old new [count]', (value, args) =>
    callMethod(
      str(value),
      'replace',
      args.text('old'),
      args.text('new'),
      args.optionalInteger('count') ?? -1,
    ),
  ),
  filter('split', '[sep] [maxsplit]', (value, args) => {
    if (typeof value !== 'string')
      throw templateError(
        `descriptor 'split' for 'str' objects doesn't apply to a '${typeName(value)}' object`,
      );
    return callMethod(value, 'split', args.value('sep'), args.integer('maxsplit', -1));
  }),
  ['format', (value, positional, named) => format(value, positional, named)],
];

/** `"%s-%d" | format(a, b)`, or with named arguments for `%(name)s`. */
function format(value: Value, positional: readonly Value[], named: ReadonlyMap<string, Value>): string {
  const text = str(requireDefined(value));
  if (positional.length > 0 && named.size > 0)
    throw templateError("can't handle positional and keyword arguments at the same time");
  const dict: Dict = new Map(named);
  return formatPercent(text, named.size > 0 ? dict : makeTuple(positional));
}
