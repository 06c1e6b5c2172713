import { templateError } from '../../errors.ts';
import { equals, isTruthy, requireDefined, typeName } from '../../operations.ts';
import { str } from '../../python-text.ts';
import { Undefined, type Value } from '../../value.ts';
import { alias, filter, lenientFilter, type FilterEntry } from '../define.ts';

/** Filters on what a value is, and whether it is there. */
export const typeFilters: readonly FilterEntry[] = [
  ...alias(
    lenientFilter('default', '[default_value] [boolean]', (value, args) => {
      const isMissing = value instanceof Undefined || (args.flag('boolean') && !isTruthy(value));
      const fallback = args.raw('default_value');
      return !isMissing ? value : fallback === undefined ? '' : fallback;
    }),
    'd',
  ),
  lenientFilter('mandatory', '[msg]', (value, args) => {
    if (!(value instanceof Undefined)) return value;
    const message = args.get('msg');
    if (message !== undefined) throw templateError(str(message), 'Define the variable.');
    const name = value.name === undefined ? '' : `'${value.name}' `;
    throw templateError(`Mandatory variable ${name}not defined.`, 'Define the variable.');
  }),
  lenientFilter('ternary', 'true_val false_val [none_val]', (value, args) => {
    const forNone = args.raw('none_val') ?? null;
    if (requireDefined(value) === null && forNone !== null) return forNone;
    return args.raw(isTruthy(value) ? 'true_val' : 'false_val') ?? null;
  }),
  lenientFilter('type_debug', '', (value) => typeName(value)),
  filter('bool', '', toBool),
];

const truths: readonly Value[] = ['yes', 'on', '1', 'true', 1];

/** None stays None; the words for yes, and 1, are true, and everything else is false. */
export function toBool(value: Value): Value {
  if (value === null || typeof value === 'boolean') return value;
  const compared = typeof value === 'string' ? value.toLowerCase() : value;
  return truths.some((each) => equals(each, compared));
}
