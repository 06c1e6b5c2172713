import { templateError } from '../../errors.ts';
import { dictGet, isTruthy, requireDefined } from '../../operations.ts';
import { str } from '../../python-text.ts';
import type { Dict, Value } from '../../value.ts';
import { filter, type FilterArguments, type FilterEntry } from '../define.ts';
import { itemsOf } from '../lists/items.ts';
import { pythonRegex } from '../regex/python-regex.ts';

/** Filters that keep, remove or rename keys at any depth. */
export const keyOfDataFilters: readonly FilterEntry[] = [
  filter('keep_keys', 'target [matching_parameter]', (value, args) => {
    requireCollection('keep', value);
    return keep(value, itemsOf(args.value('target')).map(str), matcher(args));
  }),
  filter('remove_keys', 'target [matching_parameter]', (value, args) => {
    requireCollection('attribute removal', value);
    return withoutEmpty(remove(value, itemsOf(args.value('target')).map(str), matcher(args)));
  }),
  filter('replace_keys', 'target [matching_parameter]', (value, args) => {
    requireCollection('replace', value);
    return rename(value, itemsOf(args.value('target')).map(renaming), matcher(args));
  }),
];

type Matches = (key: string, target: string) => boolean;

function requireCollection(what: string, value: Value): void {
  if (!Array.isArray(value) && !(value instanceof Map))
    throw templateError(`Input is not valid for ${what} operation`);
}

const matchers: Readonly<Record<string, Matches>> = {
  equality: (key, target) => key === target,
  starts_with: (key, target) => key.startsWith(target),
  ends_with: (key, target) => key.endsWith(target),
  regex: (key, target) => pythonRegex(target).match(key) !== undefined,
};

function matcher(args: FilterArguments): Matches {
  const name = args.text('matching_parameter', 'equality');
  const found = Object.hasOwn(matchers, name) ? matchers[name] : undefined;
  if (found !== undefined) return found;
  throw templateError(
    `value of matching_parameter must be one of: ${Object.keys(matchers).join(', ')}, got: ${name}`,
  );
}

function isCollection(value: Value): boolean {
  return Array.isArray(value) || value instanceof Map;
}

function isEmptyCollection(value: Value): boolean {
  return isCollection(value) && !isTruthy(value);
}

function keep(value: Value, targets: readonly string[], matches: Matches): Value {
  if (Array.isArray(value)) return Array.from(value, (item) => keep(item, targets, matches));
  if (!(value instanceof Map)) return value;
  const kept: Dict = new Map();
  for (const [key, item] of value) {
    if (!isCollection(item)) {
      if (targets.some((target) => matches(str(key), target))) kept.set(key, item);
      continue;
    }
    const inner = keep(item, targets, matches);
    const filled = Array.isArray(inner) ? inner.filter((each) => !isEmptyCollection(each)) : inner;
    const isOnlyText = Array.isArray(filled) && filled.every((each) => typeof each === 'string');
    if (!isOnlyText && !isEmptyCollection(filled)) kept.set(key, filled);
  }
  return kept;
}

function remove(value: Value, targets: readonly string[], matches: Matches): Value {
  if (Array.isArray(value)) return Array.from(value, (item) => remove(item, targets, matches));
  if (!(value instanceof Map)) return value;
  return new Map(
    [...value]
      .filter(([key]) => !targets.some((target) => matches(str(key), target)))
      .map(([key, item]): [Value, Value] => [key, remove(item, targets, matches)]),
  );
}

/** Lists lose their empty members. */
function withoutEmpty(value: Value): Value {
  if (Array.isArray(value)) return Array.from(value).filter(isTruthy).map(withoutEmpty);
  if (!(value instanceof Map)) return value;
  return new Map([...value].map(([key, item]): [Value, Value] => [key, withoutEmpty(item)]));
}

interface Renaming {
  readonly before: string;
  readonly after: string;
}

function renaming(value: Value): Renaming {
  const [before, after] = value instanceof Map ? [dictGet(value, 'before'), dictGet(value, 'after')] : [];
  if (before === undefined || after === undefined)
    throw templateError('Each target of replace_keys has “before” and “after”.');
  return { before: str(requireDefined(before)), after: str(requireDefined(after)) };
}

/** A renamed key goes to the end. */
function rename(value: Value, renamings: readonly Renaming[], matches: Matches): Value {
  if (Array.isArray(value)) return Array.from(value, (item) => rename(item, renamings, matches));
  if (!(value instanceof Map)) return value;
  const made: Dict = new Map(value);
  for (const { before, after } of renamings) {
    for (const key of [...made.keys()]) {
      if (!matches(str(key), before)) continue;
      const item = made.get(key) ?? null;
      made.delete(key);
      made.set(after, item);
    }
  }
  for (const [key, item] of made) made.set(key, rename(item, renamings, matches));
  return made;
}
