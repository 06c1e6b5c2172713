/** The commands that make, change and remove an account: pure, from what is asked for and what there is. */
import { DroverError } from '../../../engine/diagnostics/drover-error.ts';
import type { Change } from '../../../engine/module.ts';
import type { Call } from '../calls.ts';
import { groupNamed, type GroupEntry, type ShadowEntry, type UserEntry } from './databases.ts';
import type { AskedUser } from './user-arguments.ts';

/** What is known of an account and of all groups. */
export interface AccountFacts {
  readonly user: UserEntry | undefined;
  readonly shadow: ShadowEntry | undefined;
  readonly groups: readonly GroupEntry[];
}

/** Commands; what they read is given to them on standard input, so that no list of processes shows it. */
export interface Steps {
  readonly steps: readonly Call[];
  readonly changes: readonly Change[];
  /** The group without which there are no steps. A playbook may make it before: only whoever takes the steps minds. */
  readonly missing?: string;
}

export function creation(asked: AskedUser, { groups }: AccountFacts): Steps {
  const changes = [{ pointer: '/state', before: 'absent', after: 'present' }];
  const named = [...(asked.group === undefined ? [] : [asked.group]), ...namesOfFurther(asked)];
  const missing = named.find((name) => groupNamed(groups, name) === undefined);
  if (missing !== undefined) return { steps: [], changes, missing };
  const isLocal = asked.local === true;
  const further = furtherGroups(asked, groups);
  const primary = primaryWords(asked, groups, isLocal);
  const words: [string, ...string[]] = [
    isLocal ? 'luseradd' : 'useradd',
    ...option('-u', asked.uid),
    ...(asked.uid !== undefined && asked.non_unique ? ['-o'] : []),
    ...option('-Z', asked.seuser),
    ...primary,
    ...(further.length > 0 && !isLocal ? ['-G', further.join(',')] : []),
    ...option('-c', asked.comment),
    ...option('-d', asked.home),
    ...option('-s', asked.shell),
    ...(asked.expires !== undefined && !isLocal ? ['-e', endDate(asked.expires)] : []),
    ...homeWords(asked, isLocal),
    ...(asked.system ? ['-r'] : []),
    asked.name,
  ];
  const steps: Call[] = [{ words }];
  if (asked.password !== undefined) steps.push(passwordStep(asked, asked.password));
  if (isLocal && asked.expires !== undefined) steps.push(localEnd(asked.name, asked.expires));
  if (isLocal) steps.push(...further.map((group) => localMember('-M', asked.name, group)));
  return { steps, changes };
}

export function removal({ name, local, force, remove }: AskedUser): Steps {
  const isLocal = local === true;
  const flags = [...(force && !isLocal ? ['-f'] : []), ...(remove ? ['-r'] : [])];
  return {
    steps: [{ words: [isLocal ? 'luserdel' : 'userdel', ...flags, name] }],
    changes: [{ pointer: '/state', before: 'present', after: 'absent' }],
  };
}

/** What has to be changed of an account that is there; no steps where nothing has. */
export function modification(asked: AskedUser, user: UserEntry, facts: AccountFacts): Steps {
  const isLocal = asked.local === true;
  const shadow = facts.shadow;
  const words: string[] = [];
  const changes: Change[] = [];
  const changeTo = (pointer: string, before: unknown, after: unknown, ...more: readonly string[]): void => {
    changes.push({ pointer, before, after });
    words.push(...more);
  };
  if (asked.uid !== undefined && asked.uid !== user.uid)
    changeTo('/uid', user.uid, asked.uid, '-u', String(asked.uid), ...(asked.non_unique ? ['-o'] : []));
  const primary = asked.group === undefined ? undefined : existing(asked.group, facts.groups);
  if (primary !== undefined && primary.gid !== user.gid)
    changeTo('/group', user.gid, primary.gid, '-g', String(primary.gid));
  const membership = membershipChange(asked, facts.groups);
  if (membership !== undefined) {
    const { before, after, added, append } = membership;
    changeTo('/groups', before.join(','), (append ? [...before, ...added] : after).join(','));
    if (!isLocal) words.push(...(append ? ['-a'] : []), '-G', after.join(','));
  }
  if (asked.comment !== undefined && asked.comment !== user.comment)
    changeTo('/comment', user.comment, asked.comment, '-c', asked.comment);
  if (asked.home !== undefined && asked.home !== user.home)
    changeTo('/home', user.home, asked.home, '-d', asked.home, ...(asked.move_home ? ['-m'] : []));
  if (asked.shell !== undefined && asked.shell !== user.shell)
    changeTo('/shell', user.shell, asked.shell, '-s', asked.shell);
  const isEndOther = asked.expires !== undefined && endDiffers(asked.expires, shadow?.expiresOn);
  if (asked.expires !== undefined && isEndOther)
    changeTo(
      '/expires',
      shadow?.expiresOn,
      endDate(asked.expires),
      ...(isLocal ? [] : ['-e', endDate(asked.expires)]),
    );
  const current = user.password.length > 1 ? user.password : (shadow?.password ?? user.password);
  const password = newPassword(asked, current);
  if (asked.password_lock !== undefined && asked.password_lock !== current.startsWith('!')) {
    const flag = asked.password_lock ? '-L' : '-U';
    changeTo(
      '/password_lock',
      !asked.password_lock,
      asked.password_lock,
      ...(password === undefined ? [flag] : []),
    );
  }
  if (password !== undefined) changeTo('/password', '(hidden)', '(another)');
  const steps: Call[] = [];
  if (words.length > 0) steps.push({ words: [isLocal ? 'lusermod' : 'usermod', ...words, asked.name] });
  if (password !== undefined) steps.push(passwordStep(asked, password));
  if (isLocal && isEndOther) steps.push(localEnd(asked.name, asked.expires ?? -1));
  if (isLocal && membership !== undefined) {
    const gone = membership.append
      ? []
      : membership.before.filter((name) => !membership.after.includes(name));
    steps.push(...membership.added.map((name) => localMember('-M', asked.name, name)));
    steps.push(...gone.map((name) => localMember('-m', asked.name, name)));
  }
  return { steps, changes };
}

