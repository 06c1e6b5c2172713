import { templateError } from '../errors.ts';
import { isMapping, isSequence, requireDefined, typeName } from '../operations.ts';
import { Undefined, type Value } from '../value.ts';
import { attributeGetter } from './attribute-path.ts';
import { filter, type FilterEntry } from './define.ts';
import { pythonRegex } from './regex/python-regex.ts';

type Query = (text: string) => boolean;

/**
 * OS-Migrate's `stringfilter(items, queries, attribute)`: the items of which a text is one of the queries. A query is
 * a text (equal) or `{regex: ...}` (found anywhere in it); an item is kept once, in the order of the items.
 */
export const stringFilter: FilterEntry = filter('stringfilter', 'queries [attribute]', (value, args) => {
  const queries = listOf(args.value('queries'), 'queries').map(queryOf);
  const attribute = args.get('attribute');
  return listOf(value, 'items').filter((item) => {
    const text = textOf(item, attribute);
    return queries.some((query) => query(text));
  });
});

function listOf(value: Value, what: string): readonly Value[] {
  const defined = requireDefined(value);
  if (isSequence(defined)) return defined;
  throw templateError(`stringfilter: the ${what} must be a list, not ${typeName(defined)}`);
}

function queryOf(query: Value): Query {
  if (typeof query === 'string') return (text) => text === query;
  const regex = isMapping(query) && query.size === 1 ? query.get('regex') : undefined;
  if (typeof regex !== 'string') {
    throw templateError('stringfilter: a query is a text, or a dictionary with the one key regex and a text');
  }
  const pattern = pythonRegex(regex);
  return (text) => pattern.search(text) !== undefined;
}

function textOf(item: Value, attribute: Value | undefined): string {
  if (attribute === undefined && typeof item === 'string') return item;
  const found = attributeGetter(attribute)(item);
  if (found instanceof Undefined)
    throw templateError(`stringfilter: an item has no ${typeof attribute === 'string' ? attribute : 'text'}`);
  if (typeof found === 'string') return found;
  throw templateError(`stringfilter: what is filtered must be text, not ${typeName(found)}`);
}
