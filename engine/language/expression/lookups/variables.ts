import { templateError } from '../errors.ts';
import { requireDefined } from '../operations.ts';
import { orUndefined } from '../undefined-variable.ts';
import { Undefined, type Value } from '../value.ts';
import { pythonRegex } from '../filters/regex/python-regex.ts';
import { lookup, requireTerm, type LookupEntry } from './define.ts';

/** Lookups of variables, settings and hosts. */
export const variableLookups: readonly LookupEntry[] = [
  lookup('env', 'default', (terms, options) =>
    terms.map((term) => {
      const [name = ''] = requireTerm(term, 'env').split(/\s+/);
      const set = options.environment.ports.environmentVariable(name);
      if (set !== undefined) return set;
      const fallback = options.raw('default');
      if (fallback instanceof Undefined)
        throw templateError(
          `The "env" lookup, found an undefined variable: ${name}`,
          'Set it in the environment.',
        );
      return fallback ?? '';
    }),
  ),
  lookup('vars', 'default', (terms, options) =>
    terms.map((term) => {
      const name = requireTerm(term, 'vars');
      const value = orUndefined(name, (each) => options.environment.scope.get(each));
      const fallback = options.raw('default');
      if (value !== undefined && !(value instanceof Undefined && fallback !== undefined))
        return requireDefined(value);
      if (fallback === undefined)
        throw templateError(`No variable found with this name: ${name}`, 'Define it, or give default=...');
      return requireDefined(fallback);
    }),
  ),
  lookup('varnames', '', (terms, { environment }) =>
    terms.flatMap((term) => {
      const regex = pythonRegex(requireTerm(term, 'varnames'));
      return [...environment.scope.names()].filter((name) => regex.search(name) !== undefined);
    }),
  ),
  lookup('config', 'on_missing plugin_type plugin_name show_origin', (terms, options) => {
    const onMissing = options.text('on_missing', 'error');
    if (!['error', 'warn', 'skip'].includes(onMissing)) {
      throw templateError(
        `"on_missing" must be a string and one of "error", "warn" or "skip", not ${onMissing}`,
      );
    }
    return terms.flatMap((term) => {
      const name = requireTerm(term, 'config');
      const value = options.environment.configuration?.(name);
      if (value !== undefined) return [value];
      if (onMissing === 'error') throw templateError(`Unable to find setting ${name}`);
      if (onMissing === 'warn') options.environment.warn?.(`Skipping, did not find setting ${name}`);
      return [];
    });
  }),
  lookup('inventory_hostnames', '', (terms, { environment }) => {
    const pattern = terms.map((term) => requireTerm(term, 'inventory_hostnames')).join(',');
    return hostsOf(pattern, environment.hostsOf);
  }),
];

function hostsOf(pattern: string, find: ((pattern: string) => readonly string[]) | undefined): Value[] {
  if (find === undefined)
    throw templateError('There is no inventory here.', 'inventory_hostnames works in plays and tasks.');
  return [...find(pattern)];
}
