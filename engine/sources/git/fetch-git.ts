import { mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join, resolve as resolvePath } from 'node:path';
import { DroverError } from '../../diagnostics/drover-error.ts';
import { credentialsFor } from '../http/credentials.ts';
import type { ReachSettings } from '../http/http-settings.ts';
import { httpClient } from '../http/request.ts';
import { safeUrl } from '../safe-url.ts';
import { programRepository, type ProgramRepository } from './by-program.ts';
import { httpRepository } from './over-http.ts';
import { commitOf, readCommit, type FetchedCommit } from './read-commit.ts';
import { findVersion, isCommitId, noSuchVersion, type RemoteRefs, type Wanted } from './remote-refs.ts';

export interface GitRequest {
  readonly url: string;
  /** A folder of the repository, or empty for all of it. */
  readonly path: string;
  readonly version: string;
}

/** A repository, whatever it is spoken to with. */
interface Repository {
  refs(): Promise<RemoteRefs>;
  fetch(wanted: Wanted, gitFolder: string): Promise<unknown>;
  /** `git` itself, for what the other cannot do. */
  program(): Promise<ProgramRepository>;
}

/**
 * Fetches one commit of a repository, without its history. A full commit id is fetched as such: no branch is looked at.
 * Throws `source-missing`, `source-unreachable`, `source-credentials` and `source-refused`.
 */
export async function fetchGit(request: GitRequest, settings: ReachSettings): Promise<FetchedCommit> {
  const what = `The repository ${safeUrl(request.url)}`;
  const repository = openRepository(request.url, settings);
  return inFolder(async (folder) => {
    const gitFolder = join(folder, 'repository');
    const { wanted, remote } = await resolve(request.version, repository, what, folder);
    await repository.fetch(wanted, gitFolder);
    let commit = await commitOf(wanted.oid, gitFolder);
    let from = gitFolder;
    // Some servers give what no branch has any more, but only to Git’s newer protocol.
    if (commit === undefined && isCommitId(request.version) && /^https?:/i.test(request.url)) {
      from = join(folder, 'again');
      const program = await repository.program();
      if (await program.fetch(wanted, from)) commit = await commitOf(wanted.oid, from);
    }
    // A fetch of what is not there may look as if it went well.
    if (commit === undefined || (wanted.commit !== undefined && commit !== wanted.commit))
      throw noSuchVersion(request.version, what, remote ?? (await repository.refs()));
    return readCommit(commit, from, request.path, what);
  });
}

/** The commit that a version stands for now, without fetching anything of it. */
export async function currentCommit(request: GitRequest, settings: ReachSettings): Promise<string> {
  const what = `The repository ${safeUrl(request.url)}`;
  const repository = openRepository(request.url, settings);
  return inFolder(async (folder) => {
    const { wanted } = await resolve(request.version, repository, what, folder);
    if (wanted.commit !== undefined) return wanted.commit;
    return (await fetchGit(request, settings)).commit;
  });
}

async function resolve(
  version: string,
  repository: Repository,
  what: string,
  folder: string,
): Promise<{ readonly wanted: Wanted; readonly remote: RemoteRefs | undefined }> {
  if (isCommitId(version)) {
    const oid = version.toLowerCase();
    return { wanted: { oid, commit: oid, ref: undefined }, remote: undefined };
  }
  const remote = await repository.refs();
  const found = findVersion(version, remote);
  if (found === undefined) throw noSuchVersion(version, what, remote);
  if (found !== 'short') return { wanted: found, remote };
  const program = await repository.program();
  const commit = await program.expand(version, join(folder, 'history'));
  if (commit === undefined) throw noSuchVersion(version, what, remote);
  return { wanted: { oid: commit, commit, ref: undefined }, remote };
}

function openRepository(url: string, settings: ReachSettings): Repository {
  if (!/^https?:\/\//i.test(url)) {
    const program = programRepository(url, settings);
    return { ...program, program: () => Promise.resolve(program) };
  }
  const credentials = credentialsFor(url, settings);
  return {
    ...httpRepository(url, httpClient(settings, credentials)),
    async program() {
      const { origin } = new URL(url);
      const authorization = await credentials(origin);
      const config =
        authorization === undefined
          ? {}
          : { [`http.${origin}/.extraHeader`]: `Authorization: ${authorization}` };
      // A header of ours would be shown to whoever it redirects to.
      const { authoritiesFile } = settings;
      return programRepository(url, settings, {
        ...config,
        ...(authoritiesFile === undefined ? {} : { 'http.sslCAInfo': resolvePath(authoritiesFile) }),
        'http.followRedirects': 'false',
      });
    },
  };
}

async function inFolder<T>(work: (folder: string) => Promise<T>): Promise<T> {
  const folder = await mkdtemp(join(tmpdir(), 'drover-source-'));
  try {
    return await work(folder);
  } catch (error) {
    if (
      error instanceof DroverError ||
      !(error instanceof Error) ||
      !('code' in error) ||
      error.code !== 'ENOSPC'
    )
      throw error;
    throw new DroverError('cache-unwritable', {
      detail: `There is no room in ${tmpdir()} for what is fetched.`,
      help: 'Make room there, or name another folder with TMPDIR.',
      cause: error,
    });
  } finally {
    await rm(folder, { recursive: true, force: true });
  }
}
