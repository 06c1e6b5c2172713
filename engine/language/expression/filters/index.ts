import type { FilterFunction } from '../environment.ts';
import { templateError } from '../errors.ts';
import { isTruthy } from '../operations.ts';
import { builtInTests } from '../tests/index.ts';
import { findByName } from './find-by-name.ts';
import { plainFilters } from './plain-filters.ts';
import { selectionFilters, type Appliers } from './selection.ts';

const appliers: Appliers = {
  filter: (name, value, positional, named, environment) => {
    const filter = findByName(name, environment.extensions?.filters, builtInFilters);
    if (filter === undefined) throw templateError(`No filter named '${name}'.`);
    return filter(value, positional, named, environment);
  },
  test: (name, value, positional, named, environment) => {
    const test = findByName(name, environment.extensions?.tests, builtInTests);
    if (test === undefined) throw templateError(`No test named '${name}'.`);
    return isTruthy(test(value, positional, named, environment));
  },
};

/** Every filter of Jinja and of ansible-core, and the ones of collections that are in use, by their short names. */
export const builtInFilters: ReadonlyMap<string, FilterFunction> = new Map([
  ...plainFilters,
  ...selectionFilters(appliers),
]);
