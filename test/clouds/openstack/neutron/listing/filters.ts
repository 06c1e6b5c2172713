import { isObject, type JsonObject } from '../../http/exchange.ts';
import type { Attributes } from '../attributes/types.ts';
import { badRequest, invalidInput } from '../errors.ts';
import { pythonRepr, pythonText } from '../values/python.ts';
import { folded } from './collation.ts';

/** Whether a resource, as it is shown to an administrator, passes. */
export type Filter = (resource: JsonObject) => boolean;

/** Parameters that say how to list, not what. */
const WAYS = new Set(['fields', 'sort_key', 'sort_dir', 'limit', 'marker', 'page_reverse']);
/** Lists of objects: asked for as `fixed_ips=ip_address=10.0.0.1`. */
const PAIRS = new Set(['fixed_ips', 'segments', 'allowed_address_pairs']);

/** The filter that a query asks for. Values of one parameter are alternatives. */
export function filterOf(query: URLSearchParams, attributes: Attributes, isStrict: boolean): Filter {
  const names = [...new Set(query.keys())].filter((name) => !WAYS.has(name));
  const unknown = isStrict ? names.filter((name) => attributes[name]?.filter !== true) : [];
  if (unknown.length > 0) throw badRequest(`${pythonRepr(unknown)} is invalid attribute for filtering`);
  const filters = names
    .filter((name) => name in attributes)
    .map((name) => filterFor(name, query.getAll(name), attributes));
  return (resource) => filters.every((filter) => filter(resource));
}

function filterFor(name: string, values: readonly string[], attributes: Attributes): Filter {
  if (name === 'tags' || name.startsWith('tags-') || name.startsWith('not-tags')) {
    return tagFilter(
      name,
      values.flatMap((value) => value.split(',')),
    );
  }
  if (PAIRS.has(name)) return pairFilter(name, values);
  const { convert } = attributes[name]!;
  const wanted = new Set(values.map((value) => wordOf(convert ? convert(value) : value)));
  return (resource) => {
    const value = resource[name];
    if (Array.isArray(value)) return value.some((each) => wanted.has(wordOf(each)));
    return wanted.has(wordOf(value));
  };
}

function wordOf(value: unknown): string {
  return folded(pythonText(value));
}

const TAG_TESTS: Readonly<Record<string, (has: readonly boolean[]) => boolean>> = {
  tags: (has) => has.every(Boolean),
  'tags-any': (has) => has.some(Boolean),
  'not-tags': (has) => !has.every(Boolean),
  'not-tags-any': (has) => !has.some(Boolean),
};

function tagFilter(name: string, wanted: readonly string[]): Filter {
  const test = TAG_TESTS[name]!;
  return (resource) => {
    const tags = Array.isArray(resource['tags']) ? resource['tags'].map((tag) => folded(String(tag))) : [];
    return test(wanted.map((tag) => tags.includes(folded(tag))));
  };
}

function pairFilter(name: string, values: readonly string[]): Filter {
  const wanted = new Map<string, string[]>();
  for (const value of values) {
    const at = value.indexOf('=');
    if (at < 1) throw invalidInput(`'${value}' is not of the form <key>=[value]`);
    const key = value.slice(0, at).trim();
    wanted.set(key, [...(wanted.get(key) ?? []), value.slice(at + 1).trim()]);
  }
  return (resource) => {
    const list: readonly unknown[] = Array.isArray(resource[name]) ? resource[name] : [];
    return [...wanted].every(([key, alternatives]) =>
      list.some((each) => isObject(each) && alternatives.some((word) => hasPart(each, key, word))),
    );
  };
}

function hasPart(item: JsonObject, key: string, word: string): boolean {
  if (key === 'ip_address_substr') return String(item['ip_address']).includes(word);
  return String(item[key]) === word;
}
