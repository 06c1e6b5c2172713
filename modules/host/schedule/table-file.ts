import { randomBytes } from 'node:crypto';
import { DroverError } from '../../../engine/diagnostics/drover-error.ts';
import type { Connection } from '../../../engine/module.ts';
import { currentFile, textOf } from '../file-content.ts';
import type { Programs } from '../programs.ts';
import { withoutHeader } from './crontab.ts';

/** Where a crontab is: a file of the system, or the table of a user, whose place only crontab(1) knows. */
export type TablePlace =
  | { readonly kind: 'file'; readonly path: string }
  | { readonly kind: 'user'; readonly user: string | undefined };

export interface Table {
  readonly text: string;
  readonly isThere: boolean;
}

export async function readTable(
  place: TablePlace,
  connection: Connection,
  programs: Programs,
): Promise<Table> {
  if (place.kind === 'file') {
    const { status, content } = await currentFile(place.path, connection);
    return { text: textOf(content), isThere: status !== undefined };
  }
  const { rc, stdout, stderr } = await programs.run([
    'crontab',
    ...(await userWords(place.user, programs)),
    '-l',
  ]);
  // 1 says that the user has no table.
  if (rc > 1)
    throw new DroverError('module-failed', {
      detail: `Unable to read crontab: ${stderr.trim()}`,
      help: 'See that the user is known to the machine and may have a crontab (cron.allow, cron.deny).',
    });
  return rc === 0 ? { text: withoutHeader(stdout), isThere: true } : { text: '', isThere: false };
}

export async function writeTable(
  place: TablePlace,
  text: string,
  connection: Connection,
  programs: Programs,
): Promise<void> {
  if (place.kind === 'file') {
    const { path } = await currentFile(place.path, connection);
    await connection.files.write(path, text);
    return;
  }
  const words = ['crontab', ...(await userWords(place.user, programs)), '-'] as const;
  const { rc, stderr } = await programs.run(words, { stdin: text });
  if (rc !== 0)
    throw new DroverError('module-failed', {
      detail: stderr,
      help: 'crontab did not take the table, and the old one is left. See the times of the job.',
    });
}

/** Only root may name another user, and some systems let nobody name oneself. */
async function userWords(user: string | undefined, programs: Programs): Promise<readonly string[]> {
  if (user === undefined) return [];
  const { stdout } = await programs.run(['id', '-un']);
  return stdout.trim() === user ? [] : ['-u', user];
}

/** Keeps the table as it was; returns where. */
export async function keepTable(text: string, { files }: Connection): Promise<string> {
  const path = `/tmp/crontab${randomBytes(6).toString('hex')}`;
  await files.write(path, text, { mode: 0o600 });
  return path;
}
