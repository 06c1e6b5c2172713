import { templateError } from '../../errors.ts';
import { typeName } from '../../operations.ts';
import { filter, type FilterEntry } from '../define.ts';
import { evaluateQuery } from './evaluate-query.ts';
import type { Node } from './nodes.ts';
import { parseQuery } from './parse-query.ts';

const cacheLimit = 256;
const queries = new Map<string, Node>();

/** A query as a tree; queries are remembered by their text. */
function treeOf(query: string): Node {
  const known = queries.get(query);
  if (known !== undefined) return known;
  const made = parseQuery(query);
  if (queries.size >= cacheLimit) queries.clear();
  queries.set(query, made);
  return made;
}

/** `json_query`: what a JMESPath expression finds in a value. */
export const jsonQueryFilter: FilterEntry = filter('json_query', 'expr', (value, args) => {
  const query = args.value('expr');
  if (typeof query !== 'string')
    throw templateError(`A JMESPath expression is a text, and this is of type ${typeName(query)}`);
  return evaluateQuery(treeOf(query), value);
});
