import { folded } from '../neutron/listing/collation.ts';
import { pythonText } from '../neutron/values/python.ts';
import { badRequest } from './errors.ts';
import type { Image } from './rows.ts';
import { viewImage } from './view.ts';

export interface SortKey {
  readonly key: string;
  readonly isAscending: boolean;
}

const KEYS = ['name', 'status', 'container_format', 'disk_format', 'size', 'id', 'created_at', 'updated_at'];

/** How a query wants its list sorted; takes its words out of the query. The newest come first if nobody says. */
export function sortingOf(query: URLSearchParams): SortKey[] {
  const asked = query.has('sort') ? shortForm(query) : longForm(query);
  const keys = asked.keys.length > 0 ? asked.keys : ['created_at'];
  const ways = asked.ways.length > 0 ? asked.ways : ['desc'];
  const usual = ways.length === 1 ? ways[0]! : 'desc';
  return [
    ...keys.map((key, index) => ({ key, isAscending: (ways.length === 1 ? usual : ways[index]) === 'asc' })),
    // So that the order is certain.
    ...['created_at', 'id']
      .filter((key) => !keys.includes(key))
      .map((key) => ({ key, isAscending: usual === 'asc' })),
  ];
}

interface Asked {
  readonly keys: readonly string[];
  readonly ways: readonly string[];
}

/** `sort=name:asc,size:desc` */
function shortForm(query: URLSearchParams): Asked {
  if (query.has('sort_key') || query.has('sort_dir')) {
    throw badRequest('Old and new sorting syntax cannot be combined');
  }
  const parts = (query.get('sort') ?? '').trim().split(',');
  query.delete('sort');
  const pairs = parts.map((part) => {
    const [key = '', way = ''] = part.split(/:(.*)/s);
    return [checkKey(key.trim()), checkWay(way === '' ? 'desc' : way.trim())] as const;
  });
  return { keys: pairs.map(([key]) => key), ways: pairs.map(([, way]) => way) };
}

/** `sort_key=name&sort_dir=asc` */
function longForm(query: URLSearchParams): Asked {
  const keys = query.getAll('sort_key').map((key) => checkKey(key.trim()));
  const ways = query.getAll('sort_dir').map((way) => checkWay(way.trim()));
  query.delete('sort_key');
  query.delete('sort_dir');
  if (ways.length > 1 && ways.length !== keys.length) {
    throw badRequest('Number of sort dirs does not match the number of sort keys');
  }
  return { keys, ways };
}

function checkKey(key: string): string {
  if (KEYS.includes(key)) return key;
  throw badRequest(`Invalid sort key: ${key}. It must be one of the following: ${KEYS.join(', ')}.`);
}

function checkWay(way: string): string {
  if (way === 'asc' || way === 'desc') return way;
  throw badRequest(`Invalid sort direction: ${way}`);
}

/** A new list in that order. Null comes before everything. */
export function inOrder(images: readonly Image[], sorting: readonly SortKey[]): Image[] {
  return [...images].sort((a, b) => {
    const [left, right] = [viewImage(a), viewImage(b)];
    for (const { key, isAscending } of sorting) {
      const order = compare(left[key], right[key]);
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
