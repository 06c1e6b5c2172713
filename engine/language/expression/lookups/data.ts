import { templateError } from '../errors.ts';
import { toPaths } from '../filters/data/paths-of-data.ts';
import { plainFilters } from '../filters/plain-filters.ts';
import type { Value } from '../value.ts';
import { lookup, type LookupEntry } from './define.ts';

/** Lookups that do what filters of the same name do. */
export const dataLookups: readonly LookupEntry[] = [
  lookup('to_paths', 'var prepend', (terms, options) => [
    toPaths(given('to_paths', terms[0] ?? options.get('var')), terms[1] ?? options.get('prepend')),
  ]),
  lookup('get_path', 'var path', (terms, options) => {
    const value = given('get_path', terms[0] ?? options.get('var'));
    const path = given('get_path', terms[1] ?? options.get('path'));
    const found = plainFilters.get('get_path')?.(value, [path], new Map(), options.environment);
    return [found ?? null];
  }),
];

function given(name: string, value: Value | undefined): Value {
  if (value === undefined) throw templateError(`The lookup ${name} needs more terms.`);
  return value;
}
