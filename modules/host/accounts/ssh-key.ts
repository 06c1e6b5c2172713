import type { CommandOutcome, Connection } from '../../../engine/module.ts';
import { textOf } from '../file-content.ts';
import type { Programs } from '../programs.ts';
import type { UserEntry } from './databases.ts';

export interface AskedKey {
  readonly ssh_key_bits: number;
  readonly ssh_key_type: string;
  readonly ssh_key_file?: string;
  readonly ssh_key_comment?: string;
  readonly ssh_key_passphrase?: string;
  readonly force: boolean;
}

/** Where the private key of an account is, or is to be. */
export function keyPath(
  { ssh_key_file: file, ssh_key_type: type }: AskedKey,
  { home }: { readonly home: string },
): string {
  const path = file ?? `.ssh/id_${type}`;
  return path.startsWith('/') ? path : `${home.replace(/\/$/, '')}/${path}`;
}

/** Makes a key that only the account may read. What was there before is removed: `force` was looked at by the plan. */
export async function makeKey(
  asked: AskedKey,
  user: UserEntry,
  connection: Connection,
  programs: Programs,
): Promise<CommandOutcome> {
  const path = keyPath(asked, user);
  const folder = path.slice(0, path.lastIndexOf('/'));
  const { files } = connection;
  if ((await files.status(folder, { follow: true })) === undefined) {
    await files.makeDirectory(folder, { mode: 0o700 });
    await files.changeOwner(folder, user.uid, user.gid);
  }
  for (const old of [path, `${path}.pub`])
    if ((await files.status(old)) !== undefined) await files.remove(old);
  const comment = asked.ssh_key_comment ?? (await defaultComment(programs));
  const bits = asked.ssh_key_bits > 0 ? ['-b', String(asked.ssh_key_bits)] : [];
  const words = ['ssh-keygen', '-t', asked.ssh_key_type, ...bits, '-C', comment, '-f', path] as const;
  const outcome =
    asked.ssh_key_passphrase === undefined
      ? await programs.run([...words, '-N', ''])
      : await withPassphrase(words, asked.ssh_key_passphrase, connection, programs);
  if (outcome.rc === 0)
    for (const made of [path, `${path}.pub`]) await files.changeOwner(made, user.uid, user.gid);
  return outcome;
}

/** ssh-keygen asks a program for the passphrase, so that it stands in no list of processes and in no environment. */
async function withPassphrase(
  words: readonly [string, ...string[]],
  passphrase: string,
  { files }: Connection,
  programs: Programs,
): Promise<CommandOutcome> {
  const trial = await programs.run(['mktemp', '-d']);
  if (trial.rc !== 0) return trial;
  const folder = trial.stdout.trim();
  try {
    await files.write(`${folder}/word`, `${passphrase}\n`, { mode: 0o600 });
    await files.write(`${folder}/ask`, '#!/bin/sh\nexec cat "${0%/*}/word"\n', { mode: 0o700 });
    const environment = { SSH_ASKPASS: `${folder}/ask`, SSH_ASKPASS_REQUIRE: 'force', DISPLAY: ':0' };
    return await programs.run(words, { environment, stdin: '' });
  } finally {
    await files.remove(folder, { recursive: true });
  }
}

async function defaultComment(programs: Programs): Promise<string> {
  const { stdout } = await programs.run(['uname', '-n']);
  return `ansible-generated on ${stdout.trim()}`;
}

/** What a result tells of the key that is there. */
export async function keyResult(path: string, connection: Connection, programs: Programs) {
  const { files } = connection;
  const isThere = (await files.status(path, { follow: true })) !== undefined;
  const print = isThere ? await programs.run(['ssh-keygen', '-l', '-f', path]) : undefined;
  const pub = await files.read(`${path}.pub`).catch(() => undefined);
  return {
    ssh_fingerprint: (print === undefined || print.rc !== 0 ? (print?.stderr ?? '') : print.stdout).trim(),
    ssh_key_file: path,
    ssh_public_key: pub === undefined ? null : textOf(pub).trim(),
  };
}
