import { listOf, oneOf, subnet, text } from '../values/check.ts';
import { nullToList, toBoolean, toInteger } from '../values/convert.ts';
import { UNSET } from '../values/unset.ts';
import { atBirth, identifier, name, owner, project, required, settable, shown } from './common.ts';
import type { Attributes } from './types.ts';

const found = { filter: true, sort: true } as const;

export const addressScopeAttributes: Attributes = {
  id: identifier,
  name,
  tenant_id: owner,
  shared: settable(false, { convert: toBoolean, enforce: true, ...found }),
  ip_version: required({ convert: toInteger, check: oneOf([4, 6]), ...found }),
  ...project,
};

export const addressGroupAttributes: Attributes = {
  id: identifier,
  name,
  description: settable('', { check: text(1024), ...found }),
  tenant_id: owner,
  addresses: atBirth(UNSET, { convert: nullToList, check: listOf(subnet) }),
  shared: shown({ hidden: true }),
  ...project,
};
