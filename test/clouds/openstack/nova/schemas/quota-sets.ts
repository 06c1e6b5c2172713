import type { Microversion } from '../microversion.ts';
import { RESOURCES } from '../quota.ts';
import type { Schema } from '../schema/types.ts';
import { BOOLEAN, MAX_INT, query, TEXTS } from './parts.ts';

const LIMIT: Schema = { type: ['integer', 'string'], pattern: '^-?[0-9]+$', minimum: -1, maximum: MAX_INT };

const OF_NETWORKS: readonly string[] = [
  'fixed_ips',
  'floating_ips',
  'security_group_rules',
  'security_groups',
];
const OF_FILES: readonly string[] = [
  'injected_files',
  'injected_file_content_bytes',
  'injected_file_path_bytes',
];

/** The resources that a version of the API shows: those of networks until 2.35, those of files until 2.56. */
export function resourcesIn(version: Microversion): readonly string[] {
  return RESOURCES.filter(
    (name) =>
      !(version >= 36 && OF_NETWORKS.includes(name)) && !(version >= 57 && OF_FILES.includes(name)),
  );
}

/** The body of changed limits. What stands under the key is not checked to be an object. */
export function changedQuotas(version: Microversion): Schema {
  const names = [...resourcesIn(version), ...(version >= 36 ? [] : ['networks'])];
  const limits = Object.fromEntries(names.map((name) => [name, LIMIT]));
  return {
    type: 'object',
    properties: { quota_set: { properties: { ...limits, force: BOOLEAN }, additionalProperties: false } },
    required: ['quota_set'],
    additionalProperties: false,
  };
}

export const quotaQuery = (isStrict: boolean): Schema => query({ user_id: TEXTS }, isStrict);

export const limitsQuery = (isStrict: boolean): Schema => query({ tenant_id: TEXTS }, isStrict);
