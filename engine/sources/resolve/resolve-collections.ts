import { DroverError } from '../../diagnostics/drover-error.ts';
import { isCollection } from '../archive/archive-root.ts';
import {
  collectionDependencies,
  collectionMetadata,
  type CollectionMetadata,
} from '../content/collection-metadata.ts';
import { collectionRelease, collectionVersions } from '../galaxy/galaxy-collections.ts';
import { meetsRange, parseVersion } from '../galaxy/version-range.ts';
import { serverFor } from '../galaxy/galaxy-settings.ts';
import type { GalaxyServer } from '../galaxy/galaxy-server.ts';
import type { LockedAsset } from '../lock/lock.ts';
import { placeOf, sourceText, type Requirement } from '../requirements/requirement.ts';
import { safeUrl } from '../safe-url.ts';
import { checkTree } from '../tree/check-tree.ts';
import { sha256 } from '../tree/digest-tree.ts';
import { readTree } from '../tree/folder.ts';
import { subTree, type Tree } from '../tree/tree.ts';
import { atItsPlace } from './at-its-place.ts';
import { checkReach } from './check-reach.ts';
import { chooseReleases, type Constraint } from './choose-releases.ts';
import type { SourceContext } from './context.ts';
import { byName, declaredOf, isDeclared } from './declared.ts';
import { fetchSource, unpackAs, type Fetched } from './fetch-source.ts';
import { inParallel } from './in-parallel.ts';
import { obtain } from './obtain.ts';
import { pinsOf } from './resolve-role.ts';
import type { RolesOptions } from './resolve-roles.ts';

interface Direct {
  readonly requirement: Requirement;
  readonly asset: LockedAsset;
  readonly metadata: CollectionMetadata;
}

/** Resolves collections with all that they need: those of repositories and archives first, they have one version each. */
export async function resolveCollections(
  asked: readonly Requirement[],
  context: SourceContext,
  options: RolesOptions,
): Promise<readonly LockedAsset[]> {
  const direct = await resolveDirect(asked, context, options);
  const dependencies = [...direct.values()].flatMap(reachable);
  const named = [...asked, ...dependencies].filter(({ source }) => source.kind === 'galaxy');
  const constraints = named.map((one): Constraint => ({
    name: one.name ?? '',
    range: one.version,
    by: placeOf(one),
  }));
  const releases = releaseSource(named, context);
  const chosen = await chooseReleases(constraints, {
    source: releases,
    fixed: new Map([...direct].map(([name, { metadata }]) => [name, metadata.version])),
    before: new Map(
      options.before.flatMap(({ name, release }) =>
        release === undefined || options.isMoved(name) ? [] : [[name, release] as const],
      ),
    ),
  });
  const fromGalaxy = await inParallel([...chosen], async ([name, version]) => {
    const requirement = asked.find((one) => one.name === name && one.source.kind === 'galaxy');
    const asset = await resolveRelease(name, version, requirement, releases, context, options);
    return { asset, needs: await releases.dependencies(name, version) };
  });
  return noteAskers(
    [
      ...[...direct.values()].map(({ asset, metadata }) => ({ asset, needs: metadata.dependencies })),
      ...fromGalaxy,
    ],
    asked,
    direct,
  );
}

/** Each with what it needs, and what asks for it. */
function noteAskers(
  found: readonly { readonly asset: LockedAsset; readonly needs: Readonly<Record<string, string>> }[],
  asked: readonly Requirement[],
  direct: ReadonlyMap<string, Direct>,
): readonly LockedAsset[] {
  const nameOf = (one: string): string =>
    [...direct.values()].find(
      ({ requirement }) => requirement.source.kind === 'git' && one.includes(requirement.source.url),
    )?.asset.name ?? one;
  return found.map(({ asset, needs }) => {
    const own = asked
      .filter((one) => one.name === asset.name || direct.get(asset.name)?.requirement === one)
      .map(({ by }) => by);
    const others = found
      .filter((one) => Object.keys(one.needs).map(nameOf).includes(asset.name))
      .map((one) => `collection ${one.asset.name}`);
    return {
      ...asset,
      needs: Object.keys(needs)
        .map((name) => `collection ${nameOf(name)}`)
        .toSorted(),
      for: [...new Set([...own, ...others])].toSorted(),
    };
  });
}

