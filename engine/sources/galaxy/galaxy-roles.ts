import { DroverError } from '../../diagnostics/drover-error.ts';
import { suggest } from '../../schema/suggest.ts';
import { compareLoosely } from './loose-version.ts';
import { field, listField, textField, type GalaxyServer } from './galaxy-server.ts';

/** A version of a role, as a server tells of it. */
export interface RoleRelease {
  readonly version: string;
  readonly downloadUrl: string;
}

/**
 * A version of a role; without one the newest, or else the branch that the server knows. Throws `source-missing` with
 * what there is.
 */
export async function roleRelease(name: string, version: string, server: GalaxyServer): Promise<RoleRelease> {
  const path = server.versions['v1'];
  if (path === undefined) {
    throw new DroverError('source-missing', {
      detail: `The Galaxy server ${server.api} has no roles, so ${name} is not found there.`,
      help: 'Name the repository of the role with `src: git+https://…`, or another server with --server.',
    });
  }
  const dot = name.lastIndexOf('.');
  const [owner, role] = [encodeURIComponent(name.slice(0, dot)), encodeURIComponent(name.slice(dot + 1))];
  const [found] = listField(
    await server.get(`${path}roles/?owner__username=${owner}&name=${role}`),
    'results',
  );
  if (found === undefined) {
    throw new DroverError('source-missing', {
      detail: `The role ${name} was not found on ${server.api}.`,
      help: 'Check the name (namespace.role), or name the repository of the role with `src: git+https://…`.',
    });
  }
  const releases = await releasesOf(found, path, server);
  const wanted = version === '' ? newest(found, releases) : version;
  const release = releases.find((one) => textField(one, 'name') === wanted);
  if (release === undefined && releases.length > 0 && wanted !== 'master')
    throw noSuchRelease(name, wanted, releases);
  return { version: wanted, downloadUrl: downloadUrl(found, release, wanted) };
}

async function releasesOf(found: unknown, path: string, server: GalaxyServer): Promise<readonly unknown[]> {
  const id = field(found, 'id');
  const releases: unknown[] = [];
  let next: string | undefined = `${path}roles/${encodeURIComponent(String(id))}/versions/?page_size=50`;
  for (let page = 0; next !== undefined && page < 100; page += 1) {
    const answer: unknown = await server.get(next);
    releases.push(...listField(answer, 'results'));
    next = textField(answer, 'next_link') ?? textField(answer, 'next');
  }
  return releases;
}

function newest(found: unknown, releases: readonly unknown[]): string {
  const names = releases.flatMap((one) => textField(one, 'name') ?? []);
  return names.toSorted(compareLoosely).at(-1) ?? textField(found, 'github_branch') ?? 'master';
}

function downloadUrl(found: unknown, release: unknown, version: string): string {
  const given = textField(release, 'download_url') ?? textField(release, 'source');
  if (given !== undefined) return given;
  const [user, repository] = [textField(found, 'github_user'), textField(found, 'github_repo')];
  return `https://github.com/${user ?? ''}/${repository ?? ''}/archive/${version}.tar.gz`;
}

function noSuchRelease(name: string, version: string, releases: readonly unknown[]): DroverError {
  const names = releases.flatMap((one) => textField(one, 'name') ?? []).toSorted(compareLoosely);
  const near = suggest(version, names);
  return new DroverError('source-missing', {
    detail: `The version ${version} of ${name} was not found in the list of available versions.`,
    help: `${near === undefined ? '' : `Did you mean ${near}? `}There ${names.length === 1 ? 'is' : 'are'} ${names.slice(-10).join(', ')}.`,
  });
}
