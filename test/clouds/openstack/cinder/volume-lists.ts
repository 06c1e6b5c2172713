import type { CloudReply } from '../http/exchange.ts';
import { folded } from '../neutron/listing/collation.ts';
import { pythonText } from '../neutron/values/python.ts';
import { booleanOf, flagIn, type Context } from './context.ts';
import { badRequest, invalidInput, notFound } from './errors.ts';
import { filtersIn, pageOf, textsIn } from './lists.ts';
import type { Snapshot, Texts, Volume } from './rows.ts';
import { viewSnapshotBriefly, viewSnapshotWhole, viewVolumeBriefly, viewVolumeWhole } from './volume-view.ts';

/** By what a tenant may filter. */
const VOLUME_FILTERS = [
  ...['name', 'status', 'metadata', 'bootable', 'migration_status', 'availability_zone', 'group_id'],
  ...['size', 'created_at', 'updated_at', 'consumes_quota'],
];
const SNAPSHOT_FILTERS = ['name', 'status', 'volume_id', 'metadata', 'availability_zone', 'consumes_quota'];

type Columns<Row> = Readonly<Record<string, (row: Row) => unknown>>;

const VOLUME_COLUMNS: Columns<Volume> = {
  name: (row) => row.name,
  display_name: (row) => row.name,
  size: (row) => row.size,
  status: (row) => row.status,
  updated_at: (row) => row.updated_at,
  availability_zone: (row) => row.availability_zone,
  bootable: (row) => String(row.bootable),
  volume_type_id: (row) => row.volume_type_id,
  user_id: (row) => row.user_id,
  project_id: (row) => row.project_id,
  multiattach: (row) => String(row.multiattach),
};
const SNAPSHOT_COLUMNS: Columns<Snapshot> = {
  name: (row) => row.name,
  display_name: (row) => row.name,
  volume_size: (row) => row.size,
  status: (row) => row.status,
  updated_at: (row) => row.updated_at,
  volume_id: (row) => row.volume_id,
  user_id: (row) => row.user_id,
  project_id: (row) => row.project_id,
};

/** Rows of the caller's project; of all, if an administrator asks for them. */
function visible<Row extends { readonly project_id: string }>(rows: readonly Row[], context: Context): Row[] {
  const { who, request } = context;
  if (who.isAdmin && flagIn(request.query, 'all_tenants')) return [...rows];
  return rows.filter((row) => row.project_id === who.projectId);
}

interface Filterable {
  readonly created_at: string;
  readonly metadata: Texts;
}

/** The rows that the query's filters let through. Tenants may use some only: others are refused, or of old left out. */
function filtered<Row extends Filterable>(
  rows: readonly Row[],
  known: readonly string[],
  columns: Columns<Row>,
  context: Context,
): Row[] {
  const { version, who, request } = context;
  const filters = filtersIn(request.query);
  const strange = [...filters.keys()].filter((name) => !known.includes(name));
  if (!who.isAdmin && strange.length > 0 && version >= 31) {
    throw badRequest(`Invalid filters ${strange.join(', ')} are found in query options.`);
  }
  const used = [...filters].filter(([name]) => who.isAdmin || known.includes(name));
  const tests = used.map(([name, value]) => testOf(name, value, columns, context));
  return rows.filter((row) => tests.every((test) => test(row)));
}

function testOf<Row extends Filterable>(
  name: string,
  value: string,
  columns: Columns<Row>,
  { version }: Context,
): (row: Row) => boolean {
  if (name === 'metadata') {
    const texts = textsIn(value);
    return (row) =>
      texts !== undefined && Object.entries(texts).every(([key, each]) => row.metadata[key] === each);
  }
  if (name === 'created_at' || name === 'updated_at') {
    if (version < 60) return () => true;
    const tests = value.split(',').map((part) => timeTest(name, part));
    return (row) => tests.every((test) => test(pythonText(columns[name]?.(row) ?? row.created_at)));
  }
  if (name === 'consumes_quota' || name === 'use_quota') return () => booleanOf(value) !== false;
  if (name === 'bootable' && version >= 2 && booleanOf(value) === undefined) {
    throw invalidInput(`'bootable = ${value}'`);
  }
  const column = columns[name];
  // What is null in the database equals nothing.
  return (row) => {
    const have = column?.(row) ?? null;
    return have !== null && folded(pythonText(have)) === folded(value);
  };
}

