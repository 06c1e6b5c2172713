import type { Ports } from '../../environment.ts';

/** Python's `os.path` where it differs from Node's `path`: it never drops a trailing slash on its own. */

export function baseName(path: string): string {
  return path.slice(path.lastIndexOf('/') + 1);
}

export function folderName(path: string): string {
  const head = path.slice(0, path.lastIndexOf('/') + 1);
  return /^\/*$/.test(head) ? head : head.replace(/\/+$/, '');
}

export function joinPaths(paths: readonly string[]): string {
  return paths.reduce((joined, path, index) => {
    if (index === 0 || path.startsWith('/')) return path;
    return joined === '' || joined.endsWith('/') ? joined + path : `${joined}/${path}`;
  }, '');
}

/** Without `.`, `..` and doubled slashes; exactly two slashes in front are kept, as POSIX allows. */
export function normalizePath(path: string): string {
  if (path === '') return '.';
  const lead = /^\/+/.exec(path)?.[0] ?? '';
  const root = lead.length === 2 ? '//' : lead.slice(0, 1);
  const parts: string[] = [];
  for (const part of path.split('/')) {
    if (part === '' || part === '.') continue;
    if (part !== '..' || (root === '' && parts.length === 0) || parts.at(-1) === '..') parts.push(part);
    else parts.pop();
  }
  return root + parts.join('/') || '.';
}

/** Root and extension; dots in front of a name begin no extension. */
export function splitExtension(path: string): [string, string] {
  const name = baseName(path);
  const at = name.lastIndexOf('.');
  if (at === -1 || /^\.*$/.test(name.slice(0, at))) return [path, ''];
  const split = path.length - name.length + at;
  return [path.slice(0, split), path.slice(split)];
}

export function relativePath(path: string, start: string, ports: Ports): string {
  const partsOf = (each: string): string[] =>
    normalizePath(joinPaths([ports.currentDirectory(), each]))
      .split('/')
      .filter((part) => part !== '');
  const [from, to] = [partsOf(start), partsOf(path)];
  let shared = 0;
  while (shared < from.length && from[shared] === to[shared]) shared += 1;
  return [...from.slice(shared).map(() => '..'), ...to.slice(shared)].join('/') || '.';
}

/** `~` and `~user` in front, by the home directory and `/etc/passwd`. */
export function expandUser(path: string, ports: Ports): string {
  const [, user, rest = ''] = /^~([^/]*)(.*)$/s.exec(path) ?? [];
  if (user === undefined) return path;
  const home = user === '' ? ports.homeDirectory() : homeOf(user, ports);
  if (home === undefined) return path;
  return home.replace(/\/+$/, '') + rest || '/';
}

function homeOf(user: string, ports: Ports): string | undefined {
  const accounts = ports.readFile('/etc/passwd');
  if (accounts === undefined) return undefined;
  const line = Buffer.from(accounts)
    .toString('utf8')
    .split('\n')
    .find((each) => each.startsWith(`${user}:`));
  return line?.split(':')[5];
}

/** `$NAME` and `${NAME}`; a variable that is not set stays as it is written. */
export function expandVariables(path: string, ports: Ports): string {
  return path.replace(
    /\$(?:(\w+)|\{([^}]*)\})/g,
    (whole, plain: string | undefined, braced?: string) =>
      ports.environmentVariable(plain ?? braced ?? '') ?? whole,
  );
}