/** Collections of repositories, archives and folders, and those of repositories that these need. */
async function resolveDirect(
  asked: readonly Requirement[],
  context: SourceContext,
  options: RolesOptions,
): Promise<ReadonlyMap<string, Direct>> {
  const found = new Map<string, Direct>();
  let wave = asked.filter(({ source }) => source.kind !== 'galaxy');
  const seen = new Set<string>();
  while (wave.length > 0) {
    const fresh = wave.filter((one) => {
      const key = JSON.stringify([declaredOf(one), one.by]);
      return !seen.has(key) && seen.add(key);
    });
    const waves = await inParallel(fresh, (requirement) =>
      atItsPlace(requirement, () => oneDirect(requirement, context, options)),
    );
    for (const one of waves.flat()) {
      const first = found.get(one.asset.name);
      if (first === undefined) found.set(one.asset.name, one);
      else if (first.asset.digest !== one.asset.digest) throw twice(first, one);
    }
    wave = waves
      .flat()
      .flatMap(reachable)
      .filter(({ source }) => source.kind !== 'galaxy');
  }
  return found;
}
/** What a collection needs. */
function reachable({ metadata, requirement }: Direct): readonly Requirement[] {
  const dependencies = collectionDependencies(metadata, byName({ kind: 'collection', name: metadata.name }));
  checkReach(requirement.source, dependencies);
  return dependencies;
}

async function oneDirect(
  requirement: Requirement,
  context: SourceContext,
  options: RolesOptions,
): Promise<readonly Direct[]> {
  const kept = options.before.filter((asset) => isDeclared(asset, requirement));
  if (kept.length > 0 && kept.every(({ name }) => !options.isMoved(name))) {
    return inParallel(kept, async (asset) => {
      const tree = readTree(await obtain(asset, 'collections', context, options));
      return { requirement, asset, metadata: collectionMetadata(tree, asset.src) };
    });
  }
  const fetched = await fetchSource(requirement, context);
  const declared = declaredOf(requirement);
  return collectionsIn(fetched.tree, declared.src).map(({ tree, path }) => {
    const metadata = collectionMetadata(tree, declared.src);
    if (requirement.name !== undefined && requirement.name !== metadata.name)
      throw otherName(requirement, metadata);
    refuseOtherVersion(requirement, metadata);
    const digest = context.cache.put(tree);
    const folder = [declared.path ?? '', path].filter((part) => part !== '').join('/');
    const asset: LockedAsset = {
      name: metadata.name,
      ...declared,
      ...(folder === '' || declared.type !== 'git' ? {} : { path: folder }),
      ...(declared.type === 'folder' && path !== ''
        ? { src: `${declared.src.replace(/\/+$/, '')}/${path}` }
        : {}),
      ...pinsOf(path === '' ? fetched : withoutTreeHash(fetched)),
      ...(metadata.version === '*' ? {} : { release: metadata.version }),
      digest,
      for: [],
    };
    return { requirement, asset, metadata };
  });
}

/** The hash is that of the folder around it. */
function withoutTreeHash({ treeHash: _around, ...rest }: Fetched): Fetched {
  return rest;
}

/** A folder that is a collection, or one of collections (`subdirs`). */
function collectionsIn(tree: Tree, what: string): readonly { readonly tree: Tree; readonly path: string }[] {
  if (isCollection(tree)) return [{ tree, path: '' }];
  const folders = [...new Set(tree.map(({ path }) => path.split('/')[0] ?? ''))];
  const inner = folders
    .map((path) => ({ path, tree: subTree(tree, path) }))
    .filter((one) => isCollection(one.tree));
  // Says what is missing.
  if (inner.length === 0) collectionMetadata(tree, what);
  // A link that stays within the folder around them may lead out of one of them.
  for (const one of inner) checkTree(one.tree, `The folder ${one.path} of ${what}`);
  return inner;
}

