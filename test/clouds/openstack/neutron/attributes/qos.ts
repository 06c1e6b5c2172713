import { oneOf, range } from '../values/check.ts';
import { toBoolean, toInteger } from '../values/convert.ts';
import {
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
import type { Attribute, Attributes } from './types.ts';

export const qosPolicyAttributes: Attributes = {
  id: identifier,
  name,
  shared: settable(false, { convert: toBoolean, filter: true }),
  tenant_id: owner,
  rules: shown(),
  is_default: settable(false, { convert: toBoolean, filter: true }),
  ...history,
  ...tags,
  description,
  ...project,
};

const MOST = 2_147_483_647;
const DSCP_MARKS = [0, 8, 10, 12, 14, 16, 18, 20, 22, 24, 26, 28, 30, 32, 34, 36, 38, 40, 46, 48, 56];
const rate: Attribute = {
  ...required({ convert: toInteger, check: range(0, MOST), filter: true, sort: true }),
  put: true,
};
const burst = settable(0, { convert: toInteger, check: range(0, MOST), filter: true });
const direction = settable('egress', { check: oneOf(['egress', 'ingress']), filter: true });

/** The attributes of the rules of a policy, by the kind of rule. */
export const qosRuleAttributes: Readonly<Record<string, Attributes>> = {
  bandwidth_limit: { id: identifier, max_kbps: rate, max_burst_kbps: burst, direction },
  dscp_marking: {
    id: identifier,
    dscp_mark: { ...required({ convert: toInteger, check: oneOf(DSCP_MARKS), filter: true }), put: true },
  },
  minimum_bandwidth: { id: identifier, min_kbps: rate, direction },
  packet_rate_limit: { id: identifier, max_kpps: rate, max_burst_kpps: burst, direction },
  minimum_packet_rate: {
    id: identifier,
    min_kpps: rate,
    direction: settable('egress', { check: oneOf(['egress', 'ingress', 'any']), filter: true }),
  },
};
