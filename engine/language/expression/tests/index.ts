import type { FilterFunction } from '../environment.ts';
import { str } from '../python-text.ts';
import { filter } from '../filters/define.ts';
import { findByName } from '../filters/find-by-name.ts';
import { plainFilters } from '../filters/plain-filters.ts';
import { addressTests } from './addresses.ts';
import { collectionTests } from './collections.ts';
import { comparisonTests } from './comparisons.ts';
import { fileTests } from './files.ts';
import { kindTests } from './kinds.ts';
import { resultTests } from './results.ts';
import { textTests } from './texts.ts';
import { versionTests } from './version/version-test.ts';

const selections = ['map', 'select', 'reject', 'selectattr', 'rejectattr'];

/** Every test of Jinja and of ansible-core, and the ones of collections that are in use, by their short names. */
export const builtInTests: ReadonlyMap<string, FilterFunction> = new Map([
  ...addressTests,
  ...collectionTests,
  ...comparisonTests,
  ...fileTests,
  ...kindTests,
  ...resultTests,
  ...textTests,
  ...versionTests,
  filter('filter', '', (value, { environment }) => {
    const name = str(value);
    return (
      selections.includes(name) ||
      findByName(name, environment.extensions?.filters, plainFilters) !== undefined
    );
  }),
  filter(
    'test',
    '',
    (value, { environment }) =>
      findByName(str(value), environment.extensions?.tests, builtInTests) !== undefined,
  ),
]);
