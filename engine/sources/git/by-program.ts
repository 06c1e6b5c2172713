import { DroverError } from '../../diagnostics/drover-error.ts';
import type { ReachSettings } from '../http/http-settings.ts';
import { safeUrl, secretsOf } from '../safe-url.ts';
import { refused, treeLimits } from '../tree/check-tree.ts';
import { isCommitId, type RemoteRefs, type Wanted } from './remote-refs.ts';
import { runGit, type GitOutcome } from './run-git.ts';

/** A repository that `git` itself speaks to: over SSH, on this machine, or over HTTP for what only it can do. */
export interface ProgramRepository {
  refs(): Promise<RemoteRefs>;
  /** Fetches one commit without its history. False where the repository has it not, or does not give it. */
  fetch(wanted: Wanted, gitFolder: string): Promise<boolean>;
  /** The commit that begins with these digits; undefined where there is none. */
  expand(digits: string, gitFolder: string): Promise<string | undefined>;
}

export function programRepository(
  url: string,
  settings: ReachSettings,
  config: Readonly<Record<string, string>> = {},
): ProgramRepository {
  const deadline = Date.now() + settings.timeoutMs;
  const address = withoutSecrets(url);
  const git = (args: readonly string[], cwd?: string): Promise<GitOutcome> =>
    runGit(args, {
      settings,
      config,
      timeoutMs: Math.max(1, deadline - Date.now()),
      ...(cwd === undefined ? {} : { cwd }),
    });
  const init = async (gitFolder: string): Promise<void> => {
    const made = await git(['init', '--quiet', '--bare', gitFolder]);
    if (made.code !== 0) throw failure(url, made.stderr);
  };
  // Whoever reads an object afterwards has it whole in memory.
  const checkSizes = async (gitFolder: string): Promise<void> => {
    const sizes = ['cat-file', '--batch-all-objects', '--unordered', '--batch-check=%(objectsize)'];
    const listed = await git(sizes, gitFolder);
    if (listed.code !== 0) throw failure(url, listed.stderr);
    const large = listed.stdout.split('\n').find((size) => Number(size) > treeLimits.bytes);
    if (large !== undefined)
      throw refused(`The repository ${safeUrl(url)}`, `an object in it has ${large} bytes`);
  };
  return {
    async refs() {
      const listed = await git(['ls-remote', '--symref', '--', address]);
      if (listed.code !== 0) throw failure(url, listed.stderr);
      return parseRefs(listed.stdout);
    },
    async fetch(wanted, gitFolder) {
      await init(gitFolder);
      const fetched = await git(
        ['fetch', '--quiet', '--depth=1', '--no-tags', '--', address, wanted.oid],
        gitFolder,
      );
      if (fetched.code === 0) {
        await checkSizes(gitFolder);
        return true;
      }
      if (!isAbsent(fetched.stderr)) throw failure(url, fetched.stderr);
      if (!isCommitId(wanted.oid)) return false;
      // Of servers that speak the old protocol only what a branch or a tag stands for can be asked for by itself.
      const all = await git(['fetch', '--quiet', '--', address, ...allRefs], gitFolder);
      if (all.code !== 0) throw failure(url, all.stderr);
      await checkSizes(gitFolder);
      return (await git(['cat-file', '-e', `${wanted.oid}^{commit}`], gitFolder)).code === 0;
    },
    async expand(digits, gitFolder) {
      await init(gitFolder);
      // All commits, but nothing of what is in them where the server can do that.
      const fetched = await git(
        ['fetch', '--quiet', '--filter=tree:0', '--', address, ...allRefs],
        gitFolder,
      );
      if (fetched.code !== 0) throw failure(url, fetched.stderr);
      const parsed = await git(['rev-parse', '--quiet', '--verify', `${digits}^{commit}`], gitFolder);
      const commit = parsed.stdout.trim();
      return parsed.code === 0 && isCommitId(commit) ? commit : undefined;
    },
  };
}

const allRefs = ['+refs/heads/*:refs/heads/*', '+refs/tags/*:refs/tags/*'];

/** The user of an SSH address belongs to it; what is secret goes another way. */
function withoutSecrets(url: string): string {
  return secretsOf(url).length === 0 ? url : safeUrl(url);
}

function isAbsent(stderr: string): boolean {
  return /not our ref|unadvertised object|couldn't find remote ref|no such remote ref|bad object/i.test(
    stderr,
  );
}

function parseRefs(text: string): RemoteRefs {
  const refs = new Map<string, string>();
  const peeled = new Map<string, string>();
  let head: string | undefined;
  let headOid: string | undefined;
  for (const line of text.split('\n')) {
    const [left = '', name = ''] = line.split('\t');
    if (left.startsWith('ref: ') && name === 'HEAD') head = left.slice('ref: '.length);
    else if (!isCommitId(left)) continue;
    else if (name === 'HEAD') headOid = left;
    else if (name.endsWith('^{}')) peeled.set(name.slice(0, -3), left);
    else refs.set(name, left);
  }
  return { head, headOid, refs, peeled };
}

/** What Git and ssh say on standard error, in our words where they are known. */
function failure(url: string, stderr: string): DroverError {
  const said = withoutTexts(stderr, secretsOf(url)).trim().split('\n').slice(-4).join(' ');
  const what = safeUrl(url);
  if (/Host key verification failed|No .*host key is known/i.test(stderr)) {
    const changed = /REMOTE HOST IDENTIFICATION HAS CHANGED/.test(stderr);
    return new DroverError('source-unreachable', {
      detail: changed
        ? `The server of ${what} shows another key than known_hosts has for it: somebody may stand in its place.`
        : `The server of ${what} shows a key that known_hosts does not have, so it is not trusted.`,
      help: changed
        ? 'Ask whoever runs the server whether its key was changed, then put the new one into known_hosts.'
        : 'Get its key from whoever runs it (ssh-keyscan shows what the server says itself: compare the fingerprint), and put it into ~/.ssh/known_hosts or a file named with --known-hosts.',
    });
  }
  if (
    /Permission denied|Authentication failed|could not read Username|terminal prompts disabled/i.test(stderr)
  ) {
    return new DroverError('source-credentials', {
      detail: `${what} does not let us in: ${said}`,
      help: 'Load a key into the ssh agent that the server knows (ssh-add -l shows them), or let one of Git’s credential helpers know the password.',
    });
  }
  if (/dubious ownership/i.test(stderr)) {
    return new DroverError('source-refused', {
      detail: `${what} belongs to another user of this machine, so Git does not read it.`,
      help: `If you trust it: git config --global --add safe.directory ${what.replace(/^file:\/\//, '')}`,
    });
  }
  if (
    /does not appear to be a git repository|repository .*not found|does not exist|not found/i.test(stderr)
  ) {
    return new DroverError('source-missing', {
      detail: `There is no repository at ${what}: ${said}`,
      help: 'Check the address. Some servers say the same of what one may not see.',
    });
  }
  return new DroverError('source-unreachable', {
    detail: `${what} cannot be fetched: ${said === '' ? 'git failed without a word' : said}`,
    help: 'Check the address and the way to it, then try again; what is locked already is taken from the cache.',
  });
}

function withoutTexts(text: string, secrets: readonly string[]): string {
  return secrets.reduce((left, secret) => left.replaceAll(secret, '***'), text);
}
