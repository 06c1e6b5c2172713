import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import type { CloudReply, JsonObject } from '../http/exchange.ts';
import { adminOnly, flagIn, type Context, type Parameters } from './context.ts';
import { notFound } from './errors.ts';
import { BACKEND, HOST, timeOf } from './state.ts';

const POOL = `${HOST}@${BACKEND}#${BACKEND}`;

/** A list that nobody fills here, in versions of the API that have it. */
export function emptyList(key: string, since = 0): (context: Context) => CloudReply {
  return ({ version }) => {
    if (version < since) throw notFound();
    return { status: 200, body: { [key]: [] } };
  };
}

/** `GET /os-availability-zone` */
export function listZones({ state }: Context): CloudReply {
  const zones = state.zones.map((zoneName) => ({ zoneName, zoneState: { available: true } }));
  return { status: 200, body: { availabilityZoneInfo: zones } };
}

/** `GET /os-services` */
export function listServices(context: Context): CloudReply {
  adminOnly(context, 'volume_extension:services:index');
  const { state, version } = context;
  const common = { zone: state.zones[0]!, status: 'enabled', state: 'up', updated_at: timeOf(state) };
  const after = { ...(version >= 7 ? { cluster: null } : {}), disabled_reason: null };
  const volume = {
    binary: 'cinder-volume',
    host: `${HOST}@${BACKEND}`,
    ...common,
    ...(version >= 49 ? { backend_state: 'up' } : {}),
    ...after,
    replication_status: 'disabled',
    active_backend_id: null,
    frozen: false,
  };
  const scheduler = { binary: 'cinder-scheduler', host: HOST, ...common, ...after };
  const binary = context.request.query.get('binary');
  const services = [volume, scheduler].filter((each) => binary === null || each.binary === binary);
  return { status: 200, body: { services } };
}

/** `GET /scheduler-stats/get_pools` */
export function listPools(context: Context): CloudReply {
  adminOnly(context, 'scheduler_extension:scheduler_stats:get_pools');
  if (!flagIn(context.request.query, 'detail')) return { status: 200, body: { pools: [{ name: POOL }] } };
  const { state } = context;
  const capabilities = {
    volume_backend_name: BACKEND,
    vendor_name: 'drover',
    driver_version: '1.0',
    storage_protocol: 'local',
    total_capacity_gb: 10_000,
    free_capacity_gb: 9000,
    reserved_percentage: 0,
    provisioned_capacity_gb: 0,
    max_over_subscription_ratio: 20,
    thin_provisioning_support: true,
    multiattach: true,
    QoS_support: false,
    allocated_capacity_gb: state.volumes.all().reduce((sum, { size }) => sum + size, 0),
    filter_function: null,
    goodness_function: null,
    timestamp: timeOf(state),
  };
  return { status: 200, body: { pools: [{ name: POOL, capabilities }] } };
}

/** `GET /group_types`: the one that every Cinder is born with. */
export function listGroupTypes({ state, version, who }: Context): CloudReply {
  if (version < 11) throw notFound();
  const type = {
    id: state.groupTypeId,
    name: 'default_cgsnapshot_type',
    description: 'Default group type for migrating cgsnapshot',
    is_public: true,
    ...(who.isAdmin ? { group_specs: { consistent_group_snapshot_enabled: '<is> True' } } : {}),
  };
  return { status: 200, body: { group_types: [type] } };
}

interface Extension extends JsonObject {
  readonly alias: string;
}

/** The extensions as the real service lists them. */
function readExtensions(): readonly Extension[] {
  // Boundary: the file is part of this folder.
  return JSON.parse(readFileSync(join(import.meta.dirname, 'extensions.json'), 'utf8')) as Extension[];
}

/** `GET /extensions` */
export function listExtensions(): CloudReply {
  return { status: 200, body: { extensions: readExtensions() } };
}

/** `GET /extensions/{alias}` */
export function showExtension(_context: Context, { alias }: Parameters): CloudReply {
  const extension = readExtensions().find((each) => each.alias === alias);
  if (!extension) throw notFound();
  return { status: 200, body: { extension } };
}

const FILTERS: Readonly<Record<string, readonly string[]>> = {
  volume: [
    ...['name', 'status', 'metadata', 'bootable', 'migration_status', 'availability_zone', 'group_id'],
    ...['size', 'created_at', 'updated_at', 'consumes_quota'],
  ],
  backup: ['name', 'status', 'volume_id'],
  snapshot: ['name', 'status', 'volume_id', 'metadata', 'availability_zone', 'consumes_quota'],
  group: ['name'],
  group_snapshot: ['name', 'status', 'group_id'],
  attachment: ['volume_id', 'status', 'instance_id', 'attach_status'],
  message: ['resource_uuid', 'resource_type', 'event_id', 'request_id', 'message_level'],
  pool: ['name', 'volume_type'],
  volume_type: ['is_public', 'extra_specs'],
};

/** `GET /resource_filters` */
export function listFilters({ version }: Context): CloudReply {
  if (version < 33) throw notFound();
  const filters = Object.entries(FILTERS).map(([resource, names]) => ({ resource, filters: names }));
  return { status: 200, body: { resource_filters: filters } };
}
