import type { JsonObject } from '../http/exchange.ts';
import { folded } from '../neutron/listing/collation.ts';
import { pythonText } from '../neutron/values/python.ts';
import type { Context } from './context.ts';
import { badRequest, invalidInput } from './errors.ts';

interface Listed {
  readonly id: string;
  readonly created_at: string;
}

export interface Way<Row> {
  /** As in the address, below the project: `volumes/detail`. */
  readonly path: string;
  /** The key of the links, such as `volumes_links`. */
  readonly links: string;
  /** Columns that a client may sort by, and what they are of a row. */
  readonly columns: Readonly<Record<string, (row: Row) => unknown>>;
  readonly noSuchMarker: (id: string) => Error;
}

/** Words of a query that say how to list, not what. */
const WAYS = ['limit', 'marker', 'offset', 'sort', 'sort_key', 'sort_dir', 'with_count', 'all_tenants'];

/** What a query filters by, the last value of each name. */
export function filtersIn(query: URLSearchParams): Map<string, string> {
  return new Map([...query].filter(([name]) => !WAYS.includes(name)));
}

/** The page of a list that a query asks for, and the link to the next one. The newest come first if nobody says. */
export function pageOf<Row extends Listed>(
  rows: readonly Row[],
  way: Way<Row>,
  context: Context,
): { readonly page: readonly Row[]; readonly links: JsonObject } {
  const { query } = context.request;
  const most = context.state.pageLimit;
  const limit = Math.min(numberIn(query, 'limit') ?? most, most);
  const offset = numberIn(query, 'offset') ?? 0;
  const sorted = inOrder(rows, way, query);
  const marker = query.getAll('marker').at(-1);
  const at = marker === undefined ? -1 : sorted.findIndex((row) => row.id === marker);
  if (marker !== undefined && at === -1) throw way.noSuchMarker(marker);
  const page = sorted.slice(at + 1 + offset, at + 1 + offset + limit);
  if (page.length === 0 || page.length < limit) return { page, links: {} };
  const parameters = new Map([...query].filter(([name]) => name !== 'marker'));
  parameters.set('marker', page.at(-1)!.id);
  const address = `${context.request.base}/v3/${context.who.projectId}/${way.path}`;
  const href = `${address}?${new URLSearchParams([...parameters]).toString()}`;
  return { page, links: { [way.links]: [{ rel: 'next', href }] } };
}

function numberIn(query: URLSearchParams, name: string): number | undefined {
  const text = query.getAll(name).at(-1);
  if (text === undefined) return undefined;
  if (!/^\s*[+-]?\d+\s*$/.test(text)) throw badRequest(`${name} param must be an integer`);
  if (Number(text) < 0) throw badRequest(`${name} param must be positive`);
  return Number(text);
}

function inOrder<Row extends Listed>(rows: readonly Row[], way: Way<Row>, query: URLSearchParams): Row[] {
  const columns = { id: (row: Row) => row.id, created_at: (row: Row) => row.created_at, ...way.columns };
  const asked = sortingOf(query);
  const sorting = [
    ...asked,
    ...['created_at', 'id']
      .filter((key) => !asked.some((each) => each.key === key))
      .map((key) => ({ key, isAscending: asked.at(-1)?.isAscending ?? false })),
  ];
  for (const { key } of sorting) {
    if (!Object.hasOwn(columns, key)) throw invalidInput('Invalid sort key');
  }
  return [...rows].sort((a, b) => {
    for (const { key, isAscending } of sorting) {
      const column = columns[key as keyof typeof columns];
      const order = compare(column(a), column(b));
      if (order !== 0) return isAscending ? order : -order;
    }
    return 0;
  });
}

interface SortKey {
  readonly key: string;
  readonly isAscending: boolean;
}

function sortingOf(query: URLSearchParams): SortKey[] {
  const sort = query.get('sort');
  if (sort !== null) {
    return sort.split(',').map((part) => {
      const [key = '', way = ''] = part.split(':');
      return { key: key.trim(), isAscending: isAscending(way.trim() || 'desc') };
    });
  }
  const keys = query.getAll('sort_key');
  const ways = query.getAll('sort_dir');
  return keys.map((key, index) => ({ key, isAscending: isAscending(ways[index] ?? ways[0] ?? 'desc') }));
}

function isAscending(way: string): boolean {
  if (way === 'asc' || way === 'desc') return way === 'asc';
  throw invalidInput("Unknown sort direction, must be 'desc' or 'asc'.");
}

function compare(a: unknown, b: unknown): number {
  if (a === null || b === null) return Number(b === null) - Number(a === null);
  if (typeof a === 'number' && typeof b === 'number') return a - b;
  const [left, right] = [folded(pythonText(a)), folded(pythonText(b))];
  return left < right ? -1 : Number(left > right);
}

/** Texts of a filter such as `{'a': 'b'}`, in Python's words; nothing if it is none. */
export function textsIn(filter: string): Readonly<Record<string, string>> | undefined {
  try {
    const value: unknown = JSON.parse(filter.replace(/'/g, '"'));
    if (typeof value !== 'object' || value === null || Array.isArray(value)) return undefined;
    return Object.fromEntries(Object.entries(value).map(([key, each]) => [key, String(each)]));
  } catch {
    return undefined;
  }
}
