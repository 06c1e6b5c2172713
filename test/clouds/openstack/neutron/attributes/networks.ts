import { nonNegative, text, uuid, listOf, orNull } from '../values/check.ts';
import { toBoolean, toInteger, toLowerCase } from '../values/convert.ts';
import { dnsDomainName } from '../values/name-checks.ts';
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
  settable,
  shown,
  tags,
} from './common.ts';
import type { Attributes } from './types.ts';

const provider = { enforce: true, filter: true, extension: 'provider' } as const;

export const networkAttributes: Attributes = {
  id: identifier,
  name,
  subnets: shown(),
  admin_state_up: adminState,
  status: shown({ filter: true, sort: true }),
  tenant_id: owner,
  shared: settable(false, { convert: toBoolean, filter: true, enforce: true }),
  ipv4_address_scope: shown({ extension: 'address-scope' }),
  ipv6_address_scope: shown({ extension: 'address-scope' }),
  'router:external': settable(false, {
    convert: toBoolean,
    filter: true,
    enforce: true,
    extension: 'external-net',
  }),
  segments: settable(UNSET, { enforce: true, extension: 'multi-provider' }),
  mtu: settable(0, {
    convert: toInteger,
    check: nonNegative,
    filter: true,
    sort: true,
    enforce: true,
    extension: 'net-mtu',
  }),
  availability_zones: shown({ extension: 'network_availability_zone' }),
  availability_zone_hints: atBirth([], {
    check: listOf(text(255)),
    sort: true,
    extension: 'network_availability_zone',
  }),
  port_security_enabled: settable(true, { convert: toBoolean, enforce: true, extension: 'port-security' }),
  'provider:network_type': settable(UNSET, { check: text(32), ...provider }),
  'provider:physical_network': settable(UNSET, { check: text(64), ...provider }),
  'provider:segmentation_id': settable(UNSET, { convert: toInteger, ...provider }),
  qos_policy_id: settable(null, { check: orNull(uuid), enforce: true, extension: 'qos' }),
  ...history,
  ...tags,
  is_default: settable(false, {
    convert: toBoolean,
    filter: true,
    enforce: true,
    extension: 'auto-allocated-topology',
  }),
  dns_domain: settable('', { convert: toLowerCase, check: dnsDomainName, extension: 'dns-integration' }),
  description,
  ...project,
};
