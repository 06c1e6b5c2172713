import { existsSync } from 'node:fs';
import { join } from 'node:path';
import { DroverError } from '../../diagnostics/drover-error.ts';
import type { LockedAsset, LockedList } from '../lock/lock.ts';
import type { AssetKind, Requirement, Source } from '../requirements/requirement.ts';
import { safeUrl } from '../safe-url.ts';
import { checkTree } from '../tree/check-tree.ts';
import { digestTree, sha256 } from '../tree/digest-tree.ts';
import { readTree } from '../tree/folder.ts';
import type { Tree } from '../tree/tree.ts';
import type { SourceContext } from './context.ts';
import { fetchSource, unpackAs, type Fetched } from './fetch-source.ts';

export const kindOfList: Readonly<Record<LockedList, AssetKind>> = {
  roles: 'role',
  collections: 'collection',
  playbooks: 'playbook',
};

/** Where content of a lock is fetched from, when it has to be. */
export interface ObtainOptions {
  /** The folder that paths of the lock start from. */
  readonly folder: string;
  /** Addresses as the requirements write them, with what is secret, by what the lock has of them. */
  readonly addresses: ReadonlyMap<string, string>;
  /** Nothing is fetched: what is not on this machine is missing. */
  readonly isOffline?: true;
}

/** Addresses with what is secret, by those without. */
export function addressesOf(requirements: readonly Requirement[]): ReadonlyMap<string, string> {
  return new Map(
    requirements.flatMap(({ source }) => {
      const address =
        source.kind === 'git' ? source.url : source.kind === 'archive' ? source.location : undefined;
      return address === undefined ? [] : [[safeUrl(address), address] as const];
    }),
  );
}

/**
 * The folder in the cache with the content of a locked role, collection or playbook: from the cache, else from `vendor`,
 * else fetched by what the lock pins. Nothing is resolved. Throws `content-damaged` where what comes is something else.
 */
export async function obtain(
  asset: LockedAsset,
  list: LockedList,
  context: SourceContext,
  options: ObtainOptions,
): Promise<string> {
  const { cache } = context;
  const known = cache.find(asset.digest);
  if (known !== undefined) return known;
  const vendored = fromVendor(asset, list, context);
  if (vendored !== undefined) return cache.folderOf(cache.put(vendored));
  if (options.isOffline === true) throw notHere(asset);
  const { tree } = await fetchLocked(asset, kindOfList[list], context, options);
  const digest = digestTree(tree);
  if (digest === asset.digest) return cache.folderOf(cache.put(tree));
  throw damaged(asset, `its content has the digest ${digest}, not ${asset.digest}`);
}

/** The folder below `vendor` for an asset. */
export function vendorPath({ name, digest }: LockedAsset, list: LockedList): string {
  if (list === 'roles') return join('roles', name);
  if (list === 'collections') return join('collections', 'ansible_collections', ...name.split('.'));
  return join('playbooks', digest.slice('sha256:'.length));
}

function fromVendor(asset: LockedAsset, list: LockedList, context: SourceContext): Tree | undefined {
  for (const folder of context.vendored) {
    const path = join(folder, vendorPath(asset, list));
    if (!existsSync(path)) continue;
    const tree = readTree(path);
    if (digestTree(tree) !== asset.digest) {
      context.reach.warn(`${path} is not what the lock says; it is passed over.`);
      continue;
    }
    checkTree(tree, `The folder ${path}`);
    return tree;
  }
  return undefined;
}

async function fetchLocked(
  asset: LockedAsset,
  kind: AssetKind,
  context: SourceContext,
  { folder, addresses }: ObtainOptions,
): Promise<Fetched> {
  const address = addresses.get(asset.src) ?? asset.src;
  if (asset.type === 'galaxy' || asset.url !== undefined) return fetchRelease(asset, kind, context);
  const source = pinnedSource(asset, address);
  const fetched = await fetchSource({ kind, source, version: asset.commit ?? '', folder }, context);
  if (asset.archive !== undefined && fetched.archive !== asset.archive)
    throw damaged(asset, `its archive has the digest ${fetched.archive ?? ''}, not ${asset.archive}`);
  return fetched;
}

function pinnedSource(asset: LockedAsset, address: string): Source {
  switch (asset.type) {
    case 'git':
      if (asset.commit === undefined) throw damaged(asset, 'the lock names no commit of it');
      return { kind: 'git', url: address, path: asset.path ?? '' };
    case 'archive':
      return { kind: 'archive', location: address };
    default:
      return { kind: 'folder', path: address };
  }
}

async function fetchRelease(asset: LockedAsset, kind: AssetKind, context: SourceContext): Promise<Fetched> {
  const { url, server, archive } = asset;
  if (url === undefined || server === undefined || archive === undefined)
    throw damaged(asset, 'the lock does not say where its archive is');
  const known = context.galaxy.servers.find(
    (one) => safeUrl(one.url) === server || server.startsWith(safeUrl(one.url)),
  );
  const galaxy = await context.openServer(known ?? { name: server, url: server, authorization: undefined });
  context.say(`Fetching ${asset.name} ${asset.release ?? ''} from ${server}`);
  const content = await galaxy.download(url);
  const digest = `sha256:${sha256(content)}`;
  if (digest !== archive) throw damaged(asset, `its archive has the digest ${digest}, not ${archive}`);
  return { tree: await unpackAs(kind, content, `The archive of ${asset.name}`), archive };
}

function notHere({ name }: LockedAsset): DroverError {
  return new DroverError('source-missing', {
    detail: `${name} is locked, but its content is not on this machine.`,
    help: 'Fetch what is locked with `drover roles verify`.',
  });
}

export function damaged({ name, src }: LockedAsset, why: string): DroverError {
  return new DroverError('content-damaged', {
    detail: `${name}, from ${src}, is not what the lock says: ${why}.`,
    help: 'Somebody has put something else in its place. If that is meant, look into it and run `drover roles update` with its name.',
  });
}