const COMPARISONS: Readonly<Record<string, (a: string, b: string) => boolean>> = {
  gt: (a, b) => a > b,
  gte: (a, b) => a >= b,
  eq: (a, b) => a === b,
  neq: (a, b) => a !== b,
  lt: (a, b) => a < b,
  lte: (a, b) => a <= b,
};

/** `gt:2020-01-01T00:00:00`; times without a zone compare as texts. */
function timeTest(name: string, part: string): (time: string) => boolean {
  const [operator = '', wanted] = part.split(/:(.*)/s);
  const compare = COMPARISONS[operator];
  if (!compare) throw badRequest(`Invalid ${operator} operator`);
  if (wanted === undefined) throw badRequest(`Invalid ${name} value`);
  if (Number.isNaN(Date.parse(wanted))) throw badRequest(`Invalid ${wanted} value`);
  return (time) => compare(time.slice(0, 19), wanted.slice(0, 19));
}

function countOf(rows: readonly unknown[], { version, request }: Context): { readonly count?: number } {
  return version >= 45 && flagIn(request.query, 'with_count') ? { count: rows.length } : {};
}

function volumesOf(context: Context): Volume[] {
  const rows = visible(context.state.volumes.all(), context);
  return filtered(rows, VOLUME_FILTERS, VOLUME_COLUMNS, context);
}

/** `GET /volumes` and `GET /volumes/detail` */
export function listVolumes(context: Context, isDetail: boolean): CloudReply {
  const rows = volumesOf(context);
  const way = {
    path: isDetail ? 'volumes/detail' : 'volumes',
    links: 'volumes_links',
    columns: VOLUME_COLUMNS,
    noSuchMarker: (id: string) => notFound(`Volume ${id} could not be found.`),
  };
  const { page, links } = pageOf(rows, way, context);
  const view = isDetail ? viewVolumeWhole : viewVolumeBriefly;
  const volumes = page.map((volume) => view(volume, context));
  return { status: 200, body: { volumes, ...links, ...countOf(rows, context) } };
}

/** `GET /volumes/summary` */
export function summarizeVolumes(context: Context): CloudReply {
  const volumes = visible(context.state.volumes.all(), context);
  const metadata: Record<string, string[]> = {};
  for (const [key, value] of volumes.flatMap((volume) => Object.entries(volume.metadata))) {
    metadata[key] = [...new Set([...(metadata[key] ?? []), value])];
  }
  const summary = {
    total_count: volumes.length,
    total_size: volumes.reduce((sum, { size }) => sum + size, 0),
    ...(context.version >= 36 ? { metadata } : {}),
  };
  return { status: 200, body: { 'volume-summary': summary } };
}

/** `GET /snapshots` and `GET /snapshots/detail` */
export function listSnapshots(context: Context, isDetail: boolean): CloudReply {
  const all = visible(context.state.snapshots.all(), context);
  const rows = filtered(all, SNAPSHOT_FILTERS, SNAPSHOT_COLUMNS, context);
  const way = {
    path: isDetail ? 'snapshots/detail' : 'snapshots',
    links: 'snapshots_links',
    columns: SNAPSHOT_COLUMNS,
    noSuchMarker: (id: string) => notFound(`Snapshot ${id} could not be found.`),
  };
  const { page, links } = pageOf(rows, way, context);
  const snapshots = page.map((row) =>
    isDetail ? viewSnapshotWhole(row, context) : viewSnapshotBriefly(row),
  );
  return { status: 200, body: { snapshots, ...links, ...countOf(rows, context) } };
}
