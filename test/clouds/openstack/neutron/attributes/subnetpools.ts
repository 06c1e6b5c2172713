import { filledText, listOf, nonNegative, orNull, subnet, uuid } from '../values/check.ts';
import { toBoolean, toInteger } from '../values/convert.ts';
import { UNSET } from '../values/unset.ts';
import {
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
const length = settable(UNSET, { convert: toInteger, check: nonNegative, ...found });

export const subnetPoolAttributes: Attributes = {
  id: identifier,
  name: { ...required({ check: filledText(), ...found }), put: true },
  tenant_id: owner,
  prefixes: { ...required({ check: listOf(subnet) }), put: true },
  default_quota: length,
  ip_version: shown(found),
  default_prefixlen: length,
  min_prefixlen: length,
  max_prefixlen: length,
  is_default: settable(false, { convert: toBoolean, enforce: true, ...found }),
  shared: { post: true, fallback: false, convert: toBoolean, enforce: true, ...found },
  address_scope_id: settable(UNSET, { check: orNull(uuid), ...found, extension: 'address-scope' }),
  ...history,
  ...tags,
  description,
  ...project,
};
