import type { CloudReply, JsonObject } from '../../http/exchange.ts';
import type { Context } from '../context.ts';
import { badRequest, notFound } from '../errors.ts';
import { nextLink } from '../links.ts';
import { lastOf, limitOf } from '../paging.ts';
import { enforce } from '../policy.ts';
import { between, get, ok, type ComputeRoute } from '../route.ts';
import type { ComputeNode, Flavor, Server } from '../rows.ts';
import { checkQuery } from '../schema/check.ts';
import { hypervisorQuery, oneHypervisorQuery } from '../schemas/administration.ts';
import type { ComputeState } from '../state.ts';
import { boolOf } from '../values.ts';

/** What Nova's fake hypervisor says of its machine, and what its servers take of it. */
function sizesOf(state: ComputeState): JsonObject {
  const servers = state.servers.all().filter((row) => row.host !== '');
  const sum = (of: (flavor: Flavor) => number): number =>
    servers.reduce((total, row) => total + of(row.flavor), 0);
  const memory = 512 + sum((flavor) => flavor.memory_mb);
  const disk = sum((flavor) => flavor.root_gb);
  return {
    vcpus: 1000,
    memory_mb: 2_000_000,
    local_gb: 200_000,
    vcpus_used: sum((flavor) => flavor.vcpus),
    memory_mb_used: memory,
    local_gb_used: disk,
    free_ram_mb: 2_000_000 - memory,
    free_disk_gb: 200_000 - disk,
    current_workload: 0,
    running_vms: servers.length,
    disk_available_least: 0,
  };
}

/** As Python writes JSON, with blanks. */
const CPU =
  '{"arch": "x86_64", "model": "Nehalem", "vendor": "Intel", "features": ["pge", "clflush"], ' +
  '"topology": {"cores": 1, "threads": 1, "sockets": 4}}';

/** The machines that servers run on, for administrators. */
export const hypervisorRoutes: readonly ComputeRoute[] = [
  get('/os-hypervisors', (context) => list(context, 'os-hypervisors')),
  get('/os-hypervisors/detail', (context) => list(context, 'os-hypervisors/detail')),
  get(
    '/os-hypervisors/statistics',
    between(1, 87, (context) => {
      enforce(context, 'os-hypervisors:statistics');
      return ok({ hypervisor_statistics: { count: context.state.nodes.size(), ...sizesOf(context.state) } });
    }),
  ),
  get('/os-hypervisors/:id', (context, { id = '' }) => {
    const query = checkQuery(oneHypervisorQuery(context.version), context.request.query);
    enforce(context, 'os-hypervisors:show');
    return ok({ hypervisor: view(find(context, id), context, query, true) });
  }),
];

function list(context: Context, path: string): CloudReply {
  const { state, version, request } = context;
  const isDetailed = path.endsWith('/detail');
  const query = checkQuery(hypervisorQuery(version), request.query);
  enforce(context, isDetailed ? 'os-hypervisors:list-detail' : 'os-hypervisors:list');
  const pattern = lastOf(query, 'hypervisor_hostname_pattern');
  if (pattern !== undefined) {
    const rows = matching(context, pattern, query);
    return ok({ hypervisors: rows.map((row) => view(row, context, query, isDetailed)) });
  }
  const marker = version < 33 ? undefined : lastOf(query, 'marker');
  const rows = state.nodes.all();
  const last = marker === undefined ? -1 : rows.findIndex((row) => idOf(row, context) === marker);
  if (marker !== undefined && last === -1) throw badRequest(`marker [${marker}] not found`);
  const limit = version < 33 ? Infinity : limitOf(query, state.pageLimit);
  const page = rows.slice(last + 1).slice(0, limit);
  const ids = page.map((row) => idOf(row, context));
  return ok({
    hypervisors: page.map((row) => view(row, context, query, isDetailed)),
    ...(version < 33 ? {} : nextLink(context, { collection: 'os-hypervisors', path }, query, ids)),
  });
}

function matching({ state }: Context, pattern: string, query: URLSearchParams): ComputeNode[] {
  if (query.has('limit') || query.has('marker')) {
    throw badRequest(
      'Paging over hypervisors with the hypervisor_hostname_pattern query parameter is not supported.',
    );
  }
  const rows = state.nodes.all().filter((row) => row.host.includes(pattern));
  if (rows.length === 0) throw notFound(`No hypervisor matching '${pattern}' could be found.`);
  return rows;
}

function find(context: Context, id: string): ComputeNode {
  if (context.version >= 53 && !/^[0-9a-f]{8}-?([0-9a-f]{4}-?){3}[0-9a-f]{12}$/i.test(id)) {
    throw badRequest(`Invalid uuid ${id}`);
  }
  const row = context.state.nodes.all().find((each) => idOf(each, context) === id);
  if (!row) throw notFound(`Hypervisor with ID '${id}' could not be found.`);
  return row;
}

function idOf(row: ComputeNode, { version }: Context): string {
  return version >= 53 ? row.uuid : row.id;
}

function view(row: ComputeNode, context: Context, query: URLSearchParams, isDetailed: boolean): JsonObject {
  const { version } = context;
  const withServers = version >= 75 && boolOf(lastOf(query, 'with_servers') ?? false) === true;
  return {
    id: version >= 53 ? row.uuid : Number(row.id),
    hypervisor_hostname: row.host,
    state: 'up',
    status: 'enabled',
    ...(isDetailed ? detailsOf(row, context) : {}),
    ...(withServers
      ? {
          servers: context.state.servers
            .all()
            .filter((server) => server.host === row.host)
            .map(briefly),
        }
      : {}),
  };
}

const briefly = ({ id, name }: Server): JsonObject => ({ uuid: id, name });

function detailsOf(row: ComputeNode, { state, version }: Context): JsonObject {
  const service = state.services.all().find((each) => each.host === row.host);
  const id = version >= 53 ? service?.uuid : Number(service?.id);
  return {
    hypervisor_type: 'fake',
    hypervisor_version: 1000,
    host_ip: '127.0.0.1',
    service: { id, host: row.host, disabled_reason: null },
    ...(version >= 88
      ? { uptime: null }
      : { ...sizesOf(state), cpu_info: version < 28 ? CPU : (JSON.parse(CPU) as unknown) }),
  };
}
