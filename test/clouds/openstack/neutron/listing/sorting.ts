import type { JsonObject } from '../../http/exchange.ts';
import type { Attributes } from '../attributes/types.ts';
import { badRequest } from '../errors.ts';
import { pythonRepr, pythonText } from '../values/python.ts';
import { folded } from './collation.ts';

export interface SortKey {
  readonly key: string;
  readonly isAscending: boolean;
}

/** How a query wants its list sorted; the id comes last, so that the order is always certain. */
export function sortingOf(query: URLSearchParams, attributes: Attributes): SortKey[] {
  const keys = query.getAll('sort_key').filter((key) => key !== '');
  const ways = query.getAll('sort_dir').filter((way) => way !== '');
  if (keys.length !== ways.length) throw badRequest('The number of sort_keys and sort_dirs must be same');
  const unknown = keys.filter((key) => attributes[key]?.sort !== true);
  if (unknown.length > 0) throw badRequest(`${pythonRepr(unknown)} is invalid attribute for sort_keys`);
  const wrong = ways.filter((way) => way !== 'asc' && way !== 'desc');
  if (wrong.length > 0) {
    throw badRequest(`${pythonRepr(wrong)} is invalid value for sort_dirs, valid value is 'asc' and 'desc'`);
  }
  const sorting = keys.map((key, index) => ({ key, isAscending: ways[index] === 'asc' }));
  return keys.includes('id') ? sorting : [...sorting, { key: 'id', isAscending: true }];
}

/** A new list in that order. Null comes before everything. */
export function sorted(resources: readonly JsonObject[], sorting: readonly SortKey[]): JsonObject[] {
  return [...resources].sort((a, b) => {
    for (const { key, isAscending } of sorting) {
      const order = compare(a[key], b[key]);
      if (order !== 0) return isAscending ? order : -order;
    }
    return 0;
  });
}

function compare(a: unknown, b: unknown): number {
  if (a === null || b === null) return Number(b === null) - Number(a === null);
  if (typeof a === 'number' && typeof b === 'number') return a - b;
  const [left, right] = [folded(pythonText(a)), folded(pythonText(b))];
  return left < right ? -1 : Number(left > right);
}