function releaseSource(named: readonly Requirement[], context: SourceContext) {
  const servers = new Map<
    string,
    Promise<{ readonly server: GalaxyServer; readonly versions: readonly string[] } | undefined>
  >();
  const releases = new Map<string, ReturnType<typeof collectionRelease>>();
  const find = async (name: string) => {
    const source = named.find((one) => one.name === name && one.source.kind === 'galaxy')?.source;
    for (const known of serverFor(source?.kind === 'galaxy' ? source.server : undefined, context.galaxy)) {
      const server = await context.openServer(known);
      const versions = await collectionVersions(name, server);
      if (versions.length > 0) return { server, versions };
    }
    return undefined;
  };
  const serverOf = (name: string) => {
    const known = servers.get(name) ?? find(name);
    servers.set(name, known);
    return known;
  };
  const release = async (name: string, version: string) => {
    const found = await serverOf(name);
    if (found === undefined) throw new Error(`No server has ${name}.`);
    const key = `${name} ${version}`;
    const known = releases.get(key) ?? collectionRelease(name, version, found.server);
    releases.set(key, known);
    return { server: found.server, release: await known };
  };
  return {
    versions: async (name: string) => (await serverOf(name))?.versions ?? [],
    dependencies: async (name: string, version: string) =>
      (await release(name, version)).release.dependencies,
    release,
  };
}

async function resolveRelease(
  name: string,
  version: string,
  requirement: Requirement | undefined,
  releases: ReturnType<typeof releaseSource>,
  context: SourceContext,
  options: RolesOptions,
): Promise<LockedAsset> {
  const { server, release } = await releases.release(name, version);
  const archive = `sha256:${release.sha256}`;
  const declared =
    requirement === undefined ? ({ type: 'galaxy', src: name } as const) : declaredOf(requirement);
  const facts = {
    name,
    ...declared,
    release: version,
    server: safeUrl(server.api),
    url: safeUrl(new URL(release.downloadUrl, server.api).toString()),
    archive,
  };
  const kept = options.before.find(
    (one) => one.name === name && one.archive === archive && one.release === version,
  );
  if (kept !== undefined) {
    await obtain(kept, 'collections', context, options);
    return { ...facts, digest: kept.digest, for: [] };
  }
  context.say(`Fetching ${name} ${version} from ${server.api}`);
  const content = await server.download(release.downloadUrl);
  const what = `The archive of ${name} ${version}`;
  if (sha256(content) !== release.sha256) {
    throw new DroverError('content-damaged', {
      detail: `${what} has the SHA-256 ${sha256(content)}, but ${server.api} says ${release.sha256}.`,
      help: 'It was damaged on the way, or somebody has put something else in its place. Try again; if it stays so, tell whoever runs the server.',
    });
  }
  const tree = await unpackAs('collection', content, what);
  const metadata = collectionMetadata(tree, what);
  if (metadata.name !== name || metadata.version !== version) {
    throw new DroverError('content-damaged', {
      detail: `${what} holds ${metadata.name} ${metadata.version}.`,
      help: 'Tell whoever runs the Galaxy server, or name another version.',
    });
  }
  return { ...facts, digest: context.cache.put(tree), for: [] };
}

function twice(first: Direct, second: Direct): DroverError {
  return new DroverError('source-conflict', {
    detail: `The collection ${first.asset.name} is asked for twice, with different content: ${first.asset.src}, by ${placeOf(first.requirement)}, and ${second.asset.src}, by ${placeOf(second.requirement)}.`,
    help: 'Take one of them out, or name one version of one source.',
    span: second.requirement.span,
  });
}

/** Of archives and folders: the version of a repository is its branch, tag or commit. */
function refuseOtherVersion(
  { source, version: range }: Requirement,
  { name, version }: CollectionMetadata,
): void {
  const is = parseVersion(version);
  if (source.kind === 'git' || is === undefined || meetsRange(is, range)) return;
  throw new DroverError('source-conflict', {
    detail: `What is at ${safeUrl(sourceText(source))} is ${name} ${version}; asked for is ${range}.`,
    help: 'Take `version` out, or name another archive or folder.',
  });
}

function otherName(requirement: Requirement, { name }: CollectionMetadata): DroverError {
  return new DroverError('source-missing', {
    detail: `What is asked for as ${requirement.name ?? ''} is the collection ${name}.`,
    help: `Write \`name: ${name}\`, or check the address.`,
    span: requirement.span,
  });
}
