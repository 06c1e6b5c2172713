import { createHash } from 'node:crypto';
import type { ArraySchema, Infer, ObjectSchema } from '../../schema/types.ts';

const text = (description: string) => ({ type: 'string', description }) as const;

/** One role, collection or playbook of a lock. */
export const assetSchema = {
  type: 'object',
  description: 'What was asked for, and what it was resolved to.',
  properties: {
    name: text(
      'The name under which it is found: of a role, `namespace.collection`, or the file of a playbook.',
    ),
    type: {
      type: 'string',
      enum: ['git', 'archive', 'galaxy', 'folder'],
      description: 'What it comes from.',
    },
    src: text('The repository, the archive, the folder or the name of Galaxy, without what is secret.'),
    path: text('The folder of the repository.'),
    version: text('The branch, tag, commit or range that was asked for; left out where none was.'),
    commit: { ...text('The commit that it was resolved to.'), pattern: '^[0-9a-f]{40}$' },
    tree: { ...text('The hash that Git has for the tree.'), pattern: '^[0-9a-f]{40}$' },
    signed: text(
      'The fingerprint of the key that the commit or its tag is signed with, where `verify` asks for one.',
    ),
    release: text('The version that it was resolved to: of Galaxy, or what the collection says of itself.'),
    server: text('The Galaxy server.'),
    url: text('Where the Galaxy server keeps the archive.'),
    archive: { ...text('The SHA-256 of the archive.'), pattern: '^sha256:[0-9a-f]{64}$' },
    digest: {
      ...text('The digest of the content: paths, bytes, what may be executed, and links.'),
      pattern: '^sha256:[0-9a-f]{64}$',
    },
    needs: { type: 'array', items: text('A name.'), description: 'The roles and collections that it needs.' },
    for: {
      type: 'array',
      items: text('A file or a name.'),
      description: 'What asks for it: requirements, roles, collections.',
    },
  },
  required: ['name', 'type', 'src', 'digest', 'for'],
} as const satisfies ObjectSchema & { readonly description: string };

const assets = (description: string) =>
  ({ type: 'array', items: assetSchema, description }) as const satisfies ArraySchema;

/** What requirements.lock.yml holds. */
export const lockSchema = {
  type: 'object',
  properties: {
    lock: { type: 'integer', minimum: 1, maximum: 1, description: 'The version of this form: 1.' },
    roles: assets('Roles, by name.'),
    collections: assets('Collections, by name.'),
    playbooks: assets('Playbooks of repositories, by source.'),
  },
  required: ['lock'],
} as const satisfies ObjectSchema;

export type LockedAsset = Infer<typeof assetSchema>;

export interface Lock {
  readonly roles: readonly LockedAsset[];
  readonly collections: readonly LockedAsset[];
  readonly playbooks: readonly LockedAsset[];
}

export const emptyLock: Lock = { roles: [], collections: [], playbooks: [] };

export type LockedList = keyof Lock;
export const lockedLists = ['roles', 'collections', 'playbooks'] as const satisfies readonly LockedList[];

export function allAssets(lock: Lock): readonly LockedAsset[] {
  return lockedLists.flatMap((list) => lock[list]);
}

/** `sha256:…` of what a lock says, whatever its comments and the order of its entries are. */
export function lockDigest(lock: Lock): string {
  const said = lockedLists.map((list) => lock[list].map(factsOf).toSorted());
  return `sha256:${createHash('sha256').update(JSON.stringify(said)).digest('hex')}`;
}

function factsOf(asset: LockedAsset): string {
  return JSON.stringify(
    Object.entries(asset)
      // A list with nothing in it is not written.
      .filter(([, value]) => typeof value === 'string' || value.length > 0)
      .toSorted(([a], [b]) => (a < b ? -1 : 1)),
  );
}
