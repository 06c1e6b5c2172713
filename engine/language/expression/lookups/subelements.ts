import { templateError } from '../errors.ts';
import { dictGet } from '../operations.ts';
import { str } from '../python-text.ts';
import { makeTuple, Tuple, type Dict, type Value } from '../value.ts';
import { toBool } from '../filters/types/type-filters.ts';
import { lookup, type LookupEntry } from './define.ts';

/** `subelements`: each dictionary, without the list, with each item of a list within it. */
export const subelementsLookup: LookupEntry = lookup('subelements', '', (terms) => {
  const [source, path, flags] = terms;
  if (source === undefined || path === undefined || terms.length > 3) throw wrongTerms('');
  if ((!(source instanceof Map) && !Array.isArray(source)) || typeof path !== 'string')
    throw wrongTerms('first a dict or a list, second a string pointing to the subkey');
  if (source instanceof Map && isSkipped(source)) return [];
  const elements = source instanceof Map ? [...source.values()] : [...source];
  const skipsMissing = flags instanceof Map && toBool(dictGet(flags, 'skip_missing') ?? false) === true;
  return elements.flatMap((element) => {
    if (!(element instanceof Map))
      throw templateError(`subelements lookup expects a dictionary, got '${str(element)}'`);
    return isSkipped(element) ? [] : pairs(element, path.split('.'), skipsMissing);
  });
});

function wrongTerms(detail: string): Error {
  return templateError(`subelements lookup expects a list of two or three items, ${detail}`);
}

function isSkipped(result: Dict): boolean {
  return (dictGet(result, 'skipped') ?? false) !== false;
}

function pairs(element: Dict, path: readonly string[], skipsMissing: boolean): Value[] {
  const list = listAt(element, path, skipsMissing);
  if (list === undefined) return [];
  const rest = without(element, path);
  return list.map((item) => makeTuple([rest, item]));
}

function listAt(element: Dict, path: readonly string[], skipsMissing: boolean): Value[] | undefined {
  let at: Value = element;
  for (const [index, key] of path.entries()) {
    const next: Value | undefined = at instanceof Map ? dictGet(at, key) : undefined;
    if (next === undefined) {
      if (skipsMissing) return undefined;
      throw templateError(`could not find '${key}' key in iterated item '${str(at)}'`);
    }
    if (index < path.length - 1 && !(next instanceof Map)) {
      if (skipsMissing) return undefined;
      throw templateError(`the key ${key} should point to a dictionary, got '${str(next)}'`);
    }
    at = next;
  }
  if (Array.isArray(at) && !(at instanceof Tuple)) return at;
  throw templateError(`the key ${path.at(-1) ?? ''} should point to a list, got '${str(at)}'`);
}

/** A copy without the value at a path. */
function without(element: Dict, [key = '', ...rest]: readonly string[]): Dict {
  const copy: Dict = new Map(element);
  const inner = dictGet(copy, key);
  if (rest.length > 0 && inner instanceof Map) copy.set(key, without(inner, rest));
  else copy.delete(key);
  return copy;
}
