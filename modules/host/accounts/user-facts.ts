import type { Connection } from '../../../engine/module.ts';
import type { Programs } from '../programs.ts';
import { linesOf, linesOfFile, parseGroups, parseShadow, parseUsers, type UserEntry } from './databases.ts';
import { keyPath, type AskedKey } from './ssh-key.ts';
import type { AskedUser } from './user-arguments.ts';
import type { AccountFacts } from './user-commands.ts';

export interface UserFacts extends AccountFacts {
  /** Whether there is a home folder; and, where it is to be made anew, one above it. */
  readonly hasHome: boolean;
  readonly hasParent: boolean;
  /** The file that keeps a key for SSH from being made, if a key is asked for and one is there. */
  readonly oldKey: OldKey | undefined;
  readonly warnings: readonly string[];
}

export interface OldKey {
  readonly path: string;
  readonly kind: 'private' | 'public';
}

/** What there is of an account, read only. */
export async function readUser(
  asked: AskedUser & AskedKey & { readonly generate_ssh_key?: boolean },
  connection: Connection,
  programs: Programs,
): Promise<UserFacts> {
  const { name, local: isLocal = false } = asked;
  const user = await readEntry(asked, connection, programs);
  const groups = parseGroups(await linesOf('group', programs, connection));
  const shadow =
    user === undefined ? undefined : parseShadow(await linesOf('shadow', programs, connection, name), name);
  const home = asked.home ?? user?.home;
  const isUnseen = isLocal && user === undefined;
  return {
    user,
    shadow,
    groups,
    hasHome: home !== undefined && (await isThere(home, connection)),
    hasParent: home === undefined || (await isThere(parentOf(home), connection)),
    oldKey: asked.generate_ssh_key === true ? await oldKeyOf(asked, user, connection) : undefined,
    warnings: isUnseen ? [unseen] : [],
  };
}

/** The account's line; undefined where it is not there. */
export async function readEntry(
  { name, local: isLocal = false }: Pick<AskedUser, 'name' | 'local'>,
  connection: Connection,
  programs: Programs,
): Promise<UserEntry | undefined> {
  const text = isLocal
    ? await linesOfFile('passwd', connection)
    : await linesOf('passwd', programs, connection, name);
  // getent(1) takes a name of digits for a number, too.
  return parseUsers(text).find((entry) => entry.name === name);
}

const unseen =
  "'local: true' specified and user was not found in /etc/passwd. " +
  'The local user account may already exist if the local account database exists somewhere other than /etc/passwd.';

/** A key that is there already; its private part counts first. */
export async function oldKeyOf(
  asked: AskedKey & { readonly home?: string },
  user: { readonly home: string } | undefined,
  connection: Connection,
): Promise<OldKey | undefined> {
  const home = user?.home ?? asked.home;
  if (home === undefined && asked.ssh_key_file?.startsWith('/') !== true) return undefined;
  const path = keyPath(asked, { home: home ?? '/' });
  if (await isThere(path, connection)) return { path, kind: 'private' };
  return (await isThere(`${path}.pub`, connection)) ? { path: `${path}.pub`, kind: 'public' } : undefined;
}

export function parentOf(path: string): string {
  const bare = path.replace(/\/+$/, '');
  return bare.slice(0, Math.max(1, bare.lastIndexOf('/')));
}

async function isThere(path: string, { files }: Connection): Promise<boolean> {
  return (await files.status(path, { follow: true })) !== undefined;
}
