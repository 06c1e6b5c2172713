/** What is in the files of a host, read from outside: from the layer that it writes to, and the one below. */
import { createHash } from 'node:crypto';
import { lstatSync, readdirSync, readFileSync, readlinkSync, type Stats } from 'node:fs';
import { join } from 'node:path';

export interface HostLayers {
  readonly name: string;
  /** What it has written: an overlay's upper folder. */
  readonly written: string;
  /** What it began with. */
  readonly base: string;
}

/** What may differ between two hosts that are in the same state, and why. */
const passedOver: readonly (readonly [RegExp, string])[] = [
  [/^(?:run|tmp|var\/tmp|dev|proc|sys)\//, 'not kept, or the kernel’s'],
  [/^var\/log\//, 'says when what happened'],
  [/^var\/cache\//, 'can be made again at any time, and holds times'],
  [/^var\/lib\/apt\//, 'lists of packages, and when they were asked for'],
  [/^var\/lib\/dpkg\/(?:[\w.-]*-old$|lock|triggers\/|updates\/)/, 'what dpkg has had in hand'],
  [/^var\/lib\/dpkg\/(?:alternatives|info)\/.*\.(?:new|tmp)$/, 'what dpkg has had in hand'],
  [/^(?:root|home\/\w+)\/\.ansible(?:_async)?(?:\/|$)/, 'where Ansible keeps its modules while they run'],
  [/\/__pycache__(?:\/|$)/, 'compiled when Python runs'],
  [/^etc\/(?:passwd|group|shadow|gshadow|subuid|subgid)-$/, 'the state before the last change'],
  [/\.\d+\.\d{4}-\d\d-\d\d@\d\d:\d\d:\d\d~$/, 'a backup, named by its time and process'],
  [/^etc\/ssh\/ssh_host_|^etc\/ssh\/bed_/, 'the host’s own keys'],
  [/^etc\/init\.d\/\.depend\./, 'made by insserv, in the order in which the folder lists its scripts'],
  [
    /^etc\/\.pwd\.lock$|^(?:etc|var\/lib\/dbus)\/machine-id$|^var\/lib\/(?:urandom|systemd)\//,
    'made at random, or empty',
  ],
  [
    /^etc\/ssl\/(?:certs|private)\/ssl-cert-snakeoil|^etc\/ssl\/certs\/[0-9a-f]{8}\.\d$/,
    'a key made at random',
  ],
  [/^etc\/mtab$|^var\/spool\/cron\/crontabs$/, 'touched by programs that read'],
];

/** Paths that were written by either of them, without those that may differ. */
export function writtenPaths(...hosts: readonly HostLayers[]): readonly string[] {
  const all = hosts.flatMap(({ written }) => readdirSync(written, { recursive: true, encoding: 'utf8' }));
  return [...new Set(all)].filter((path) => !passedOver.some(([pattern]) => pattern.test(path))).sort();
}

/** A line for each path: type, mode, owner, group and the hash of what is in it. Its own name stands as HOST. */
export function stateOf(host: HostLayers, paths: readonly string[]): Readonly<Record<string, string>> {
  return Object.fromEntries(paths.map((path) => [path, lineOf(host, path)]));
}

function lineOf({ name, written: upper, base }: HostLayers, path: string): string {
  const place = [join(upper, path), join(base, path)].find((one) => statusOf(one) !== undefined);
  const status = place === undefined ? undefined : statusOf(place);
  // An overlay marks with a device of number 0 what was removed.
  if (place === undefined || status === undefined || (status.isCharacterDevice() && status.rdev === 0))
    return 'missing';
  const common = `${(status.mode & 0o7777).toString(8)} ${status.uid}:${status.gid}`;
  if (status.isDirectory()) return `folder ${common}`;
  if (status.isSymbolicLink()) return `link ${readlinkSync(place)}`;
  if (!status.isFile()) return `other ${common}`;
  const content = readFileSync(place);
  // Not where it is the beginning of a version: dbus_python-1.3.
  const whole = new RegExp(`${name}(?![\\d.])`, 'g');
  const own = content.includes(name) ? content.toString('latin1').replace(whole, 'HOST') : content;
  return `file ${common} ${createHash('sha256').update(own).digest('hex')}`;
}

function statusOf(path: string): Stats | undefined {
  return lstatSync(path, { throwIfNoEntry: false });
}

/** The lines in which two states differ, for people. */
export function differences(
  one: Readonly<Record<string, string>>,
  other: Readonly<Record<string, string>>,
): readonly string[] {
  return Object.keys(one)
    .filter((path) => one[path] !== other[path])
    .map((path) => `/${path}: ${one[path] ?? ''} | ${other[path] ?? ''}`);
}
