import { folded } from '../../neutron/listing/collation.ts';
import type { Context } from '../context.ts';
import { badRequest, fault } from '../errors.ts';
import { lastOf } from '../paging.ts';
import type { Server } from '../rows.ts';
import { boolOf, notBool } from '../values.ts';
import { addressesOf } from './addresses.ts';
import { isStatus, statusOf } from './status.ts';

export type Test = (server: Server) => boolean;

/** By what everybody may filter, and from which version on. */
const OPEN: Readonly<Record<string, number>> = {
  ...Object.fromEntries(
    ['name', 'status', 'image', 'flavor', 'ip', 'changes-since', 'reservation_id'].map((name) => [name, 1]),
  ),
  ip6: 5,
  ...Object.fromEntries(['tags', 'tags-any', 'not-tags', 'not-tags-any'].map((name) => [name, 26])),
  'changes-before': 66,
  locked: 73,
  ...Object.fromEntries(
    ['availability_zone', 'config_drive', 'key_name', 'created_at', 'launched_at', 'terminated_at'].map(
      (name) => [name, 83],
    ),
  ),
  ...Object.fromEntries(
    ['power_state', 'task_state', 'vm_state', 'progress', 'user_id'].map((name) => [name, 83]),
  ),
  hostname: 90,
};

/** Of tables that are not searched. */
const JOINED = [
  ...['block_device_mapping', 'services', 'metadata', 'system_metadata', 'info_cache', 'security_groups'],
  'pci_devices',
];

/** Values that must be the same. */
const EXACT: Readonly<Record<string, (server: Server) => string | null>> = {
  image: (row) => row.image_id,
  image_ref: (row) => row.image_id,
  vm_state: (row) => row.vm_state,
  task_state: (row) => row.task_state,
  user_id: (row) => row.user_id,
  project_id: (row) => row.project_id,
  tenant_id: (row) => row.project_id,
  uuid: (row) => row.id,
  host: (row) => row.host,
  flavor: (row) => row.flavor.flavorid,
  reservation_id: (row) => row.reservation_id,
};

/** Values of which a part must match a pattern. */
const PATTERNS: Readonly<Record<string, (server: Server) => string | number | null>> = {
  name: (row) => row.name,
  display_name: (row) => row.name,
  description: (row) => row.description,
  display_description: (row) => row.description,
  hostname: (row) => row.hostname,
  key_name: (row) => row.key_name,
  availability_zone: (row) => row.availability_zone,
  node: (row) => row.host,
  power_state: (row) => row.power_state,
  locked_by: (row) => row.locked_by,
  root_device_name: (row) => row.root_device_name,
  config_drive: (row) => (row.config_drive ? 'True' : ''),
  access_ip_v4: (row) => row.access_ip_v4,
  access_ip_v6: (row) => row.access_ip_v6,
  created_at: (row) => row.created_at,
  launched_at: (row) => row.launched_at,
};

const TAGS: Readonly<Record<string, (own: readonly string[], wanted: readonly string[]) => boolean>> = {
  tags: (own, wanted) => wanted.every((tag) => own.includes(tag)),
  'tags-any': (own, wanted) => wanted.some((tag) => own.includes(tag)),
  'not-tags': (own, wanted) => !wanted.every((tag) => own.includes(tag)),
  'not-tags-any': (own, wanted) => !wanted.some((tag) => own.includes(tag)),
};

/** The tests that the parameters of a list ask for; nothing if no server can pass. */
export function testsOf(context: Context, query: URLSearchParams): readonly Test[] | undefined {
  const { who, version } = context;
  const names = [...new Set(query.keys())];
  const used = names.filter((name) => who.isAdmin || (OPEN[name] !== undefined && version >= OPEN[name]));
  const joined = used.find((name) => JOINED.includes(name) || name.startsWith('_'));
  if (joined !== undefined) throw badRequest(`Invalid filter field: ${joined}.`);
  const tests: Test[] = [];
  const statuses = query.getAll('status');
  if (statuses.length > 0) {
    const known = statuses.filter(isStatus).map((status) => status.toUpperCase());
    if (known.length === 0 && version >= 38) throw badRequest('Invalid status value');
    if (known.length === 0) return undefined;
    if (known.every((status) => status === 'DELETED') && !who.isAdmin) {
      throw fault(403, 'Only administrators may list deleted instances');
    }
    tests.push((row) => known.includes(statusOf(row)));
  }
  for (const name of used) tests.push(...testOf(name, lastOf(query, name) ?? '', context));
  return tests;
}

function testOf(name: string, value: string, { state }: Context): Test[] {
  const exact = EXACT[name];
  if (exact) return [(row) => folded(String(exact(row))) === folded(value)];
  const pattern = PATTERNS[name];
  if (pattern) {
    const wanted = new RegExp(value, 'i');
    return [(row) => wanted.test(String(pattern(row) ?? ''))];
  }
  const tags = TAGS[name];
  if (tags) return [(row) => tags(row.tags, value.split(','))];
  if (name === 'ip' || name === 'ip6') {
    const version = name === 'ip' ? 4 : 6;
    return [
      (row) =>
        [...addressesOf(state, row).values()]
          .flat()
          .some((ip) => ip.type === 'fixed' && ip.version === version && ip.addr.includes(value)),
    ];
  }
  if (name === 'locked') {
    const flag = boolOf(value);
    if (flag === undefined) throw badRequest(notBool(value));
    return [(row) => (row.locked_by !== null) === flag];
  }
  if (name === 'changes-since' || name === 'changes-before') {
    const time = Date.parse(/[Zz]|[+-]\d\d:?\d\d$/.test(value) ? value : `${value}Z`);
    const changed = (row: Server): number => Date.parse(`${row.updated_at ?? row.created_at}Z`);
    return [(row) => (name === 'changes-since' ? changed(row) >= time : changed(row) <= time)];
  }
  return [];
}
