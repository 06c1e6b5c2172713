import { str } from '../../python-text.ts';
import type { Value } from '../../value.ts';
import { filter, type FilterEntry } from '../define.ts';
import { callMethod } from './call-method.ts';

const method = (name: string): FilterEntry => filter(name, '', (value) => callMethod(str(value), name));

export const caseFilters: readonly FilterEntry[] = [
  method('upper'),
  method('lower'),
  method('capitalize'),
  filter('title', '', titleWords),
];

/** Unlike Python's `str.title()`, Jinja's begins a word only behind a blank, a hyphen or an opening bracket. */
function titleWords(value: Value): string {
  return str(value)
    .split(/([-\s({[<]+)/u)
    .map((part) => {
      const [first = '', ...rest] = [...part];
      return first.toUpperCase() + rest.join('').toLowerCase();
    })
    .join('');
}
