import { conflict } from '../errors.ts';
import { oneOf, text, type Check } from '../values/check.ts';
import { toBoolean } from '../values/convert.ts';
import { toEthertype, toPort, toProtocol, toRemotePrefix } from '../values/rule-values.ts';
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

const nameOfOwn: Check = (value) => {
  const wrong = text(255)(value);
  if (wrong !== undefined) return wrong;
  if (String(value).toLowerCase() !== 'default') return undefined;
  throw conflict('SecurityGroupDefaultAlreadyExists', 'Default security group already exists.');
};

export const securityGroupAttributes: Attributes = {
  ...history,
  ...tags,
  description,
  id: identifier,
  name: settable('', { check: nameOfOwn, filter: true, sort: true }),
  tenant_id: owner,
  security_group_rules: shown(),
  stateful: settable(true, { convert: toBoolean, extension: 'stateful-security-group' }),
  shared: shown({ convert: toBoolean, filter: true, enforce: true, extension: 'rbac-security-groups' }),
  ...project,
};

const found = { filter: true, sort: true } as const;

export const securityGroupRuleAttributes: Attributes = {
  ...history,
  description,
  id: identifier,
  security_group_id: required({ check: text(36), ...found }),
  remote_group_id: atBirth(null, found),
  direction: required({ check: oneOf(['ingress', 'egress']), ...found }),
  protocol: atBirth(null, { convert: toProtocol, ...found }),
  port_range_min: atBirth(null, { convert: toPort, ...found }),
  port_range_max: atBirth(null, { convert: toPort, ...found }),
  ethertype: atBirth('IPv4', { convert: toEthertype, ...found }),
  remote_ip_prefix: atBirth(null, { convert: toRemotePrefix, ...found }),
  tenant_id: owner,
  normalized_cidr: shown({ ...found, extension: 'security-groups-normalized-cidr' }),
  remote_address_group_id: atBirth(null, { ...found, extension: 'security-groups-remote-address-group' }),
  ...project,
};
