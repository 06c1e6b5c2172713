import { createHash } from 'node:crypto';
import { sortTree, type Tree, type TreeEntry } from './tree.ts';

/**
 * `sha256:…` of a tree: of its paths, the bytes of its files, whether they may be executed, and where links lead. Not
 * of times, owners, other modes or empty folders, so that a checkout, an archive and a copy give the same.
 */
export function digestTree(tree: Tree): string {
  const hash = createHash('sha256').update('drover tree 1\n');
  for (const entry of sortTree(tree)) hash.update(`${lineOf(entry)}\n`);
  return `sha256:${hash.digest('hex')}`;
}

/** JSON keeps what is in a path or a target apart from what stands around it. */
function lineOf(entry: TreeEntry): string {
  const path = JSON.stringify(entry.path);
  if (entry.kind === 'link') return `link ${path} ${JSON.stringify(entry.target)}`;
  return `${entry.isExecutable ? 'program' : 'file'} ${path} ${sha256(entry.content)}`;
}

export function sha256(content: Uint8Array | string): string {
  return createHash('sha256').update(content).digest('hex');
}

/** Whether a text is a digest as `digestTree` gives it. */
export function isDigest(text: string): boolean {
  return /^sha256:[0-9a-f]{64}$/.test(text);
}
