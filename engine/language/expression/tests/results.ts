import { templateError } from '../errors.ts';
import type { TemplateEnvironment } from '../environment.ts';
import { dictGet, equals, isTruthy } from '../operations.ts';
import { repr } from '../python-text.ts';
import type { Dict, Value } from '../value.ts';
import { alias, filter, type FilterEntry } from '../filters/define.ts';

type ResultTest = (result: Dict, environment: TemplateEnvironment) => boolean;

const result = (name: string, test: ResultTest, ...others: readonly string[]): FilterEntry[] =>
  alias(
    filter(name, '', (value, { environment }) => {
      if (value instanceof Map) return test(value, environment);
      throw templateError(
        `The '${name}' test expects a dictionary`,
        `It is for the registered result of a task, and this is ${repr(value)}.`,
      );
    }),
    ...others,
  );

const flag = (dict: Dict, name: string): boolean => isTruthy(dictGet(dict, name) ?? false);

/** Tests on the registered results of tasks. */
export const resultTests: readonly FilterEntry[] = [
  ...result('failed', (dict) => flag(dict, 'failed'), 'failure'),
  ...result('succeeded', (dict) => !flag(dict, 'failed'), 'success', 'successful'),
  ...result('changed', isChanged, 'change'),
  ...result('skipped', (dict) => flag(dict, 'skipped'), 'skip'),
  ...result('unreachable', (dict) => flag(dict, 'unreachable')),
  ...result('reachable', (dict) => !flag(dict, 'unreachable')),
  ...result('started', (dict, environment) => asyncState(dict, 'started', environment)),
  ...result('finished', (dict, environment) => asyncState(dict, 'finished', environment)),
  ...result('timedout', (dict) => {
    const timeout = dictGet(dict, 'timedout');
    return timeout instanceof Map ? isTruthy(dictGet(timeout, 'period') ?? false) : false;
  }),
];

/** A result of a loop has changed if one of its items has. */
function isChanged(dict: Dict): boolean {
  const own = dictGet(dict, 'changed');
  if (own !== undefined) return isTruthy(own);
  const results = dictGet(dict, 'results');
  if (!Array.isArray(results) || !(results[0] instanceof Map)) return false;
  return results.some((each) => each instanceof Map && flag(each, 'changed'));
}

/** Tasks that are not asynchronous count as started and finished. */
function asyncState(dict: Dict, name: 'started' | 'finished', environment: TemplateEnvironment): boolean {
  const state: Value | undefined = dictGet(dict, name);
  if (state !== undefined) return equals(state, 1);
  environment.warn?.(`The '${name}' test expects an async task, but a non-async task was tested`);
  return true;
}
