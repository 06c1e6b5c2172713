import { rmSync } from 'node:fs';
import { mkdtemp } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join, resolve as resolvePath } from 'node:path';
import { DroverError } from '../../diagnostics/drover-error.ts';
import { credentialsFor } from '../http/credentials.ts';
import type { ReachSettings } from '../http/http-settings.ts';
import { httpClient } from '../http/request.ts';
import { safeUrl } from '../safe-url.ts';
import { checkSignature } from './check-signature.ts';
import { programRepository, type ProgramRepository } from './by-program.ts';
import { httpRepository } from './over-http.ts';
import { commitOf, readCommit, type FetchedCommit } from './read-commit.ts';
import { findVersion, isCommitId, noSuchVersion, type RemoteRefs, type Wanted } from './remote-refs.ts';

export interface GitRequest {
  readonly url: string;
  /** A folder of the repository, or empty for all of it. */
  readonly path: string;
  readonly version: string;
  /** Public keys, with one of which the commit or its tag has to be signed. */
  readonly signers?: readonly string[] | undefined;
}

/** A repository, whatever it is spoken to with. */
interface Repository {
  refs(): Promise<RemoteRefs>;
  fetch(wanted: Wanted, gitFolder: string): Promise<unknown>;
  /** `git` itself, for what the other cannot do. */
  program(): Promise<ProgramRepository>;
}

/** Repositories that are fetched, each version of one once: two roles of one branch come from one commit. */
export interface GitFetches {
  /**
   * Fetches one commit of a repository, without its history. A full commit id is fetched as such: no branch is looked
   * at. Throws `source-missing`, `source-unreachable`, `source-credentials` and `source-refused`.
   */
  fetch(request: GitRequest): Promise<FetchedCommit>;
  /** Removes what was fetched. */
  close(): void;
}

export function gitFetches(settings: ReachSettings): GitFetches {
  const folders: string[] = [];
  const fetched = new Map<string, Promise<Fetch>>();
  return {
    async fetch({ url, path, version, signers }) {
      const key = JSON.stringify([url, version]);
      const known =
        fetched.get(key) ?? inFolder(folders, (folder) => fetchCommit(url, version, settings, folder));
      fetched.set(key, known);
      const { commit, tag, gitFolder } = await known;
      const what = nameOf(url);
      const read = await readCommit(commit, gitFolder, path, what);
      if (signers === undefined) return read;
      const signed = await inFolder(folders, (folder) =>
        checkSignature({ commit, tag, gitFolder, what }, signers, settings, folder),
      );
      return { ...read, signed };
    },
    close() {
      fetched.clear();
      for (const folder of folders.splice(0)) rmSync(folder, { recursive: true, force: true });
    },
  };
}

interface Fetch {
  readonly commit: string;
  /** The annotated tag that stands for it. */
  readonly tag: string | undefined;
  readonly gitFolder: string;
}

async function fetchCommit(
  url: string,
  version: string,
  settings: ReachSettings,
  folder: string,
): Promise<Fetch> {
  const what = nameOf(url);
  const repository = openRepository(url, settings);
  let gitFolder = join(folder, 'repository');
  const { wanted, remote } = await resolve(version, repository, what, folder);
  await repository.fetch(wanted, gitFolder);
  let commit = await commitOf(wanted.oid, gitFolder);
  // Some servers give what no branch has any more, but only to Git’s newer protocol.
  if (commit === undefined && isCommitId(version) && /^https?:/i.test(url)) {
    gitFolder = join(folder, 'again');
    const program = await repository.program();
    if (await program.fetch(wanted, gitFolder)) commit = await commitOf(wanted.oid, gitFolder);
  }
  // A fetch of what is not there may look as if it went well.
  if (commit === undefined || (wanted.commit !== undefined && commit !== wanted.commit))
    throw noSuchVersion(version, what, remote ?? (await repository.refs()));
  return { commit, tag: wanted.oid === commit ? undefined : wanted.oid, gitFolder };
}

function nameOf(url: string): string {
  return `The repository ${safeUrl(url)}`;
}

/** The commit that a version stands for now; nothing of it is fetched, if that can be told without. */
export async function currentCommit(
  { url, version }: Pick<GitRequest, 'url' | 'version'>,
  settings: ReachSettings,
): Promise<string> {
  const folders: string[] = [];
  try {
    return await inFolder(folders, async (folder) => {
      const { wanted } = await resolve(version, openRepository(url, settings), nameOf(url), folder);
      return wanted.commit ?? (await fetchCommit(url, version, settings, folder)).commit;
    });
  } finally {
    for (const folder of folders) rmSync(folder, { recursive: true, force: true });
  }
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

/** Works in a folder of its own, which is noted to be removed. */
async function inFolder<T>(folders: string[], work: (folder: string) => Promise<T>): Promise<T> {
  const folder = await mkdtemp(join(tmpdir(), 'drover-source-'));
  folders.push(folder);
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
  }
}
