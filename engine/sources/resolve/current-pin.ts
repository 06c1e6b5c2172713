import { currentCommit } from '../git/fetch-git.ts';
import { collectionVersions } from '../galaxy/galaxy-collections.ts';
import { roleRelease } from '../galaxy/galaxy-roles.ts';
import { serverFor } from '../galaxy/galaxy-settings.ts';
import { compareVersions, isExact, meetsRange, parseVersion } from '../galaxy/version-range.ts';
import type { LockedAsset, LockedList } from '../lock/lock.ts';
import type { SourceContext } from './context.ts';
import { fetchSource, gitAddress } from './fetch-source.ts';
import { kindOfList, type ObtainOptions } from './obtain.ts';
import { digestTree } from '../tree/digest-tree.ts';

/** What an entry of a lock would be pinned to now, in short; `newest` where the range keeps a newer one out. */
export interface CurrentPin {
  readonly now: string;
  readonly newest?: string;
}

const short = 12;

export async function currentPin(
  asset: LockedAsset,
  list: LockedList,
  context: SourceContext,
  { folder, addresses }: ObtainOptions,
): Promise<CurrentPin> {
  const address = addresses.get(asset.src) ?? asset.src;
  const { version = '' } = asset;
  switch (asset.type) {
    case 'git': {
      const request = { url: gitAddress(address, folder), version };
      return { now: (await currentCommit(request, context.reach)).slice(0, short) };
    }
    case 'galaxy':
      return list === 'roles' ? currentRole(asset, context) : currentCollection(asset, context);
    case 'archive': {
      const source = { kind: 'archive', location: address } as const;
      const { archive = '' } = await fetchSource(
        { kind: kindOfList[list], source, version, folder },
        context,
      );
      return { now: archive.slice('sha256:'.length).slice(0, short) };
    }
    case 'folder': {
      const source = { kind: 'folder', path: address } as const;
      const { tree } = await fetchSource({ kind: kindOfList[list], source, version, folder }, context);
      return { now: digestTree(tree).slice('sha256:'.length).slice(0, short) };
    }
  }
}

async function currentRole({ src, version = '' }: LockedAsset, context: SourceContext): Promise<CurrentPin> {
  const [known] = serverFor(undefined, context.galaxy);
  if (known === undefined) throw new Error('There is always a server.');
  const server = await context.openServer(known);
  const newest = (await roleRelease(src, '', server)).version;
  return version === '' ? { now: newest } : { now: version, newest };
}

async function currentCollection(
  { name, version = '*' }: LockedAsset,
  context: SourceContext,
): Promise<CurrentPin> {
  for (const known of serverFor(undefined, context.galaxy)) {
    const all = await collectionVersions(name, await context.openServer(known));
    const sorted = all.flatMap((text) => parseVersion(text) ?? []).toSorted((a, b) => compareVersions(b, a));
    const released = sorted.filter(({ pre }) => pre.length === 0);
    const now = (isExact(version) ? sorted : released).find((one) => meetsRange(one, version));
    const [newest] = released;
    if (now !== undefined)
      return {
        now: now.text,
        ...(newest === undefined || newest.text === now.text ? {} : { newest: newest.text }),
      };
  }
  return { now: '?' };
}
