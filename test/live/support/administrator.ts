import { readLogin } from '../seed/cloud.ts';
import type { Side } from '../seed/whole/seed.ts';
import type { CountingProxy } from './counting-proxy.ts';

/** The administrator of a cloud in a project of it, with all calls through a proxy: as `os_migrate_src_auth` has it. */
export async function administrator(
  side: Side,
  project: string,
  proxy: Pick<CountingProxy, 'through'>,
): Promise<object> {
  const { auth_url: url, username, password } = await readLogin(`${side}-admin`);
  return {
    auth_url: proxy.through(url),
    username,
    password,
    project_name: project,
    project_domain_name: 'Default',
    user_domain_name: 'Default',
  };
}

/** Variables by which an administrator moves of what no project owns only what has such a name, and not all of the cloud. */
export function onlyNamed(prefix: string): Readonly<Record<string, unknown>> {
  return Object.fromEntries(UNOWNED.map((name) => [`os_migrate_${name}_filter`, [{ regex: `^${prefix}` }]]));
}

const UNOWNED = [
  'domains',
  'flavors',
  'groups',
  'keypairs',
  'projects',
  'role_assignments',
  'roles',
  'user',
  'users',
  'users_keypairs',
  'volume_qos_specs',
  'volume_types',
];
