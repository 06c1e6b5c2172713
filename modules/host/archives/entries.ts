/** What archives say of their members, as the programs of a machine list them. */

export type EntryType = 'file' | 'directory' | 'link' | 'other';

/** A member; what the listing does not tell is undefined. */
export interface ArchiveEntry {
  /** Below the folder that it is unpacked to. */
  readonly path: string;
  readonly type: EntryType;
  readonly mode?: number;
  readonly size?: number;
  /** On the machine's own clock, `2026-01-31 12:00:00`, or the beginning of that. */
  readonly time?: string;
  /** A name, or a number. */
  readonly owner?: string;
  readonly group?: string;
  /** Where a link points. */
  readonly target?: string;
}

const tarLine =
  /^([-a-zA-Z])([-rwxsStT]{9})[.+@]? +([^ /]+)\/(\S+) +([\d,]+) (\d{4}-\d\d-\d\d \d\d:\d\d(?::\d\d)?)(?:\.\d+)? (.*)$/;

const tarTypes: Readonly<Record<string, EntryType>> = { '-': 'file', h: 'file', d: 'directory', l: 'link' };

/** Members of `tar -tv`, of GNU and of busybox. */
export function parseTarList(text: string): readonly ArchiveEntry[] {
  return text.split('\n').flatMap((line) => {
    const match = tarLine.exec(line);
    if (match === null) return [];
    const [, letter = '', permissions = '', owner = '', group = '', size, time = '', rest = ''] = match;
    const type = tarTypes[letter] ?? 'other';
    const isHardLink = letter === 'h';
    const [name = '', target] = isHardLink
      ? [rest.replace(/ link to .*$/, '')]
      : type === 'link'
        ? rest.split(' -> ')
        : [rest];
    const common = { path: inside(name), type, mode: modeOf(permissions), owner, group };
    const isPlain = type === 'file' && !isHardLink && !rest.includes(' -> ');
    if (target !== undefined) return [{ ...common, target }];
    return [isPlain ? { ...common, size: Number(size), time } : common];
  });
}

const zipLine = /^([-dl?])([-rwxsStTah]{6,9}) +\S+ +(\S+) +(\d+) +\S+ +\S+ +(\d{8})\.(\d{6}) (.*)$/;

/** Members of `zipinfo -T -s`. File systems that know no permissions give those that a new file gets. */
export function parseZipInfo(text: string, umask: number): readonly ArchiveEntry[] {
  return text.split('\n').flatMap((line) => {
    const match = zipLine.exec(line);
    if (match === null) return [];
    const [, letter = '', permissions = '', , size, day = '', clock = '', name = ''] = match;
    const type: EntryType = name.endsWith('/') ? 'directory' : letter === 'l' ? 'link' : 'file';
    const isUnix = permissions.length === 9;
    const plain = type === 'directory' || permissions === 'rwx---' ? 0o777 : 0o666;
    const mode = isUnix ? modeOf(permissions) & 0o777 : plain & ~umask;
    const time = `${day.slice(0, 4)}-${day.slice(4, 6)}-${day.slice(6)} ${clock.slice(0, 2)}:${clock.slice(2, 4)}:${clock.slice(4)}`;
    const common = { path: inside(name), type, mode };
    return [type === 'file' ? { ...common, size: Number(size), time } : common];
  });
}

const zipShortLine = /^ *(\d+) +(\d\d)-(\d\d)-(\d{4}) (\d\d:\d\d) +(.*)$/;

/** Members of `unzip -l`, which tells no permissions, of busybox. */
export function parseZipList(text: string): readonly ArchiveEntry[] {
  return text.split('\n').flatMap((line): readonly ArchiveEntry[] => {
    const match = zipShortLine.exec(line);
    if (match === null) return [];
    const [, size, month = '', day = '', year = '', clock = '', name = ''] = match;
    if (name.endsWith('/')) return [{ path: inside(name), type: 'directory' }];
    const time = `${year}-${month}-${day} ${clock}`;
    return [{ path: inside(name), type: 'file', size: Number(size), time }];
  });
}

/** A member's name as it is unpacked: nothing leads out of the folder. */
function inside(name: string): string {
  return name.replace(/^(?:.*\/)?\.\.\//, '').replace(/^\/+/, '');
}

const specialBits = [0o4000, 0o2000, 0o1000] as const;

/** `rwsr-x--T` as a number. */
export function modeOf(permissions: string): number {
  let mode = 0;
  for (const [at, letter] of [...permissions].entries()) {
    const bit = 0o400 >> at;
    if (letter !== '-' && letter !== 'S' && letter !== 'T') mode |= bit;
    if (/[sStT]/.test(letter)) mode |= specialBits[Math.floor(at / 3)] ?? 0;
  }
  return mode;
}
