import { at, isObject, listAt, textAt } from './json.ts';

/**
 * The query of the next page, or undefined at the end. The services write links in four ways: `<collection>_links`
 * (Neutron, Nova, Cinder), `next` (Glance), `links.next` (Keystone), `links` as a list. Of a link only the query
 * counts: the next page is the same collection, whatever host, scheme or path a proxy made the service believe in.
 */
export function nextPageQuery(body: unknown, key: string): string | undefined {
  const link =
    nextOfList(listAt(body, `${key}_links`)) ??
    textAt(body, 'next') ??
    textAt(body, 'links', 'next') ??
    nextOfList(listAt(body, 'links'));
  if (link === undefined || link === '') return undefined;
  const question = link.indexOf('?');
  return question === -1 ? '' : link.slice(question + 1).replace(/#.*$/s, '');
}

function nextOfList(links: readonly unknown[]): string | undefined {
  const next = links.find((link) => textAt(link, 'rel') === 'next');
  return textAt(next, 'href');
}

/** Keystone says so when it leaves items out, and has no further page for them. */
export function isTruncated(body: unknown): boolean {
  return at(body, 'truncated') === true;
}

/** The items of a page, or undefined if the body has no list under the key. */
export function itemsOf(
  body: unknown,
  key: string,
): readonly Readonly<Record<string, unknown>>[] | undefined {
  const items = at(body, key);
  return Array.isArray(items) && items.every(isObject) ? items : undefined;
}
