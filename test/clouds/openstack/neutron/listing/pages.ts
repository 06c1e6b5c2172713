import type { JsonObject } from '../../http/exchange.ts';
import { refuse } from '../errors.ts';

export interface Paging {
  /** 0 for everything. */
  readonly limit: number;
  readonly marker: string | null;
  readonly isReverse: boolean;
}

/** What part of a list a query wants, if the service gives at most `most` (0 for any number). */
export function pagingOf(query: URLSearchParams, most: number): Paging {
  const text = query.get('limit') ?? '0';
  if (!/^\s*\+?\d+\s*$/.test(text)) {
    throw refuse(
      400,
      'BadRequest',
      `Bad limit request: Limit must be an integer 0 or greater and not '${text}'.`,
    );
  }
  const asked = Number(text);
  const limit = most > 0 ? Math.min(most, asked) || most : asked;
  return {
    limit,
    marker: limit === 0 ? null : query.get('marker'),
    isReverse: query.get('page_reverse')?.toLowerCase() === 'true',
  };
}

/** The page of a sorted list. The marker is the last item that the client has seen; it must be in the list. */
export function pageOf(list: readonly JsonObject[], paging: Paging): JsonObject[] {
  if (paging.limit === 0) return [...list];
  const at = paging.marker === null ? -1 : list.findIndex((item) => item['id'] === paging.marker);
  if (paging.isReverse) {
    const end = at === -1 ? list.length : at;
    return list.slice(Math.max(0, end - paging.limit), end);
  }
  return list.slice(at + 1, at + 1 + paging.limit);
}

/** Links to the pages around this one. */
export function pageLinks(
  page: readonly JsonObject[],
  paging: Paging,
  address: string,
  query: URLSearchParams,
): JsonObject[] {
  if (paging.limit === 0) return [];
  const isShort = page.length < paging.limit;
  const links: JsonObject[] = [];
  if (!isShort || paging.isReverse) {
    links.push({ rel: 'next', href: linkTo(address, query, page.at(-1), false) });
  }
  if (!isShort || !paging.isReverse) {
    links.push({ rel: 'previous', href: linkTo(address, query, page[0], true) });
  }
  return links;
}

function linkTo(
  address: string,
  query: URLSearchParams,
  marker: JsonObject | undefined,
  isReverse: boolean,
): string {
  const asked = new URLSearchParams(query);
  asked.delete('marker');
  asked.delete('page_reverse');
  if (marker) asked.set('marker', String(marker['id']));
  if (isReverse) asked.set('page_reverse', 'True');
  return `${address}?${asked.toString()}`;
}
