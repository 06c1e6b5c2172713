import { invalidInput } from '../errors.ts';
import { text, uuid } from '../values/check.ts';
import { pythonText } from '../values/python.ts';
import { atBirth, identifier, owner, project, required } from './common.ts';
import type { Attributes } from './types.ts';

/** What can be shared, and how. */
export const SHARED_KINDS: Readonly<Record<string, readonly string[]>> = {
  network: ['access_as_shared', 'access_as_external'],
  qos_policy: ['access_as_shared'],
  security_group: ['access_as_shared'],
  address_scope: ['access_as_shared'],
  address_group: ['access_as_shared'],
  subnetpool: ['access_as_shared'],
};

function toObjectType(value: unknown): unknown {
  if (String(value) in SHARED_KINDS) return value;
  throw invalidInput(`'${pythonText(value)}' is not a valid RBAC object type`);
}

export const rbacPolicyAttributes: Attributes = {
  id: identifier,
  object_type: atBirth(null, { convert: toObjectType, enforce: true, filter: true }),
  object_id: required({ check: uuid, enforce: true, filter: true }),
  target_tenant: { ...required({ check: text(255), enforce: true, filter: true }), put: true },
  tenant_id: owner,
  action: required({ check: text(255), enforce: true, filter: true }),
  ...project,
};
