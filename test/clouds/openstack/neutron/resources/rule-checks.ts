import { parseCidr } from '../address/cidr.ts';
import { invalidInput } from '../errors.ts';
import { PROTOCOL_NUMBERS } from '../values/rule-values.ts';
import type { RuleInput } from './security-group-rule.ts';

const ICMP = 1;
const ICMPV6 = 58;
const WITH_PORTS = new Map([
  [33, 'DCCP'],
  [132, 'SCTP'],
  [6, 'TCP'],
  [17, 'UDP'],
  [136, 'UDPLITE'],
]);
/** Protocols of IPv6 alone, by number. */
const IPV6_ONLY = new Set([41, 43, 44, 58, 59, 60]);
/** What Neutron calls a protocol that was asked for by its number; of two names, the newer one. */
const NAME_BY_NUMBER = new Map([
  ...[...PROTOCOL_NUMBERS].map(([name, number]) => [String(number), name] as const),
  ['58', 'ipv6-icmp'],
]);
const EVERYWHERE = new Set(['0.0.0.0/0', '::/0']);

/** A rule in the words in which it is kept: the whole range of ports is none, ICMP of IPv6 has its own name. */
export function normalizeRule(rule: RuleInput): RuleInput {
  const isWhole = rule.port_range_min === 1 && rule.port_range_max === 65_535;
  return {
    ...rule,
    protocol: rule.ethertype === 'IPv6' ? icmpOfIpv6(rule.protocol) : rule.protocol,
    ...(isWhole ? { port_range_min: null, port_range_max: null } : {}),
  };
}

function icmpOfIpv6(protocol: string | null): string | null {
  if (protocol === 'icmp' || protocol === 'icmpv6') return 'ipv6-icmp';
  return protocol === '1' ? '58' : protocol;
}

/** Refuses what does not go together in one rule. */
export function checkRule(rule: RuleInput): void {
  checkPorts(rule);
  checkPrefix(rule);
  const number = numberOf(rule.protocol);
  if (rule.ethertype === 'IPv4' && number !== undefined && IPV6_ONLY.has(number)) {
    throw invalidInput(
      `Invalid ethertype IPv4 for protocol ${rule.protocol ?? ''}.`,
      'SecurityGroupEthertypeConflictWithProtocol',
    );
  }
  const remotes = [rule.remote_ip_prefix, rule.remote_group_id, rule.remote_address_group_id];
  if (remotes.filter((remote) => remote !== null && remote !== undefined && remote !== '').length > 1) {
    throw invalidInput(
      'Only one of remote_ip_prefix or remote_group_id or remote_address_group_id may be provided.',
      'SecurityGroupMultipleRemoteEntites',
    );
  }
}

function numberOf(protocol: string | null): number | undefined {
  if (protocol === null) return undefined;
  return PROTOCOL_NUMBERS.get(protocol) ?? Number(protocol);
}

function checkPorts({ port_range_min: least, port_range_max: most, protocol }: RuleInput): void {
  if (least === null && most === null) return;
  const number = numberOf(protocol);
  if (number === undefined || protocol === null) {
    throw invalidInput(
      'Must also specify protocol if port range is given.',
      'SecurityGroupProtocolRequiredWithPorts',
    );
  }
  if (number === ICMP || number === ICMPV6) {
    checkIcmp(least, most);
    return;
  }
  if (!WITH_PORTS.has(number)) {
    const names = [...WITH_PORTS.values()].sort().join(', ');
    throw invalidInput(
      `Ports cannot be specified for protocol ${number}. Ports are only supported for ${names}.`,
      'SecurityGroupInvalidProtocolForPort',
    );
  }
  if (least === 0 || most === 0) {
    throw invalidInput('Invalid value for port 0', 'SecurityGroupInvalidPortValue');
  }
  if (least === null || most === null || least > most) {
    throw invalidInput(
      'For TCP/UDP protocols, port_range_min must be <= port_range_max',
      'SecurityGroupInvalidPortRange',
    );
  }
}

/** Of ICMP the ports are type and code. */
function checkIcmp(type: number | null, code: number | null): void {
  const parts = [
    { field: 'type', attribute: 'port_range_min', value: type },
    { field: 'code', attribute: 'port_range_max', value: code },
  ];
  for (const { field, attribute, value } of parts) {
    if (value === null || value <= 255) continue;
    throw invalidInput(
      `Invalid value for ICMP ${field} (${attribute}) ${value}. It must be 0 to 255.`,
      'SecurityGroupInvalidIcmpValue',
    );
  }
  if (type === null && code !== null) {
    throw invalidInput(
      `ICMP code (port-range-max) ${code} is provided but ICMP type (port-range-min) is missing.`,
      'SecurityGroupMissingIcmpType',
    );
  }
}

function checkPrefix(rule: RuleInput): void {
  const cidr = rule.remote_ip_prefix === null ? undefined : parseCidr(rule.remote_ip_prefix);
  if (!cidr || rule.ethertype === `IPv${cidr.version}`) return;
  throw invalidInput(
    `Conflicting value ethertype ${rule.ethertype} for CIDR ${rule.remote_ip_prefix ?? ''}`,
    'SecurityGroupRuleParameterConflict',
  );
}

/** Two rules of one group with the same key say the same. */
export function ruleKey(rule: Omit<RuleInput, 'tenant_id' | 'description'>): string {
  const prefix = rule.remote_ip_prefix;
  return [
    rule.security_group_id,
    rule.direction,
    rule.ethertype,
    rule.port_range_min,
    rule.port_range_max,
    protocolKey(rule.protocol, rule.ethertype),
    rule.remote_group_id,
    rule.remote_address_group_id,
    prefix !== null && EVERYWHERE.has(prefix) ? null : prefix,
  ]
    .map((part) => part ?? '+')
    .join('_');
}

/** The name and the number, so that `tcp` and `6` are one. */
function protocolKey(protocol: string | null, ethertype: string): string | null {
  const meant = ethertype === 'IPv6' ? icmpOfIpv6(protocol) : protocol;
  if (meant === null) return null;
  const number = PROTOCOL_NUMBERS.get(meant);
  if (number !== undefined) return `${meant}/${number}`;
  return `${NAME_BY_NUMBER.get(meant) ?? meant}/${meant}`;
}
