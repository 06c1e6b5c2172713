import type { Microversion } from '../microversion.ts';
import type { Schema } from '../schema/types.ts';
import { many, NAME, NON_NEGATIVE, POSITIVE, query, TEXTS, wrapped } from './parts.ts';

const HARD = ['anti-affinity', 'affinity'];
const ALL = [...HARD, 'soft-anti-affinity', 'soft-affinity'];

/** The body of a new server group: a list of one policy at first, later a policy and its rules. */
export function newServerGroup(version: Microversion): Schema {
  const policies: Schema = {
    type: 'array',
    items: [{ type: 'string', enum: version >= 15 ? ALL : HARD }],
    uniqueItems: true,
    minItems: 1,
    maxItems: 1,
  };
  const rules: Schema = {
    type: 'object',
    properties: { max_server_per_host: POSITIVE },
    additionalProperties: false,
  };
  const isNew = version >= 64;
  return wrapped('server_group', {
    type: 'object',
    properties: isNew
      ? { name: NAME, policy: { type: 'string', enum: ALL }, rules }
      : { name: NAME, policies },
    required: ['name', isNew ? 'policy' : 'policies'],
    additionalProperties: false,
  });
}

export const serverGroupQuery = (isStrict: boolean): Schema =>
  query({ all_projects: TEXTS, limit: many(NON_NEGATIVE), offset: many(NON_NEGATIVE) }, isStrict);
