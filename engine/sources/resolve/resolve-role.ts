import { DroverError } from '../../diagnostics/drover-error.ts';
import { roleDependencies } from '../content/role-metadata.ts';
import { roleRelease } from '../galaxy/galaxy-roles.ts';
import { serverFor } from '../galaxy/galaxy-settings.ts';
import type { GalaxyServer } from '../galaxy/galaxy-server.ts';
import type { LockedAsset } from '../lock/lock.ts';
import type { Requirement } from '../requirements/requirement.ts';
import { safeUrl } from '../safe-url.ts';
import { sha256 } from '../tree/digest-tree.ts';
import { readTree } from '../tree/folder.ts';
import type { Tree } from '../tree/tree.ts';
import type { SourceContext } from './context.ts';
import { byName, declaredOf } from './declared.ts';
import { fetchSource, unpackAs, type Fetched } from './fetch-source.ts';
import { obtain, type ObtainOptions } from './obtain.ts';

/** A role that was resolved, with what it needs. */
export interface ResolvedRole {
  readonly asset: LockedAsset;
  readonly dependencies: readonly Requirement[];
}

/** Resolves a role to content that is in the cache. */
export async function resolveRole(requirement: Requirement, context: SourceContext): Promise<ResolvedRole> {
  const { name = '' } = requirement;
  const { fetched, facts } =
    requirement.source.kind === 'galaxy'
      ? await fromGalaxy(requirement.source.name, requirement.version, context)
      : { fetched: await fetchSource(requirement, context), facts: {} };
  refuseOther(fetched.tree, requirement);
  const digest = context.cache.put(fetched.tree);
  const asset: LockedAsset = {
    name,
    ...declaredOf(requirement),
    ...pinsOf(fetched),
    ...facts,
    digest,
    for: [],
  };
  return { asset, dependencies: roleDependencies(fetched.tree, byName(requirement)) };
}

/** A role as a lock has it: only what it needs is read, from the cache. */
export async function keepRole(
  asset: LockedAsset,
  context: SourceContext,
  options: ObtainOptions,
): Promise<ResolvedRole> {
  const tree = readTree(await obtain(asset, 'roles', context, options));
  return { asset, dependencies: roleDependencies(tree, byName({ kind: 'role', name: asset.name })) };
}

/** What was fetched, as the lock notes it. */
export function pinsOf({ commit, treeHash, archive, signed }: Fetched): Partial<LockedAsset> {
  return {
    ...(commit === undefined ? {} : { commit }),
    ...(treeHash === undefined ? {} : { tree: treeHash }),
    ...(archive === undefined ? {} : { archive }),
    ...(signed === undefined ? {} : { signed }),
  };
}

const roleFolders = ['tasks', 'handlers', 'defaults', 'vars', 'meta', 'templates', 'files', 'library'];

/** What has nothing that a role has would fail later, in the middle of a run. */
function refuseOther(tree: Tree, { name, source }: Requirement): void {
  if (tree.some(({ path }) => roleFolders.includes(path.split('/')[0] ?? ''))) return;
  const inner = [...new Set(tree.flatMap(({ path }) => /^(.+)\/tasks\/main\.ya?ml$/.exec(path)?.[1] ?? []))];
  const address = source.kind === 'git' ? safeUrl(source.url) : (name ?? '');
  throw new DroverError('source-missing', {
    detail: `What is at ${address} is no role: it has none of ${roleFolders.slice(0, 4).join(', ')}.`,
    help:
      inner.length === 0
        ? 'Name the repository of a role, or its folder in it behind //.'
        : `Name the folder behind //: ${inner
            .slice(0, 5)
            .map((path) => `${address}//${path}`)
            .join(', ')}.`,
  });
}

async function fromGalaxy(
  name: string,
  version: string,
  context: SourceContext,
): Promise<{ readonly fetched: Fetched; readonly facts: Partial<LockedAsset> }> {
  const { server, release } = await firstServer(name, version, context);
  context.say(`Fetching ${name} ${release.version} from ${server.api}`);
  const content = await server.download(release.downloadUrl);
  const what = `The archive ${safeUrl(release.downloadUrl)}`;
  const tree = await unpackAs('role', content, what);
  return {
    fetched: { tree, archive: `sha256:${sha256(content)}` },
    facts: {
      release: release.version,
      server: safeUrl(server.api),
      url: safeUrl(new URL(release.downloadUrl, server.api).toString()),
    },
  };
}

async function firstServer(
  name: string,
  version: string,
  context: SourceContext,
): Promise<{ readonly server: GalaxyServer; readonly release: Awaited<ReturnType<typeof roleRelease>> }> {
  let missing: unknown;
  for (const known of serverFor(undefined, context.galaxy)) {
    const server = await context.openServer(known);
    try {
      return { server, release: await roleRelease(name, version, server) };
    } catch (error) {
      if (!(error instanceof DroverError) || error.code !== 'source-missing') throw error;
      missing ??= error;
    }
  }
  throw missing;
}
