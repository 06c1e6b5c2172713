import { numeralOf } from './schema/numbers.ts';

/** How much of a list is asked for, with the most that there is in one answer. */
export function limitOf(query: URLSearchParams, most: number): number {
  return Math.min(numberOf(query, 'limit') ?? most, most);
}

/** A number of the query, which was checked; the last if it stands there more than once. */
export function numberOf(query: URLSearchParams, name: string): number | undefined {
  return numeralOf(query.getAll(name).at(-1))?.value;
}

/** The last value of a parameter, which is the one that counts. */
export function lastOf(query: URLSearchParams, name: string): string | undefined {
  return query.getAll(name).at(-1);
}
