import type { Microversion } from '../microversion.ts';
import type { Schema } from '../schema/types.ts';
import { BOOLEAN, NON_NEGATIVE, PAGE, query, single, TEXTS } from './parts.ts';

const NAME_PART: Schema = { type: 'string', minLength: 1, maxLength: 255, pattern: '^[a-zA-Z0-9-._]*$' };

/** Parameters of a list of hypervisors: pages from 2.33 on, others from 2.53 on. */
export function hypervisorQuery(version: Microversion): Schema {
  if (version < 53) return query(version < 33 ? {} : PAGE, false);
  const properties = {
    limit: single(NON_NEGATIVE),
    marker: single({ type: 'string' }),
    hypervisor_hostname_pattern: single(NAME_PART),
    with_servers: single(BOOLEAN),
  };
  return query(properties, true);
}

export function oneHypervisorQuery(version: Microversion): Schema {
  return version < 53 ? query({}, false) : query({ with_servers: single(BOOLEAN) }, true);
}

export const serviceQuery = (isStrict: boolean): Schema => query({ host: TEXTS, binary: TEXTS }, isStrict);
