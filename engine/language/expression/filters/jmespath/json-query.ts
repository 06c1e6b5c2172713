import { templateError } from '../../errors.ts';
import { typeName } from '../../operations.ts';
import { remembered } from '../../remembered.ts';
import { filter, type FilterEntry } from '../define.ts';
import { evaluateQuery } from './evaluate-query.ts';
import { parseQuery } from './parse-query.ts';

/** A query as a tree. */
const treeOf = remembered(parseQuery);

/** `json_query`: what a JMESPath expression finds in a value. */
export const jsonQueryFilter: FilterEntry = filter('json_query', 'expr', (value, args) => {
  const query = args.value('expr');
  if (typeof query !== 'string')
    throw templateError(`A JMESPath expression is a text, and this is of type ${typeName(query)}`);
  return evaluateQuery(treeOf(query), value);
});
