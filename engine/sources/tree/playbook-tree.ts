import { readFileSync, readdirSync, statSync } from 'node:fs';
import { basename, dirname, extname, join } from 'node:path';
import { readTree } from './folder.ts';
import { sortTree, type Tree, type TreeEntry } from './tree.ts';

/** Folders that Ansible looks into beside a playbook. */
const FOLDERS = [
  'collections',
  'files',
  'filter_plugins',
  'group_vars',
  'handlers',
  'host_vars',
  'library',
  'lookup_plugins',
  'module_utils',
  'playbooks',
  'roles',
  'tasks',
  'templates',
  'test_plugins',
  'vars',
];

/** What playbooks name beside them. Logs and data are not among it. */
const FILES = new Set(['.yml', '.yaml', '.json', '.j2', '.ini', '.cfg', '.conf', '.sh', '.py', '.txt']);

/**
 * A playbook of this machine with what belongs to it: what stands beside it, in the places that Ansible knows. Links there
 * are read as what they lead to, wherever that is; those below are links.
 */
export function playbookTree(path: string): Tree {
  const folder = dirname(path);
  const entries: TreeEntry[] = [];
  for (const name of readdirSync(folder)) {
    const isFolder = FOLDERS.includes(name);
    const isFile = name === basename(path) || FILES.has(extname(name));
    if (!isFolder && !isFile) continue;
    const full = join(folder, name);
    // A link to nothing is nothing: editors leave some.
    const stats = statSync(full, { throwIfNoEntry: false });
    if (isFolder && stats?.isDirectory() === true)
      entries.push(...readTree(full).map((entry) => ({ ...entry, path: `${name}/${entry.path}` })));
    else if (isFile && stats?.isFile() === true)
      entries.push({
        kind: 'file',
        path: name,
        isExecutable: (stats.mode & 0o100) !== 0,
        content: readFileSync(full),
      });
  }
  return sortTree(entries);
}
