import { mkdir, writeFile } from 'node:fs/promises';
import { spawnSync } from 'node:child_process';
import { join } from 'node:path';
import { DroverError } from '../../diagnostics/drover-error.ts';
import type { ReachSettings } from '../http/http-settings.ts';
import { isPgpKey } from '../requirements/read-verify.ts';
import { runGit, type GitOutcome } from './run-git.ts';

export interface SignedObject {
  /** The commit, and the tag that stands for it, if it was asked for by one. */
  readonly commit: string;
  readonly tag: string | undefined;
  /** The bare repository that has them. */
  readonly gitFolder: string;
  readonly what: string;
}

/**
 * Checks that a commit, or the annotated tag that stands for it, was signed with one of these public keys, and gives the
 * fingerprint of the key. No other key counts, whatever the user's own rings hold. Throws `source-refused`.
 */
export async function checkSignature(
  { commit, tag, gitFolder, what }: SignedObject,
  keys: readonly string[],
  settings: ReachSettings,
  folder: string,
): Promise<string> {
  const signers = join(folder, 'allowed-signers');
  const ring = join(folder, 'keys');
  await mkdir(ring, { recursive: true, mode: 0o700 });
  const ssh = keys.filter((key) => !isPgpKey(key));
  await writeFile(signers, ssh.map((key) => `* namespaces="git" ${key}\n`).join(''));
  importPgp(keys.filter(isPgpKey), ring, settings);
  const check = (...args: readonly string[]): Promise<GitOutcome> =>
    runGit(args, {
      settings,
      cwd: gitFolder,
      timeoutMs: 30_000,
      environment: { GNUPGHOME: ring },
      config: { 'gpg.ssh.allowedSignersFile': signers, 'gpg.minTrustLevel': 'undefined' },
    });
  const outcomes: GitOutcome[] = [];
  if (tag !== undefined) outcomes.push(await check('verify-tag', '--raw', tag));
  if (outcomes[0]?.code !== 0) outcomes.push(await check('verify-commit', '--raw', commit));
  const good = outcomes.find(({ code }) => code === 0);
  const fingerprint = good === undefined ? undefined : fingerprintIn(good.stderr);
  if (fingerprint !== undefined) return fingerprint;
  throw new DroverError('source-refused', {
    detail: `${what} is not taken: ${reason(outcomes)} (commit ${commit.slice(0, 12)}).`,
    help: 'Ask whoever wrote it, or name a version that is signed. If the key is right, put it into `verify: {keys: …}`.',
  });
}

/** What git and its helpers say of a good signature: the fingerprint of the key, not of a part of it. */
function fingerprintIn(stderr: string): string | undefined {
  const pgp = /^\[GNUPG:\] VALIDSIG (?:\S+ ){9}(\S+)/m.exec(stderr)?.[1];
  if (pgp !== undefined) return `GPG ${pgp}`;
  const ssh = /^Good "git" signature .*(SHA256:[A-Za-z0-9+/=]+)/m.exec(stderr)?.[1];
  return ssh === undefined ? undefined : `SSH ${ssh}`;
}

function reason(outcomes: readonly GitOutcome[]): string {
  const said = outcomes.map(({ stderr }) => stderr).join('\n');
  if (/BADSIG|Signature verification failed|incorrect signature/i.test(said)) return 'its signature is wrong';
  if (/EXPKEYSIG|REVKEYSIG/.test(said)) return 'the key of its signature has expired or was revoked';
  const isSigned = /ERRSIG|NO_PUBKEY|No principal matched|signature/i.test(said);
  return isSigned ? 'it is signed with a key that is not one of those that may' : 'it is not signed';
}

function importPgp(keys: readonly string[], ring: string, settings: ReachSettings): void {
  if (keys.length === 0) return;
  const imported = spawnSync('gpg', ['--batch', '--quiet', '--homedir', ring, '--import'], {
    input: keys.join('\n'),
    env: { ...settings.environment, LC_ALL: 'C' },
    encoding: 'utf8',
    timeout: 30_000,
  });
  if (imported.error !== undefined) {
    throw new DroverError('command-not-started', {
      detail: `gpg could not be started: ${imported.error.message}.`,
      help: 'Install GnuPG, or have the commits signed with an SSH key.',
      cause: imported.error,
    });
  }
  if (imported.status !== 0) {
    throw new DroverError('requirements-invalid', {
      detail: `gpg cannot read the keys of verify: ${imported.stderr.trim()}`,
      help: 'Export them with gpg --armor --export.',
    });
  }
}
