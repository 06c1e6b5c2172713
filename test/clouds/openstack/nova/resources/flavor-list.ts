import type { CloudReply, JsonObject } from '../../http/exchange.ts';
import { folded } from '../../neutron/listing/collation.ts';
import type { Context } from '../context.ts';
import { badRequest } from '../errors.ts';
import { nextLink } from '../links.ts';
import { lastOf, limitOf } from '../paging.ts';
import { ok } from '../route.ts';
import type { Flavor } from '../rows.ts';
import { checkQuery } from '../schema/check.ts';
import { flavorQuery } from '../schemas/flavors.ts';
import { boolOf } from '../values.ts';
import { hasAccess, isVisible } from './flavor-rows.ts';

/** `GET /flavors` and `GET /flavors/detail`: `view` says how much of each. */
export function listFlavors(
  context: Context,
  path: string,
  view: (row: Flavor, context: Context) => JsonObject,
): CloudReply {
  const query = checkQuery(flavorQuery(context.version >= 75), context.request.query);
  const rows = pageOf(context, query, filterOf(context, query));
  const ids = rows.map((row) => row.flavorid);
  return ok({
    flavors: rows.map((row) => view(row, context)),
    ...nextLink(context, { collection: 'flavors', path }, query, ids),
  });
}

function filterOf(context: Context, query: URLSearchParams): (row: Flavor) => boolean {
  const isPublic = context.who.isAdmin ? publicOf(lastOf(query, 'is_public')) : true;
  const minRam = leastOf(query, 'minRam');
  const minDisk = leastOf(query, 'minDisk');
  return (row) =>
    isVisible(row, context) &&
    (isPublic === undefined ||
      row.is_public === isPublic ||
      (isPublic && hasAccess(row, context.who.projectId))) &&
    row.memory_mb >= minRam &&
    row.root_gb >= minDisk;
}

/** Whether public flavors are asked for, or private ones, or both. */
function publicOf(wanted: string | undefined): boolean | undefined {
  if (wanted === undefined) return true;
  if (wanted.toLowerCase() === 'none') return undefined;
  const value = boolOf(wanted);
  if (value === undefined) throw badRequest(`Invalid is_public filter [${wanted}]`);
  return value;
}

function leastOf(query: URLSearchParams, name: string): number {
  const wanted = lastOf(query, name);
  if (wanted === undefined) return -Infinity;
  if (!/^\s*[+-]?\d+(_\d+)*\s*$/.test(wanted)) throw badRequest(`Invalid ${name} filter [${wanted}]`);
  return Number(wanted.replace(/_/g, ''));
}

function pageOf(context: Context, query: URLSearchParams, passes: (row: Flavor) => boolean): Flavor[] {
  const compare = comparison(lastOf(query, 'sort_key') ?? 'flavorid', lastOf(query, 'sort_dir') === 'desc');
  const marker = lastOf(query, 'marker');
  const rows = context.state.flavors.all().filter(passes).sort(compare);
  const limit = limitOf(query, context.state.pageLimit);
  if (marker === undefined) return rows.slice(0, limit);
  const [last] = context.state.flavors.by('flavorid', folded(marker));
  if (!last || !isVisible(last, context)) throw badRequest(`marker [${marker}] not found`);
  return rows.filter((row) => compare(row, last) > 0).slice(0, limit);
}

/** As the database sorts: nothing before anything, texts without regard to case, equals by number. */
function comparison(key: string, isDescending: boolean): (a: Flavor, b: Flavor) => number {
  const sign = isDescending ? -1 : 1;
  return (a, b) => sign * (compareValues(valueOf(a, key), valueOf(b, key)) || Number(a.id) - Number(b.id));
}

function valueOf(row: Flavor, key: string): string | number | null {
  if (key === 'id') return Number(row.id);
  // Boundary: keys of the query are columns; one of them, which nobody can set, is always empty here.
  const value = (row as unknown as Readonly<Record<string, unknown>>)[key];
  if (typeof value === 'string') return folded(value);
  return typeof value === 'number' || typeof value === 'boolean' ? Number(value) : null;
}

function compareValues(a: string | number | null, b: string | number | null): number {
  if (a === b) return 0;
  if (a === null || b === null) return a === null ? -1 : 1;
  return a < b ? -1 : 1;
}
