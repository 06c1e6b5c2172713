import { createHmac, randomBytes } from 'node:crypto';
import { matchesPatterns } from './patterns.ts';

/** A line of a known_hosts file; see sshd(8), "SSH_KNOWN_HOSTS FILE FORMAT". */
export interface KnownHost {
  readonly marker: 'cert-authority' | 'revoked' | undefined;
  /** Names with wildcards and negations, or one hashed name. */
  readonly hosts: string;
  readonly type: string;
  /** The key's wire form in base64. */
  readonly key: string;
  /** `~/.ssh/known_hosts:3`. */
  readonly place: string;
}

export interface KnownHostVerdict {
  readonly status: 'known' | 'unknown' | 'changed' | 'revoked';
  /** Where the lines are that settled it. */
  readonly places: readonly string[];
  /** The host is vouched for by an authority, whose certificates drover does not check. */
  readonly hasAuthority: boolean;
}

/** The lines of a file; comments, empty lines and lines that are damaged are passed over, as OpenSSH does. */
export function parseKnownHosts(text: string, path: string): readonly KnownHost[] {
  return text.split('\n').flatMap((line, index) => {
    const words = line.trim().split(/\s+/);
    const marker = words[0]?.startsWith('@') === true ? words.shift()?.slice(1) : undefined;
    if (marker !== undefined && marker !== 'cert-authority' && marker !== 'revoked') return [];
    const [hosts = '', type = '', key = ''] = words;
    if (hosts === '' || hosts.startsWith('#') || !/^[A-Za-z0-9+/]+=*$/.test(key)) return [];
    return [{ marker, hosts, type, key, place: `${path}:${index + 1}` }];
  });
}

/** The name that a host is looked up by: `[name]:port` unless the port is SSH's own. */
export function lookupName(host: string, port: number): string {
  return port === 22 ? host.toLowerCase() : `[${host.toLowerCase()}]:${port}`;
}

/**
 * What the lines say of a host's key. As with OpenSSH, a host at another port that has no line of its own is looked
 * up without its port, too: its key may be known there.
 */
export function checkKnownHosts(
  lines: readonly KnownHost[],
  host: string,
  port: number,
  key: { readonly type: string; readonly base64: string },
): KnownHostVerdict {
  const verdict = lookUp(lines, lookupName(host, port), key);
  if (verdict.status !== 'unknown' || port === 22) return verdict;
  const plain = lookUp(lines, lookupName(host, 22), key);
  return plain.status === 'known' || plain.status === 'revoked' ? plain : verdict;
}

/** The types of the keys that a host is known by, which it is asked for first. */
export function knownTypes(lines: readonly KnownHost[], host: string, port: number): readonly string[] {
  const name = lookupName(host, port);
  const own = lines.filter((line) => line.marker === undefined && isHost(line.hosts, name));
  return [...new Set(own.map(({ type }) => type))];
}

function lookUp(
  lines: readonly KnownHost[],
  name: string,
  key: { readonly type: string; readonly base64: string },
): KnownHostVerdict {
  const own = lines.filter((line) => isHost(line.hosts, name));
  const places = (wanted: readonly KnownHost[]) => wanted.map(({ place }) => place);
  const hasAuthority = own.some(({ marker }) => marker === 'cert-authority');
  const same = own.filter((line) => line.key === key.base64);
  const revoked = same.filter(({ marker }) => marker === 'revoked');
  if (revoked.length > 0) return { status: 'revoked', places: places(revoked), hasAuthority };
  const known = same.filter(({ marker }) => marker === undefined);
  if (known.length > 0) return { status: 'known', places: places(known), hasAuthority };
  const others = own.filter(({ marker, type }) => marker === undefined && type === key.type);
  return { status: others.length > 0 ? 'changed' : 'unknown', places: places(others), hasAuthority };
}

function isHost(hosts: string, name: string): boolean {
  return hosts.startsWith('|')
    ? isHashOf(hosts, name)
    : matchesPatterns(hosts.toLowerCase().split(','), name);
}

/** `|1|salt|hash`: the HMAC-SHA1 of the name with the salt as its key. */
function isHashOf(hashed: string, name: string): boolean {
  const [, version, salt = '', hash] = hashed.split('|');
  if (version !== '1') return false;
  return hashOf(name, Buffer.from(salt, 'base64')) === hash;
}

function hashOf(name: string, salt: Buffer): string {
  return createHmac('sha1', salt).update(name).digest('base64');
}

/** A name as `HashKnownHosts yes` has it written down: who reads the file does not learn which hosts are known. */
export function hashedName(name: string): string {
  const salt = randomBytes(20);
  return `|1|${salt.toString('base64')}|${hashOf(name, salt)}`;
}
