import type { Codec } from '../kind/codec.ts';
import { reference } from '../kind/codecs.ts';
import { isBody, textOf } from '../kind/wire.ts';
import { roles } from './collections.ts';

/** A role. A reference without a domain means one of the whole cloud, though domains may have their own of that name. */
export const roleReference: Codec = {
  ...reference(roles),
  write: async (value, ids) => {
    if (value === null) return null;
    const isOfDomain = isBody(value) && textOf(value, 'domain_name') !== undefined;
    return ids.id(roles, value, isOfDomain ? {} : { narrow: (body) => (body['domain_id'] ?? null) === null });
  },
};
