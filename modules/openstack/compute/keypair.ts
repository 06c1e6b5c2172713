import type { Body } from '../api/session.types.ts';
import { users } from '../identity/collections.ts';
import { reference } from '../kind/codecs.ts';
import type { ImportFacts } from '../kind/import-facts.ts';
import type { IndexOfCloud } from '../kind/index-of-cloud.ts';
import { defineKind, type Kind, type Purpose } from '../kind/kind.ts';
import { nameIn, namedLabel } from '../kind/labels.ts';
import { OWN } from '../kind/names.ts';
import { readOne } from '../kind/read-one.ts';
import { requiredReferenceSchema } from '../kind/schemas.ts';
import { isBody, textOf } from '../kind/wire.ts';
import type { UndoCall } from '../kind/write.ts';
import { keypairs, userKeypairs } from './collections.ts';

/*
 * Keypairs. They belong to users, not to projects, and cannot be changed: a user has each name once. Rules of the fields:
 * the compute API reference, "Keypairs". Records of both files have one type; the file says who moves them.
 */

const shared = {
  type: 'openstack.compute.Keypair',
  scopedToProject: false,
  keys: (body) => [`${textOf(body, 'user_id') ?? ''} ${textOf(body, 'name') ?? ''}`],
  identity: (params) => `${userIn(params)} ${String(params['name'])}`,
  fields: [
    {
      name: 'user_ref',
      wire: 'user_id',
      set: 'create',
      identifies: true,
      codec: reference(users),
      schema: requiredReferenceSchema(
        "The user that it belongs to; the name '%auth%' is the user of the credentials.",
      ),
    },
    {
      name: 'name',
      set: 'create',
      identifies: true,
      schema: { type: 'string', description: 'The name. Servers are made with it.' },
    },
    {
      name: 'public_key',
      set: 'create',
      normalise: (value) => (typeof value === 'string' ? value.trim() : value),
      schema: { type: 'string', description: 'The public key, or for x509 the certificate.' },
    },
    {
      name: 'type',
      set: 'create',
      born: 'ssh',
      microversion: '2.2',
      schema: {
        type: 'string',
        nullable: true,
        enum: ['ssh', 'x509'],
        description: 'What the public key is.',
      },
    },
  ],
  info: [
    { name: 'created_at' },
    { name: 'id', wire: 'name' },
    { name: 'user_id' },
    { name: 'fingerprint' },
    { name: 'is_deleted', wire: 'deleted' },
  ],
  complete,
  behaviour: { createBody, createUndo },
} as const satisfies Partial<Kind>;

/** Keypairs of the user of the credentials. */
export const keypair = defineKind({
  ...shared,
  collection: keypairs,
  file: 'keypairs.yml',
  plural: 'keypairs',
  about: 'A public key that new servers let in: of the user of the credentials.',
  label: (params) => namedLabel('keypair', params),
});

/** Keypairs of all users, which administrators move. */
export const userKeypair = defineKind({
  ...shared,
  collection: userKeypairs,
  file: 'users_keypairs.yml',
  plural: 'users_keypairs',
  about: 'A public key that new servers let in: of any user. Administrators move these.',
  needsAdmin: 'both',
  parent: { collection: users, key: 'user_id', reference: 'user_ref' },
  label: (params) => `${namedLabel('keypair', params)} of user "${userIn(params)}"`,
  roles: {
    filter: 'os_migrate_users_filter',
    furtherFilters: { os_migrate_keypairs_filter: 'params.name' },
    label: '{{ item.params.user_ref.name }} {{ item.params.name }}',
    arguments: [
      {
        name: 'item_filter',
        of: 'export',
        value: '{{ os_migrate_keypairs_filter | default(omit) }}',
        variables: {
          os_migrate_keypairs_filter: {
            type: 'array',
            items: { description: 'A name, or {regex: ...}, found anywhere in the name.' },
            description: 'Which keypairs, by name: one of the items has to fit.',
          },
        },
      },
    ],
  },
});

function userIn(params: Readonly<Record<string, unknown>>): string {
  const user = params['user_ref'];
  const domain = isBody(user) ? textOf(user, 'domain_name') : undefined;
  return domain === undefined || domain === OWN ? nameIn(user) : `${nameIn(user)}@${domain}`;
}

/** The list says neither when a keypair was made nor by which number: its own page does, and records have it. */
async function complete(body: Body, index: IndexOfCloud, purpose: Purpose): Promise<Body> {
  if (purpose === 'import') return body;
  const { userId } = await index.identity();
  const { keypair: shown } = await readOne(index, keypairs, pathFor(body, userId));
  return isBody(shown) ? { ...shown, ...body } : body;
}

/** Who makes a keypair for himself need not say so, which only administrators may, from 2.10 on. */
async function createBody(body: Body, _facts: ImportFacts, index: IndexOfCloud): Promise<Body> {
  const { user_id: user, ...own } = body;
  const { userId } = await index.identity();
  return user === undefined || user === userId ? own : body;
}

function createUndo(body: Body): UndoCall {
  return { method: 'DELETE', path: pathFor(body, undefined) };
}

function pathFor(body: Body, own: string | undefined): string {
  const path = `${keypairs.path}/${encodeURIComponent(textOf(body, 'name') ?? '')}`;
  const user = textOf(body, 'user_id');
  return user === undefined || user === own ? path : `${path}?user_id=${encodeURIComponent(user)}`;
}
