import { ipAddress, orNull, uuid } from '../values/check.ts';
import { toLowerCase } from '../values/convert.ts';
import { dnsDomainName, dnsFloatingName } from '../values/name-checks.ts';
import {
  atBirth,
  description,
  history,
  identifier,
  owner,
  project,
  required,
  settable,
  shown,
  tags,
} from './common.ts';
import type { Attributes } from './types.ts';

const found = { filter: true, sort: true } as const;

export const floatingIpAttributes: Attributes = {
  id: identifier,
  floating_ip_address: atBirth(null, { check: orNull(ipAddress), enforce: true, ...found }),
  subnet_id: atBirth(null, { check: orNull(uuid), hidden: true }),
  floating_network_id: required({ check: uuid, ...found }),
  router_id: shown(found),
  port_id: settable(null, { check: orNull(uuid), filter: true }),
  fixed_ip_address: settable(null, { check: orNull(ipAddress), ...found }),
  tenant_id: owner,
  status: shown(found),
  qos_policy_id: settable(null, { check: orNull(uuid), enforce: true, extension: 'qos-fip' }),
  ...history,
  ...tags,
  dns_name: atBirth('', { convert: toLowerCase, check: dnsFloatingName, extension: 'dns-integration' }),
  dns_domain: atBirth('', { convert: toLowerCase, check: dnsDomainName, extension: 'dns-integration' }),
  port_details: shown({ extension: 'fip-port-details' }),
  port_forwardings: shown({ extension: 'expose-port-forwarding-in-fip' }),
  description,
  ...project,
};
