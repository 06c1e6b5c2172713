import { listOf, oneOf, orNull, text, uuid, type Check } from '../values/check.ts';
import { pythonText } from '../values/python.ts';
import { addressPairs, fixedIps, macAddress } from '../values/address-checks.ts';
import { nullToList, toBoolean, toLowerCase } from '../values/convert.ts';
import { dhcpOptions } from '../values/dhcp-options.ts';
import { dnsHostName } from '../values/name-checks.ts';
import { UNSET } from '../values/unset.ts';
import {
  adminState,
  atBirth,
  description,
  history,
  identifier,
  name,
  owner,
  project,
  required,
  settable,
  shown,
  tags,
} from './common.ts';
import type { Attributes } from './types.ts';

const VNIC_TYPES = [
  'normal',
  'direct',
  'macvtap',
  'baremetal',
  'direct-physical',
  'virtio-forwarder',
  'smart-nic',
  'vdpa',
  'accelerator-direct',
  'accelerator-direct-physical',
  'remote-managed',
];
const AFFINITIES = ['required', 'preferred', 'legacy', null];
const found = { filter: true, sort: true } as const;
const binding = { enforce: true, extension: 'binding' } as const;
const isDictionary: Check = orNull((value) =>
  Array.isArray(value) || typeof value !== 'object'
    ? `'${pythonText(value)}' is not a dictionary`
    : undefined,
);

export const portAttributes: Attributes = {
  id: identifier,
  name,
  network_id: required({ check: uuid, ...found }),
  admin_state_up: adminState,
  mac_address: settable(UNSET, { check: orNull(macAddress), enforce: true, ...found }),
  fixed_ips: settable(UNSET, { check: fixedIps, enforce: true, filter: true }),
  device_id: settable('', { check: text(255), ...found }),
  device_owner: settable('', { check: text(255), enforce: true, ...found }),
  tenant_id: owner,
  status: shown(found),
  allowed_address_pairs: settable(UNSET, {
    convert: nullToList,
    check: addressPairs,
    enforce: true,
    extension: 'allowed-address-pairs',
  }),
  extra_dhcp_opts: settable(null, { check: dhcpOptions, extension: 'extra_dhcp_opt' }),
  device_profile: atBirth(null, { check: orNull(text(255)), extension: 'port-device-profile' }),
  numa_affinity_policy: settable(null, {
    check: oneOf(AFFINITIES),
    extension: 'port-numa-affinity-policy',
  }),
  resource_request: shown({ extension: 'port-resource-request' }),
  'binding:vif_type': shown(binding),
  'binding:vif_details': shown(binding),
  'binding:vnic_type': settable('normal', { check: oneOf(VNIC_TYPES), ...binding }),
  'binding:host_id': settable(UNSET, { ...binding, filter: true }),
  'binding:profile': settable(UNSET, { check: isDictionary, ...binding }),
  port_security_enabled: settable(UNSET, { convert: toBoolean, enforce: true, extension: 'port-security' }),
  qos_policy_id: settable(null, { check: orNull(uuid), enforce: true, extension: 'qos' }),
  qos_network_policy_id: shown({ extension: 'qos-port-network-policy' }),
  ...history,
  ...tags,
  tags: atBirth([], { check: listOf(text(255)), filter: true, extension: 'standard-attr-tag' }),
  trunk_details: shown({ enforce: true, extension: 'trunk-details' }),
  dns_name: settable('', { convert: toLowerCase, check: dnsHostName, extension: 'dns-integration' }),
  dns_assignment: shown({ extension: 'dns-integration' }),
  description,
  security_groups: settable(UNSET, {
    convert: nullToList,
    check: listOf(uuid),
    filter: true,
    extension: 'security-group',
  }),
  ...project,
};
