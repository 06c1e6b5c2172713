import { DroverError } from '../../../engine/diagnostics/drover-error.ts';
import type { Body } from '../api/session.types.ts';
import { bodiesAt, isBody } from '../kind/wire.ts';
import type { ExportRecord } from './record.ts';

/*
 * Export files of other versions. 0.x named what a record refers to by its name alone (`network_name`), 1.x by name,
 * project and domain (`network_ref`). Sources: OS-Migrate's releases and the files that they wrote.
 */

/** The version that drover writes: OS-Migrate accepts only its own. */
export const WRITTEN_VERSION = '1.0.5';

/** Whether drover reads files of this version: all of 0.x and 1.x, also those before a release (`1.0.0rc1`). */
export function isKnownVersion(version: string): boolean {
  return /^[01](?:(?:\.\d+)+(?:[-.+]?[a-z][\w.+-]*)?)?$/i.test(version);
}

/** Throws `invalid-argument` for a version that the next export could not read any more. */
export function checkWritten(version: string): void {
  if (isKnownVersion(version)) return;
  throw new DroverError('invalid-argument', {
    detail: `os_migrate_version is "${version}"; files can be written for 0.x and 1.x.`,
    help: `Give the version of the OS-Migrate that is to read them, or leave os_migrate_version out for ${WRITTEN_VERSION}.`,
  });
}

interface OldKey {
  readonly old: string;
  readonly now: string;
  readonly convert: (value: unknown) => unknown;
}

const OLD_KEYS: Readonly<Record<string, readonly OldKey[]>> = {
  'openstack.network.Network': [byName('qos_policy_name', 'qos_policy_ref')],
  'openstack.subnet.Subnet': [
    byName('network_name', 'network_ref'),
    byName('segment_name', 'segment_ref'),
    byName('subnet_pool_name', 'subnet_pool_ref'),
    byName('subnetpool_name', 'subnet_pool_ref'),
  ],
  'openstack.network.Router': [
    byName('flavor_name', 'flavor_ref'),
    { old: 'external_gateway_nameinfo', now: 'external_gateway_refinfo', convert: gatewayByName },
  ],
  'openstack.network.RouterInterface': [
    byName('router_name', 'device_ref'),
    byName('device_name', 'device_ref'),
    byName('network_name', 'network_ref'),
    { old: 'fixed_ips_names', now: 'fixed_ips_refs', convert: addressesByName },
  ],
  'openstack.network.SecurityGroupRule': [
    byName('security_group_name', 'security_group_ref'),
    byName('remote_group_name', 'remote_group_ref'),
  ],
};

/** The record with the keys that it has today. What stands there in both forms counts in today's. */
export function renewed(record: ExportRecord): ExportRecord {
  const params = { ...record.params };
  for (const { old, now, convert } of OLD_KEYS[record.type] ?? []) {
    if (!(old in params)) continue;
    if (!(now in params)) params[now] = convert(params[old]);
    Reflect.deleteProperty(params, old);
  }
  const finish = FINISH[record.type];
  return { ...record, params: finish === undefined ? params : finish(params, record.params) };
}

const FINISH: Readonly<Record<string, (params: Body, old: Body) => Body>> = {
  'openstack.network.Router': (params, old) => ({ ...gatewayDetails(params, old), ...params }),
  'openstack.network.RouterInterface': (params) => ({ network_ref: null, ...params }),
  'openstack.network.SecurityGroupRule': (params) => ({ ether_type: etherTypeFor(params), ...params }),
};

function byName(old: string, now: string): OldKey {
  return { old, now, convert: nameOnly };
}

/** A name alone was looked up in all projects. */
function nameOnly(name: unknown): unknown {
  return typeof name === 'string' ? { name, project_name: null, domain_name: null } : null;
}

function gatewayByName(value: unknown): unknown {
  return isBody(value) && typeof value['network_name'] === 'string'
    ? { network_ref: nameOnly(value['network_name']) }
    : null;
}

function addressesByName(value: unknown): unknown {
  if (!Array.isArray(value)) return value;
  return value.filter(isBody).map((ip) => ({
    ip_address: ip['ip_address'] ?? null,
    subnet_ref: ip['subnet_ref'] ?? nameOnly(ip['subnet_name']),
  }));
}

/** Old files have the gateway's further settings inside the field that names its network. */
function gatewayDetails(params: Body, old: Body): Body {
  const gateway = old['external_gateway_nameinfo'] ?? params['external_gateway_refinfo'];
  if (!isBody(gateway)) return {};
  const addresses = bodiesAt(gateway, 'external_fixed_ips');
  return {
    ...(typeof gateway['enable_snat'] === 'boolean' ? { enable_snat: gateway['enable_snat'] } : {}),
    ...(addresses.length === 0 ? {} : { external_fixed_ips: addressesByName(addresses) }),
  };
}

/** Before rules had an ether type in files, the API's own default counted. */
function etherTypeFor(params: Body): string {
  const prefix = params['remote_ip_prefix'];
  return typeof prefix === 'string' && prefix.includes(':') ? 'IPv6' : 'IPv4';
}
