import type { Microversion } from '../microversion.ts';
import type { Schema } from '../schema/types.ts';
import { many, PAGE, query, TEXTS } from './parts.ts';

const SORT_KEYS = [
  ...['access_ip_v4', 'access_ip_v6', 'auto_disk_config', 'availability_zone', 'config_drive', 'created_at'],
  ...['display_description', 'display_name', 'host', 'hostname', 'image_ref', 'instance_type_id'],
  ...['kernel_id', 'key_name', 'launch_index', 'launched_at', 'locked_by', 'node', 'power_state'],
  ...['progress', 'project_id', 'ramdisk_id', 'root_device_name', 'task_state', 'terminated_at'],
  ...['updated_at', 'user_id', 'uuid', 'vm_state'],
];

/** Accepted, and passed over, until 2.74. */
const IDLE_SORT_KEYS = [
  ...['architecture', 'cell_name', 'cleaned', 'default_ephemeral_device', 'default_swap_device', 'deleted'],
  ...['deleted_at', 'disable_terminate', 'ephemeral_gb', 'ephemeral_key_uuid', 'id', 'key_data'],
  ...['launched_on', 'locked', 'memory_mb', 'os_type', 'reservation_id', 'root_gb', 'shutdown_terminate'],
  ...['user_data', 'vcpus', 'vm_mode'],
];

const TEXT_FILTERS = [
  ...['user_id', 'project_id', 'tenant_id', 'launch_index', 'image_ref', 'image', 'vm_state', 'task_state'],
  ...['host', 'uuid', 'sort_dir', 'all_tenants', 'soft_deleted', 'deleted', 'status'],
  ...['block_device_mapping', 'services', 'metadata', 'system_metadata', 'info_cache'],
  ...['security_groups', 'pci_devices'],
];

const PATTERN_FILTERS = [
  ...['kernel_id', 'ramdisk_id', 'hostname', 'key_name', 'power_state', 'node', 'flavor', 'reservation_id'],
  ...['launched_at', 'terminated_at', 'availability_zone', 'name', 'display_name', 'description'],
  ...['display_description', 'locked_by', 'root_device_name', 'config_drive', 'access_ip_v4'],
  ...['access_ip_v6', 'auto_disk_config', 'progress', 'ip', 'ip6', 'created_at'],
];

const TAG_FILTERS = ['tags', 'tags-any', 'not-tags', 'not-tags-any'];

const PATTERNS = many({ type: 'string', format: 'regex' });
const TIMES = many({ type: 'string', format: 'date-time' });

/** Parameters of a list of servers. */
export function serverQuery(version: Microversion): Schema {
  const patterns = [...PATTERN_FILTERS, ...(version >= 26 ? TAG_FILTERS : [])];
  const properties: Record<string, Schema> = {
    ...Object.fromEntries(TEXT_FILTERS.map((name) => [name, TEXTS])),
    ...Object.fromEntries(patterns.map((name) => [name, PATTERNS])),
    sort_key: many({ type: 'string', enum: sortKeys(version) }),
    'changes-since': TIMES,
    ...(version >= 66 ? { 'changes-before': TIMES } : {}),
    ...(version >= 73 ? { locked: TEXTS } : {}),
    ...PAGE,
  };
  return { ...query(properties, version >= 75), patternProperties: { '^_': TEXTS } };
}

function sortKeys(version: Microversion): string[] {
  if (version >= 75) return [...SORT_KEYS, 'locked'];
  return [...SORT_KEYS, ...IDLE_SORT_KEYS];
}
