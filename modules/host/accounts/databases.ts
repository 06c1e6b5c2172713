/** The machine's accounts, as getent(1) tells them: of its files, and of any directory service that it asks. */
import type { Connection } from '../../../engine/module.ts';
import type { Programs } from '../programs.ts';

export interface GroupEntry {
  readonly name: string;
  readonly gid: number;
  readonly members: readonly string[];
}

export interface UserEntry {
  readonly name: string;
  readonly password: string;
  readonly uid: number;
  readonly gid: number;
  readonly comment: string;
  readonly home: string;
  readonly shell: string;
}

/** What shadow(5) has of an account; days since 1970, undefined where nothing is set. */
export interface ShadowEntry {
  readonly password: string;
  readonly minimumDays: number | undefined;
  readonly maximumDays: number | undefined;
  readonly expiresOn: number | undefined;
}

export function parseGroups(text: string): readonly GroupEntry[] {
  return rows(text, 3).map(([name = '', , gid, members = '']) => ({
    name,
    gid: Number(gid),
    members: members.split(',').filter((member) => member !== ''),
  }));
}

export function parseUsers(text: string): readonly UserEntry[] {
  return rows(text, 7).map(([name = '', password = '', uid, gid, comment = '', home = '', shell = '']) => ({
    name,
    password,
    uid: Number(uid),
    gid: Number(gid),
    comment,
    home,
    shell,
  }));
}

export function parseShadow(text: string, user: string): ShadowEntry | undefined {
  const row = rows(text, 8).find(([name]) => name === user);
  if (row === undefined) return undefined;
  const [, password = '', , minimum, maximum, , , expires] = row;
  return {
    password,
    minimumDays: days(minimum),
    maximumDays: days(maximum),
    expiresOn: days(expires),
  };
}

function rows(text: string, fields: number): readonly (readonly string[])[] {
  const all = text.split('\n').map((line) => line.trimEnd().split(':'));
  return all.filter((row) => row.length >= fields && !/^[+#-]/.test(row[0] ?? ''));
}

function days(text: string | undefined): number | undefined {
  return text === undefined || text === '' ? undefined : Number(text);
}

const files = { passwd: '/etc/passwd', group: '/etc/group', shadow: '/etc/shadow' } as const;
export type Database = keyof typeof files;

/**
 * The lines of a database: all of them, or those of a key, which may be a name or a number. Where a machine has no
 * getent(1), its file is read. Empty where there is nothing, or it may not be read.
 */
export async function linesOf(database: Database, programs: Programs, connection: Connection, key?: string) {
  if ((await programs.find('getent')) === undefined) return linesOfFile(database, connection);
  const words = ['getent', database, ...(key === undefined ? [] : [key])] as const;
  const { stdout } = await programs.run(words, { isBrief: true });
  return stdout;
}

/** The lines of a database's file alone. */
export async function linesOfFile(database: Database, { files: machine }: Connection): Promise<string> {
  const content = await machine.read(files[database]).catch(() => new Uint8Array());
  return new TextDecoder().decode(content);
}

/** The group of this name, or of this number. */
export function groupNamed(groups: readonly GroupEntry[], name: string): GroupEntry | undefined {
  const byNumber = /^\d+$/.test(name) ? groups.find(({ gid }) => gid === Number(name)) : undefined;
  return byNumber ?? groups.find((group) => group.name === name);
}
