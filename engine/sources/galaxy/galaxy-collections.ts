import { DroverError } from '../../diagnostics/drover-error.ts';
import { field, listField, textField, type GalaxyServer } from './galaxy-server.ts';

/** A version of a collection, as a server tells of it. */
export interface CollectionRelease {
  readonly version: string;
  readonly downloadUrl: string;
  readonly sha256: string;
  readonly dependencies: Readonly<Record<string, string>>;
}

const mostPages = 100;

/** All versions of a collection; empty where the server does not have it. */
export async function collectionVersions(name: string, server: GalaxyServer): Promise<readonly string[]> {
  const { path, isThird } = apiPath(server);
  const [namespace = '', collection = ''] = name.split('.');
  let next: string | undefined =
    `${path}collections/${namespace}/${collection}/versions/?${isThird ? 'limit' : 'page_size'}=100`;
  const versions: string[] = [];
  for (let page = 0; next !== undefined && page < mostPages; page += 1) {
    const answer = await server.get(next);
    const items = [...listField(answer, 'data'), ...listField(answer, 'results')];
    versions.push(...items.flatMap((item) => textField(item, 'version') ?? []));
    next = isThird ? textField(answer, 'links', 'next') : textField(answer, 'next');
  }
  return versions;
}

/** One version, with its archive and what it needs. Throws `source-unreachable` for an answer that lacks them. */
export async function collectionRelease(
  name: string,
  version: string,
  server: GalaxyServer,
): Promise<CollectionRelease> {
  const [namespace = '', collection = ''] = name.split('.');
  const answer = await server.get(
    `${apiPath(server).path}collections/${namespace}/${collection}/versions/${version}/`,
  );
  const downloadUrl = textField(answer, 'download_url');
  const sha256 = textField(answer, 'artifact', 'sha256');
  if (downloadUrl === undefined || sha256 === undefined || !/^[0-9a-f]{64}$/i.test(sha256)) {
    throw new DroverError('source-unreachable', {
      detail: `${server.api} does not say where the archive of ${name} ${version} is, or what its SHA-256 is.`,
      help: 'Try again later, or name another server with --server.',
    });
  }
  const needs = field(answer, 'metadata', 'dependencies');
  const entries = typeof needs === 'object' && needs !== null ? Object.entries(needs) : [];
  return {
    version,
    downloadUrl,
    sha256: sha256.toLowerCase(),
    dependencies: Object.fromEntries(
      entries.map(([one, range]) => [one, typeof range === 'string' ? range : '*']),
    ),
  };
}

function apiPath({ versions, api }: GalaxyServer): { readonly path: string; readonly isThird: boolean } {
  const path = versions['v3'] ?? versions['v2'];
  if (path !== undefined) return { path, isThird: versions['v3'] !== undefined };
  throw new DroverError('source-missing', {
    detail: `The Galaxy server ${api} has no collections.`,
    help: 'Name one that has with --server, or with `source:` below the collection.',
  });
}
