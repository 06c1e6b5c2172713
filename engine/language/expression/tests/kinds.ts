import { isFloat, isInteger, isMapping, isNumber, iterate, length, numeric } from '../operations.ts';
import { str } from '../python-text.ts';
import { Callable, ObjectValue, PySet, Undefined, View, type Value } from '../value.ts';
import { filter, lenientFilter, type FilterEntry } from '../filters/define.ts';
import { callMethod } from '../filters/text/call-method.ts';

const kind = (name: string, holds: (value: Value) => boolean): FilterEntry => lenientFilter(name, '', holds);

/** Tests on what a value is. Undefined is none of these kinds, and is told so without an error where Python does so. */
export const kindTests: readonly FilterEntry[] = [
  kind('defined', (value) => !(value instanceof Undefined)),
  kind('undefined', (value) => value instanceof Undefined),
  kind('none', (value) => value === null),
  kind('boolean', (value) => typeof value === 'boolean'),
  kind('true', (value) => value === true),
  kind('false', (value) => value === false),
  kind('integer', isInteger),
  kind('float', isFloat),
  kind('number', (value) => isNumber(value) || typeof value === 'boolean'),
  kind('string', (value) => typeof value === 'string'),
  kind('mapping', isMappingLike),
  kind('sequence', (value) => {
    if (value instanceof Undefined || value instanceof PySet) return false;
    // The views of a dictionary have a length, but no items by index.
    if (value instanceof View) return value.typeName === 'range';
    return succeeds(() => length(value));
  }),
  filter('iterable', '', (value) => succeeds(() => iterate(value))),
  // An undefined variable is a callable object in Jinja too.
  kind('callable', (value) => value instanceof Callable || value instanceof Undefined),
  // Nothing is marked as escaped here; Jinja says so of what is not there.
  kind('escaped', (value) => value instanceof Undefined),
  filter('lower', '', (value) => callMethod(str(value), 'islower')),
  filter('upper', '', (value) => callMethod(str(value), 'isupper')),
  ...['nan', 'isnan'].map((name) =>
    filter(name, '', (value) => {
      const number = numeric(value);
      return typeof number === 'number' && Number.isNaN(number);
    }),
  ),
];

function isMappingLike(value: Value): boolean {
  return isMapping(value) || (value instanceof ObjectValue && value.keys !== undefined);
}

function succeeds(attempt: () => unknown): boolean {
  try {
    attempt();
    return true;
  } catch {
    return false;
  }
}
