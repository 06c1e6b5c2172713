import type { JsonObject } from '../http/exchange.ts';
import type { Context } from './context.ts';

/** Where clients find a thing: with the version of the API, and without it. */
export function linksOf(context: Context, collection: string, id: string): JsonObject[] {
  const path = `${projectPart(context)}/${collection}/${id}`;
  const { base } = context.request;
  return [
    { rel: 'self', href: `${base}/v2.1${path}` },
    { rel: 'bookmark', href: `${base}${path}` },
  ];
}

/** The link to the page behind this one, under `<collection>_links`; nothing if this page is not full. */
export function nextLink(
  context: Context,
  { collection, path = collection }: { readonly collection: string; readonly path?: string },
  query: URLSearchParams,
  ids: readonly string[],
): JsonObject {
  const most = Math.min(Number(query.getAll('limit').at(-1) ?? Infinity), context.state.pageLimit);
  const last = ids.at(-1);
  if (last === undefined || ids.length !== most) return {};
  // A parameter that stands there more than once is kept once, with its last value.
  const parameters = new Map([...query].sort(([a], [b]) => (a < b ? -1 : a > b ? 1 : 0)));
  parameters.set('marker', last);
  const href = `${context.request.base}/v2.1${projectPart(context)}/${path}?${encoded(parameters)}`;
  return { [`${collection.replace(/^os-/, '')}_links`]: [{ rel: 'next', href }] };
}

/** A project in the address of the call stands in the links of the answer too. */
function projectPart({ who, request }: Context): string {
  if (who.projectId === undefined) return '';
  const address = `${request.base}${request.path}?${request.query.toString()}`;
  return address.includes(who.projectId) ? `/${who.projectId}` : '';
}

function encoded(parameters: ReadonlyMap<string, string>): string {
  return new URLSearchParams([...parameters]).toString();
}
