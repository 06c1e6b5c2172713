/**
 * The databases of a system as their files have them, for machines without getent(1). Sources: nsswitch.conf(5),
 * passwd(5), hosts(5), services(5), protocols(5), networks(5), rpc(5).
 */

interface DatabaseFile {
  readonly path: string;
  /** Between the fields; undefined: any blanks. */
  readonly separator?: ':';
  /** Whether the fields of a line are what the key names. */
  readonly isNamed: (fields: readonly string[], key: string) => boolean;
  /** A name may have several addresses, each on a line of its own: all of them are given. Else the first line alone. */
  readonly findsAll?: true;
}

const byNameOrNumber: DatabaseFile['isNamed'] = ([name, , number], key) =>
  name === key || isNumber(key, number);

const byAnyName: DatabaseFile['isNamed'] = ([name, number, ...aliases], key) =>
  name === key || aliases.includes(key) || isNumber(key, number);

const files: Readonly<Record<string, DatabaseFile>> = {
  passwd: { path: '/etc/passwd', separator: ':', isNamed: byNameOrNumber },
  group: { path: '/etc/group', separator: ':', isNamed: byNameOrNumber },
  shadow: { path: '/etc/shadow', separator: ':', isNamed: ([name], key) => name === key },
  gshadow: { path: '/etc/gshadow', separator: ':', isNamed: ([name], key) => name === key },
  hosts: { path: '/etc/hosts', isNamed: (fields, key) => fields.includes(key), findsAll: true },
  services: { path: '/etc/services', isNamed: isService },
  protocols: { path: '/etc/protocols', isNamed: byAnyName },
  networks: { path: '/etc/networks', isNamed: (fields, key) => fields.includes(key) },
  rpc: { path: '/etc/rpc', isNamed: byAnyName },
};

/** The databases that can be read without getent(1). */
export const readableDatabases: readonly string[] = Object.keys(files).sort();

/** The file of a database; undefined for one that is read otherwise. */
export function databasePath(database: string): string | undefined {
  return files[database]?.path;
}

/** The lines of a database's file that a key names, without comments, as getent(1) gives them; without a key all. */
export function databaseLines(database: string, text: string, key?: string): readonly string[] {
  const file = files[database];
  if (file === undefined) return [];
  const { separator } = file;
  const lines = text
    .split('\n')
    // Fields of accounts may hold a "#"; a comment is a whole line there.
    .map((line) => (separator === undefined ? line.replace(/#.*/, '').trim() : line.replace(/^#.*/, '')))
    .filter((line) => line !== '');
  if (key === undefined) return lines;
  const found = lines.filter((line) => file.isNamed(line.split(separator ?? /\s+/), key));
  const isKey = (line: string): boolean => line.split(separator ?? /\s+/)[0] === key;
  if (file.findsAll === undefined || found.some(isKey)) return found.slice(0, 1);
  return ofOneFamily(found);
}

function isNumber(key: string, number: string | undefined): boolean {
  return /^\d+$/.test(key) && Number(number) === Number(key);
}

/** A service goes by its names and its port, both with a protocol behind them or not: `domain`, `53/udp`. */
function isService([name, port = '', ...aliases]: readonly string[], key: string): boolean {
  const [asked = '', protocol] = key.split('/');
  const [number, spoken] = port.split('/');
  if (protocol !== undefined && protocol !== spoken) return false;
  return name === asked || aliases.includes(asked) || isNumber(asked, number);
}

/** A name that has addresses of both families is given those of IPv6 alone, as getent(1) does it. */
function ofOneFamily(lines: readonly string[]): readonly string[] {
  const ofIpv6 = lines.filter((line) => /^\S*:/.test(line));
  return ofIpv6.length === 0 ? lines : ofIpv6;
}
