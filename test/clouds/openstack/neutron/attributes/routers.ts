import { isObject } from '../../http/exchange.ts';
import { listOf, orNull, record, text, uuid, type Check } from '../values/check.ts';
import { fixedIps, hostRoutes } from '../values/address-checks.ts';
import { nullToList, toBoolean, toBooleanOrNull } from '../values/convert.ts';
import { isTruthy, pythonText } from '../values/python.ts';
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

const flag: Check = (value) => {
  try {
    toBoolean(value);
    return undefined;
  } catch {
    return `'${pythonText(value)}' is not a valid boolean value`;
  }
};

const gateway: Check = (value) =>
  isTruthy(value)
    ? record(
        { network_id: uuid, enable_snat: flag, external_fixed_ips: fixedIps, qos_policy_id: orNull(uuid) },
        ['network_id'],
      )(value)
    : undefined;

/** `enable_snat` may come as a text. */
function toGateway(value: unknown): unknown {
  if (!isObject(value) || !('enable_snat' in value) || flag(value['enable_snat']) !== undefined) return value;
  return { ...value, enable_snat: toBoolean(value['enable_snat']) };
}

export const routerAttributes: Attributes = {
  id: identifier,
  name,
  admin_state_up: adminState,
  status: shown({ sort: true }),
  tenant_id: owner,
  external_gateway_info: settable(null, {
    convert: toGateway,
    check: gateway,
    enforce: true,
    members: ['network_id', 'enable_snat', 'external_fixed_ips', 'qos_policy_id'],
  }),
  ha: settable(UNSET, { convert: toBooleanOrNull, enforce: true, extension: 'l3-ha' }),
  flavor_id: atBirth(UNSET, { sort: true, enforce: true, extension: 'l3-flavors' }),
  ...history,
  availability_zones: shown({ extension: 'router_availability_zone' }),
  availability_zone_hints: atBirth([], { check: listOf(text(255)), extension: 'router_availability_zone' }),
  ...tags,
  distributed: settable(UNSET, { convert: toBooleanOrNull, enforce: true, extension: 'dvr' }),
  routes: { put: true, fallback: UNSET, convert: nullToList, check: hostRoutes, extension: 'extraroute' },
  description,
  ...project,
};
