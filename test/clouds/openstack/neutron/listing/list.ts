import type { CloudReply, CloudRequest } from '../../http/exchange.ts';
import { attributesWith } from '../attributes/prepare.ts';
import type { Context } from '../context.ts';
import type { Kind, OwnedRow } from '../kind.ts';
import { isAllowed } from '../policy/enforce.ts';
import { onlyFields, shownTo } from '../show.ts';
import { filterOf } from './filters.ts';
import { pageLinks, pageOf, pagingOf } from './pages.ts';
import { sorted, sortingOf } from './sorting.ts';

/** `GET /v2.0/{collection}` */
export function list(kind: Kind, request: CloudRequest, context: Context): CloudReply {
  const { query } = request;
  const { state } = context;
  const attributes = attributesWith(kind.attributes, state.extensions);
  const filter = filterOf(query, attributes, state.extensions.has('filter-validation'));
  const sorting = sortingOf(query, attributes);
  const paging = pagingOf(query, state.pageLimit);
  const all = visibleRows(kind, query, context)
    .map((row) => kind.view(row, context))
    .filter(filter);
  const inOrder = sorted(all, sorting);
  if (paging.marker !== null && !inOrder.some((item) => item['id'] === paging.marker)) {
    refuseStrangeMarker(kind, paging.marker, context);
  }
  const page = pageOf(inOrder, paging);
  const links = pageLinks(page, paging, `${request.base}${request.path}`, query);
  const fields = query.getAll('fields');
  const items = page
    .filter((item) => isAllowed(context, `get_${kind.member}`, item))
    .map((item) => onlyFields(shownTo(kind, item, context), fields));
  return {
    status: 200,
    body: {
      [kind.collection]: items,
      ...(links.length > 0 ? { [`${kind.collection}_links`]: links } : {}),
    },
  };
}

/** The rows that the caller's project may see; narrowed early where a usual filter allows it. */
function visibleRows(kind: Kind, query: URLSearchParams, context: Context): OwnedRow[] {
  const table = kind.table(context.state);
  const ids = query.getAll('id');
  const rows = ids.length > 0 ? [...new Set(ids)].flatMap((id) => table.get(id) ?? []) : table.all();
  return context.who.isAdmin ? rows : rows.filter((row) => kind.isVisible(row, context));
}

/** A marker that the filter hides goes to the start of the list; one that nobody knows is refused. */
function refuseStrangeMarker(kind: Kind, marker: string, context: Context): void {
  const row = kind.table(context.state).get(marker);
  if (row && (context.who.isAdmin || kind.isVisible(row, context))) return;
  throw kind.notFound(marker);
}
