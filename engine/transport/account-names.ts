import { readFileSync, statSync } from 'node:fs';
import { spawnSync } from 'node:child_process';

/** Names of users and groups of the local machine. Unknown ids and names give undefined. */
export interface AccountNames {
  owner(uid: number): string | undefined;
  group(gid: number): string | undefined;
  uid(name: string): number | undefined;
  gid(name: string): number | undefined;
}

interface Table {
  readonly stamp: string;
  readonly byId: ReadonlyMap<number, string>;
  readonly byName: ReadonlyMap<string, number>;
}

/**
 * Reads `/etc/passwd` and `/etc/group` again when they change (a task may have added a user); what is not there
 * is asked of `getent`, for accounts of a directory service, and remembered.
 */
export function accountNames(files = { passwd: '/etc/passwd', group: '/etc/group' }): AccountNames {
  const passwd = database(files.passwd, 'passwd');
  const group = database(files.group, 'group');
  return { owner: passwd.name, uid: passwd.id, group: group.name, gid: group.id };
}

function database(path: string, kind: 'passwd' | 'group') {
  let table: Table = { stamp: '', byId: new Map(), byName: new Map() };
  const asked = new Map<string, { readonly name: string; readonly id: number } | undefined>();
  const current = (): Table => {
    const stamp = stampOf(path);
    if (stamp !== table.stamp) {
      table = { stamp, ...parse(stamp === '' ? '' : readFileSync(path, 'utf8')) };
      asked.clear();
    }
    return table;
  };
  const ask = (key: string) => {
    if (!asked.has(key)) asked.set(key, getent(kind, key));
    return asked.get(key);
  };
  return {
    name: (id: number) => current().byId.get(id) ?? ask(String(id))?.name,
    id: (name: string) => current().byName.get(name) ?? ask(name)?.id,
  };
}

function stampOf(path: string): string {
  const status = statSync(path, { throwIfNoEntry: false });
  return status === undefined ? '' : `${status.mtimeMs}/${status.size}/${status.ino}`;
}

function parse(text: string): Omit<Table, 'stamp'> {
  const byId = new Map<number, string>();
  const byName = new Map<string, number>();
  for (const line of text.split('\n')) {
    const account = parseLine(line);
    if (account === undefined) continue;
    if (!byId.has(account.id)) byId.set(account.id, account.name);
    if (!byName.has(account.name)) byName.set(account.name, account.id);
  }
  return { byId, byName };
}

function parseLine(line: string): { readonly name: string; readonly id: number } | undefined {
  const [name = '', , id = ''] = line.split(':');
  return name === '' || !/^\d+$/.test(id) ? undefined : { name, id: Number(id) };
}

function getent(kind: 'passwd' | 'group', key: string) {
  if (key === '' || key.startsWith('-')) return undefined;
  const outcome = spawnSync('getent', [kind, key], { encoding: 'utf8', timeout: 5_000 });
  return outcome.status === 0 ? parseLine(outcome.stdout.trim()) : undefined;
}
