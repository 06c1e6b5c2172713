/** Lines of known_hosts, as sshd(8) describes them under SSH_KNOWN_HOSTS FILE FORMAT. */
import { createHmac, randomBytes } from 'node:crypto';

export interface HostKeyLine {
  /** `@cert-authority` or `@revoked`. */
  readonly marker: string | undefined;
  /** Names and patterns with commas between them, or the hash of one name. */
  readonly hosts: string;
  readonly type: string;
  readonly key: string;
}

/** A line of a key; undefined for blank lines, comments and what is no such line. */
export function parseHostKey(line: string): HostKeyLine | undefined {
  const words = line.trim().split(/\s+/);
  const marker = words[0]?.startsWith('@') === true ? words.shift() : undefined;
  const [hosts = '', type, key] = words;
  if (hosts === '' || hosts.startsWith('#') || type === undefined || key === undefined) return undefined;
  return { marker, hosts, type, key };
}

/** Whether a line is of a host: by its name, a pattern, or a hash. */
export function isOfHost({ hosts }: HostKeyLine, host: string): boolean {
  const name = host.toLowerCase();
  if (hosts.startsWith('|1|')) {
    const [, , salt = '', hash] = hosts.split('|');
    return hashOf(name, Buffer.from(salt, 'base64')) === hash;
  }
  const patterns = hosts.toLowerCase().split(',');
  if (patterns.some((pattern) => pattern.startsWith('!') && matches(pattern.slice(1), name))) return false;
  return patterns.some((pattern) => !pattern.startsWith('!') && matches(pattern, name));
}

function matches(pattern: string, name: string): boolean {
  const source = pattern
    .replaceAll(/[.+^${}()|[\]\\]/g, '\\$&')
    .replaceAll('*', '.*')
    .replaceAll('?', '.');
  return new RegExp(`^${source}$`).test(name);
}

/** The line of a key with the hash of the host in place of its names. */
export function hashedLine(line: string, host: string): string {
  const words = line.trim().split(/\s+/);
  const salt = randomBytes(20);
  const at = words[0]?.startsWith('@') === true ? 1 : 0;
  return words.with(at, `|1|${salt.toString('base64')}|${hashOf(host.toLowerCase(), salt)}`).join(' ');
}

function hashOf(name: string, salt: Uint8Array): string {
  return createHmac('sha1', salt).update(name).digest('base64');
}

/** Whether two lines say the same; hashes of one name differ by chance alone. */
export function isSameKey(a: HostKeyLine, b: HostKeyLine): boolean {
  const areHashed = a.hosts.startsWith('|1|') && b.hosts.startsWith('|1|');
  return a.marker === b.marker && a.type === b.type && a.key === b.key && (areHashed || a.hosts === b.hosts);
}

export interface KnownHostsRequest {
  readonly host: string;
  /** The line of the key; undefined: all keys of the host. */
  readonly line: string | undefined;
  readonly state: 'absent' | 'present';
}

/** The file's text with the key, or without it; a key of the same type gives way to it. */
export function placeHostKey(text: string, { host, line, state }: KnownHostsRequest): string {
  const lines = text === '' ? [] : text.replace(/\n$/, '').split('\n');
  const own = lines.map((each) => {
    const entry = parseHostKey(each);
    return entry !== undefined && isOfHost(entry, host) ? entry : undefined;
  });
  const wanted = line === undefined ? undefined : parseHostKey(line);
  if (wanted === undefined) {
    const isGone = (entry: HostKeyLine | undefined): boolean =>
      entry !== undefined && entry.marker === undefined;
    return ended(lines.filter((_line, at) => !isGone(own[at])));
  }
  const at = own.findIndex((entry) => entry?.type === wanted.type);
  const same = own.findIndex((entry) => entry !== undefined && isSameKey(entry, wanted));
  // The first key of the type decides, as it does for ssh(1).
  const found = at !== -1 && (same === -1 || at < same) ? at : same;
  if (state === 'absent') return found === -1 ? text : ended(lines.filter((_line, index) => index !== found));
  if (found !== -1 && found === same) return text;
  return ended([...lines.filter((_line, index) => index !== found), line?.trim() ?? '']);
}

function ended(lines: readonly string[]): string {
  return lines.map((line) => `${line}\n`).join('');
}
