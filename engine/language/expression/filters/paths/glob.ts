import type { Ports } from '../../environment.ts';
import { absolutePath, typeBehindLinks } from './files.ts';

/** Paths that match a shell pattern, in alphabetical order; `*` does not match a name with a dot in front. */
export function expandGlob(pattern: string, ports: Ports): string[] {
  if (!hasMagic(pattern)) return ports.fileType(absolutePath(pattern, ports)) === undefined ? [] : [pattern];
  const folder = dirnameOf(pattern);
  const name = pattern.slice(pattern.lastIndexOf('/') + 1);
  const folders =
    folder !== '' && folder !== '/' && hasMagic(folder)
      ? expandGlob(folder, ports).filter((each) => typeBehindLinks(each, ports) === 'directory')
      : [folder];
  return folders.flatMap((each) => namesIn(each, name, ports).map((found) => joinNames(each, found)));
}

function namesIn(folder: string, pattern: string, ports: Ports): string[] {
  const path = folder === '' ? ports.currentDirectory() : folder;
  if (!hasMagic(pattern)) {
    if (pattern === '') return typeBehindLinks(path, ports) === 'directory' ? [''] : [];
    return ports.fileType(absolutePath(joinNames(path, pattern), ports)) === undefined ? [] : [pattern];
  }
  if (typeBehindLinks(path, ports) !== 'directory') return [];
  const matches = globPattern(pattern);
  return [...ports.listDirectory(absolutePath(path, ports))]
    .filter((name) => (pattern.startsWith('.') || !name.startsWith('.')) && matches.test(name))
    .sort();
}

function joinNames(folder: string, name: string): string {
  if (folder === '') return name;
  return folder.endsWith('/') ? folder + name : `${folder}/${name}`;
}

function dirnameOf(pattern: string): string {
  const head = pattern.slice(0, pattern.lastIndexOf('/') + 1);
  return /^\/+$/.test(head) ? head : head.replace(/\/+$/, '');
}

function hasMagic(text: string): boolean {
  return /[*?[]/.test(text);
}

/** A shell pattern for one name as a regular expression: Python's `fnmatch`. */
export function globPattern(pattern: string): RegExp {
  let source = '';
  for (let at = 0; at < pattern.length; at += 1) {
    const character = pattern.charAt(at);
    const set = character === '[' ? /^\[(!?)(\]?[^\]]*)\]/.exec(pattern.slice(at)) : null;
    if (character === '*') source += '[^]*';
    else if (character === '?') source += '[^]';
    else if (set === null) source += character.replace(/[\\^$.*+?()[\]{}|/]/, '\\$&');
    else {
      source += `[${set[1] === '!' ? '^' : ''}${(set[2] ?? '').replace(/[\\\]^]/g, '\\$&')}]`;
      at += set[0].length - 1;
    }
  }
  return new RegExp(`^${source}$`, 'u');
}
