import { reference } from '../kind/codecs.ts';
import type { Field, InfoField, Kind } from '../kind/kind.ts';
import { namedLabel, nameIn } from '../kind/labels.ts';
import { OWN } from '../kind/names.ts';
import { referenceSchema } from '../kind/schemas.ts';
import { isBody, textOf } from '../kind/wire.ts';
import { domains } from './collections.ts';

/* What projects, users and groups have in common: each name is there once in a domain. */

/** How one is found: by its name in its domain. */
export function foundInDomain(
  title: string,
): Pick<Kind, 'scopedToProject' | 'adminOnly' | 'needsAdmin' | 'keys' | 'label' | 'identity'> {
  return {
    scopedToProject: false,
    adminOnly: true,
    needsAdmin: 'both',
    keys: (body) => [`${textOf(body, 'domain_id') ?? ''} ${textOf(body, 'name') ?? ''}`],
    label: (params) => namedLabel(title, params),
    identity: (params) => inDomain(params['name'], params['domain_ref']),
  };
}

/** A name with its domain, where that is not the usual one: `web@partners`. */
function inDomain(name: unknown, domain: unknown): string {
  return `${String(name)}@${nameIn(domain)}`;
}

/** A reference to what stands in a domain, in words. */
export function calledIn(reference: unknown): string {
  const domain = isBody(reference) ? textOf(reference, 'domain_name') : undefined;
  const name = nameIn(reference);
  return domain === undefined || domain === OWN || domain === 'Default' ? name : `${name}@${domain}`;
}

/** The domain, which never changes. */
export const domainField: Field = {
  name: 'domain_ref',
  wire: 'domain_id',
  set: 'create',
  identifies: true,
  sendNull: true,
  codec: {
    ...reference(domains),
    write: (value, ids) => ids.id(domains, value ?? { name: OWN }),
  },
  schema: referenceSchema('The domain that it belongs to. Null: that of the credentials.'),
};

export const enabledField: Field = {
  name: 'is_enabled',
  wire: 'enabled',
  set: 'always',
  born: true,
  schema: { type: 'boolean', nullable: true, description: 'Whether it can be used.' },
};

/** What Keystone tells of itself: OS-Migrate writes no more. */
export const domainInfo: readonly InfoField[] = [{ name: 'domain_id' }, { name: 'id' }];

/** Projects and domains have tags, which go with the other fields in one body. */
export const tagsInBody: Field = {
  name: 'tags',
  set: 'always',
  extra: true,
  empty: [],
  born: [],
  sorted: [],
  schema: {
    type: 'array',
    nullable: true,
    items: { type: 'string', description: 'A tag.' },
    description: 'Tags.',
  },
};