/** How long its password holds: chage(1), for an account that is there or was just made. */
export function passwordAges(asked: AskedUser, shadow: ShadowEntry | undefined): Steps {
  const { password_expire_min: least, password_expire_max: most } = asked;
  const words: string[] = [];
  const changes: Change[] = [];
  if (least !== undefined && least !== shadow?.minimumDays) {
    words.push('-m', String(least));
    changes.push({ pointer: '/password_expire_min', before: shadow?.minimumDays, after: least });
  }
  if (most !== undefined && most !== shadow?.maximumDays) {
    words.push('-M', String(most));
    changes.push({ pointer: '/password_expire_max', before: shadow?.maximumDays, after: most });
  }
  return { steps: words.length === 0 ? [] : [{ words: ['chage', ...words, asked.name] }], changes };
}

function primaryWords(asked: AskedUser, groups: readonly GroupEntry[], isLocal: boolean): readonly string[] {
  if (asked.group !== undefined) return ['-g', asked.group];
  // A group of the account's name would be made with it, and that fails where there is one.
  return groupNamed(groups, asked.name) === undefined ? [] : [isLocal ? '-n' : '-N'];
}

function homeWords({ create_home: isMade, skeleton, umask }: AskedUser, isLocal: boolean): readonly string[] {
  if (!isMade) return ['-M'];
  const mask = umask === undefined ? [] : ['-K', `UMASK=${umask}`];
  return [...(isLocal ? [] : ['-m']), ...option('-k', skeleton), ...mask];
}

interface Membership {
  readonly before: readonly string[];
  readonly after: readonly string[];
  readonly added: readonly string[];
  readonly append: boolean;
}

function membershipChange(asked: AskedUser, groups: readonly GroupEntry[]): Membership | undefined {
  if (asked.groups === undefined) return undefined;
  const before = groups.filter(({ members }) => members.includes(asked.name)).map(({ name }) => name);
  const after = furtherGroups(asked, groups);
  const added = after.filter((name) => !before.includes(name));
  const isOther = asked.append ? added.length > 0 : added.length > 0 || before.length !== after.length;
  return isOther ? { before, after, added, append: asked.append } : undefined;
}

/** The further groups by their names; throws where one is not there. */
function furtherGroups(asked: AskedUser, groups: readonly GroupEntry[]): readonly string[] {
  return [...new Set(namesOfFurther(asked).map((name) => existing(name, groups).name))];
}

function namesOfFurther(asked: AskedUser): readonly string[] {
  const names = (asked.groups ?? []).flatMap((part) => part.split(',')).map((name) => name.trim());
  return names.filter((name) => name !== '');
}

function existing(name: string, groups: readonly GroupEntry[]): GroupEntry {
  const found = groupNamed(groups, name);
  if (found === undefined) throw noGroup(name);
  return found;
}

export function noGroup(name: string): DroverError {
  return new DroverError('module-failed', {
    detail: `Group ${name} does not exist`,
    help: 'Make it first, with the module group.',
  });
}

/** The password that is to be set, if it differs from the one there is; a lock stands before it. */
function newPassword(asked: AskedUser, current: string): string | undefined {
  if (asked.password === undefined || asked.update_password !== 'always') return undefined;
  return asked.password.replace(/^!+/, '') === current.replace(/^!+/, '') ? undefined : asked.password;
}

/** chpasswd(8) reads it: as an argument it would stand in the list of processes. */
function passwordStep({ name, password_lock: isLocked }: AskedUser, password: string): Call {
  if (/[\n:]/.test(password))
    throw new DroverError('invalid-argument', {
      detail: 'password: a hash has no colon and no line break in it.',
      help: 'Give the hash of the password: {{ secret | password_hash("sha512") }}.',
    });
  return { words: ['chpasswd', '-e'], stdin: `${name}:${isLocked === true ? '!' : ''}${password}\n` };
}

function localEnd(name: string, expires: number): Call {
  return { words: ['lchage', '-E', String(expires < 0 ? -1 : Math.floor(expires / 86_400)), name] };
}

function localMember(flag: '-M' | '-m', name: string, group: string): Call {
  return { words: ['lgroupmod', flag, name, group] };
}

/** A date for `-e`; nothing takes the end away. */
function endDate(expires: number): string {
  return expires < 0 ? '' : new Date(Math.floor(expires) * 1000).toISOString().slice(0, 10);
}

function endDiffers(expires: number, current: number | undefined): boolean {
  if (expires < 0) return current !== undefined && current >= 0;
  return current === undefined || current < 0 || endDate(current * 86_400) !== endDate(expires);
}

function option(flag: string, value: string | number | undefined): readonly string[] {
  return value === undefined ? [] : [flag, String(value)];
}
