import { ipAddress, nonNegative, oneOf, orNull, subnet, uuid } from '../values/check.ts';
import { hostRoutes, ipPools, nameservers } from '../values/address-checks.ts';
import { nullToList, toBoolean, toCanonicalCidr, toCanonicalIp, toInteger } from '../values/convert.ts';
import { UNSET } from '../values/unset.ts';
import {
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
import { subnetServiceTypes } from '../values/service-types.ts';
import type { Attributes } from './types.ts';

const IPV6_MODES = ['dhcpv6-stateful', 'dhcpv6-stateless', 'slaac'];
const modes = { check: oneOf(IPV6_MODES), filter: true, sort: true };

export const subnetAttributes: Attributes = {
  id: identifier,
  name,
  ip_version: required({ convert: toInteger, check: oneOf([4, 6]), filter: true, sort: true }),
  network_id: required({ check: uuid, filter: true, sort: true }),
  subnetpool_id: atBirth(UNSET, { check: orNull(uuid), filter: true, sort: true }),
  prefixlen: atBirth(UNSET, { convert: toInteger, check: nonNegative, hidden: true }),
  cidr: atBirth(UNSET, { convert: toCanonicalCidr, check: orNull(subnet), filter: true, sort: true }),
  gateway_ip: settable(UNSET, { convert: toCanonicalIp, check: orNull(ipAddress), filter: true, sort: true }),
  allocation_pools: settable(UNSET, { check: ipPools }),
  dns_nameservers: settable(UNSET, { convert: nullToList, check: nameservers }),
  host_routes: settable(UNSET, { convert: nullToList, check: hostRoutes }),
  tenant_id: owner,
  enable_dhcp: settable(true, { convert: toBoolean, filter: true, sort: true }),
  ipv6_ra_mode: atBirth(UNSET, modes),
  ipv6_address_mode: atBirth(UNSET, modes),
  shared: shown({ convert: toBoolean, hidden: true, filter: true, enforce: true }),
  segment_id: settable(null, {
    check: orNull(uuid),
    filter: true,
    sort: true,
    enforce: true,
    extension: 'segment',
  }),
  ...history,
  service_types: settable(UNSET, { check: subnetServiceTypes, extension: 'subnet-service-types' }),
  ...tags,
  use_default_subnetpool: atBirth(false, {
    convert: toBoolean,
    hidden: true,
    extension: 'default-subnetpools',
  }),
  description,
  ...project,
};
