import { descriptionField, nameField } from '../kind/common-fields.ts';
import type { Wanted } from '../kind/import-facts.ts';
import { defineKind, type Preparation } from '../kind/kind.ts';
import { namedLabel } from '../kind/labels.ts';
import { idOf, textOf } from '../kind/wire.ts';
import { domains } from './collections.ts';
import { enabledField, tagsInBody } from './common.ts';
import { bodyWithOptions, isImmutable, leaveImmutable, optionsField, undoOfCreate } from './options.ts';
import { ownDomains, spareOwn } from './spare-own.ts';

/** Domains. Rules of the fields: the identity API reference, "Domains". */
export const domain = defineKind({
  collection: domains,
  type: 'openstack.identity.Domain',
  file: 'domains.yml',
  plural: 'domains',
  about: 'What projects, users and groups stand in. Administrators make them.',
  scopedToProject: false,
  adminOnly: true,
  needsAdmin: 'both',
  keys: (body) => [textOf(body, 'name') ?? ''],
  label: (params) => namedLabel('domain', params),
  identity: (params) => String(params['name']),
  fields: [
    nameField,
    { ...descriptionField, born: '' },
    enabledField,
    tagsInBody,
    optionsField(domains, 'Options: immutable.'),
  ],
  info: [{ name: 'id' }],
  behaviour: {
    prepare,
    createBody: bodyWithOptions,
    // Keystone deletes no domain that is enabled.
    createUndo: (body) =>
      isImmutable(body)
        ? { impossible: 'Keystone lets nobody change or delete an immutable domain.' }
        : undoOfCreate(domains, body, { enabled: false }),
  },
});

async function prepare({ index, wanted, found }: Preparation): Promise<Wanted> {
  if (found === undefined) return wanted;
  const isOwn = ownDomains(await index.identity()).has(idOf(found));
  const spared = isOwn ? spareOwn(wanted, found, 'a domain') : wanted;
  return leaveImmutable(domain, spared, found, { withOptions: true });
}
