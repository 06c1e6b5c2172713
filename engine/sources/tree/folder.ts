import {
  chmodSync,
  lstatSync,
  mkdirSync,
  readFileSync,
  readdirSync,
  readlinkSync,
  symlinkSync,
  writeFileSync,
} from 'node:fs';
import { dirname, join } from 'node:path';
import { refused, shown, treeLimits } from './check-tree.ts';
import { sortTree, type Tree, type TreeEntry } from './tree.ts';

/** Writes a tree, which was checked, into a folder that is new. Files are 0644, programs 0755, whatever the umask is. */
export function writeTree(folder: string, tree: Tree): void {
  mkdirSync(folder, { recursive: true });
  const made = new Set([folder]);
  for (const entry of sortTree(tree)) {
    const path = join(folder, entry.path);
    if (!made.has(dirname(path))) mkdirSync(dirname(path), { recursive: true, mode: 0o755 });
    made.add(dirname(path));
    if (entry.kind === 'link') {
      symlinkSync(entry.target, path);
      continue;
    }
    const mode = entry.isExecutable ? 0o755 : 0o644;
    writeFileSync(path, entry.content, { mode, flag: 'wx' });
    chmodSync(path, mode);
  }
}

/**
 * A folder as a tree; `.git` at its root is left out. Throws `source-refused` for what is neither file, link nor folder,
 * and for a folder with more in it than any role has.
 */
export function readTree(folder: string): Tree {
  const entries: TreeEntry[] = [];
  let bytes = 0;
  const walk = (below: string): void => {
    for (const name of readdirSync(join(folder, below))) {
      if (below === '' && name === '.git') continue;
      const path = below === '' ? name : `${below}/${name}`;
      const full = join(folder, path);
      const stats = lstatSync(full);
      if (stats.isDirectory()) walk(path);
      else if (stats.isSymbolicLink()) entries.push({ kind: 'link', path, target: readlinkSync(full) });
      else if (stats.isFile()) {
        bytes += stats.size;
        if (entries.length > treeLimits.entries || bytes > treeLimits.bytes)
          throw refused(`The folder ${folder}`, 'it has more in it than any role or collection');
        const content = readFileSync(full);
        entries.push({ kind: 'file', path, isExecutable: (stats.mode & 0o100) !== 0, content });
      } else
        throw refused(`The folder ${folder}`, `“${shown(path)}” is neither a file nor a folder nor a link`);
    }
  };
  walk('');
  return sortTree(entries);
}
