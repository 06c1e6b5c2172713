import { DroverError } from '../../diagnostics/drover-error.ts';
import { firstLeavingLink } from './leaving-link.ts';
import type { Tree, TreeEntry } from './tree.ts';

/** As much as a role, a collection or a repository of playbooks may be. */
export const treeLimits = { entries: 50_000, bytes: 512 * 1024 * 1024, pathBytes: 1024, partBytes: 255 };

/**
 * Refuses a tree that would write outside of its folder, or that is larger than any role is. `what` names it in
 * messages. Throws `source-refused`.
 */
export function checkTree(tree: Tree, what: string): void {
  checkSize(tree, what);
  const paths = new Set<string>();
  for (const entry of tree) {
    checkPath(entry, what);
    if (paths.has(entry.path)) throw refused(what, `“${shown(entry.path)}” is in it twice`);
    paths.add(entry.path);
  }
  for (const { path } of tree) {
    const file = parentsOf(path).find((parent) => paths.has(parent));
    if (file !== undefined)
      throw refused(what, `“${shown(path)}” lies below “${shown(file)}”, which is no folder`);
  }
  const link = firstLeavingLink(tree);
  if (link !== undefined) {
    throw refused(
      what,
      `the symbolic link “${shown(link.path)}” leads out of it, to “${shown(link.target)}”`,
      'Put what it leads to into the tree itself, or take the folder of the repository that holds both.',
    );
  }
}

function checkSize(tree: Tree, what: string): void {
  if (tree.length > treeLimits.entries)
    throw refused(what, `it has ${tree.length} files, and ${treeLimits.entries} are the most that are taken`);
  const bytes = tree.reduce((sum, entry) => sum + (entry.kind === 'file' ? entry.content.length : 0), 0);
  if (bytes > treeLimits.bytes)
    throw refused(what, `it has ${bytes} bytes, and ${treeLimits.bytes} are the most that are taken`);
}

function checkPath({ path }: TreeEntry, what: string): void {
  const parts = path.split('/');
  if (path.startsWith('/') || parts.includes('..')) throw refused(what, `“${shown(path)}” leads out of it`);
  const isOdd = parts.some(
    (part) => part === '' || part === '.' || Buffer.byteLength(part) > treeLimits.partBytes,
  );
  if (isOdd || Buffer.byteLength(path) > treeLimits.pathBytes || /[\u0000-\u001f\u007f\ufffd]/.test(path))
    throw refused(what, `“${shown(path)}” is no name for a file`);
  // What stands there would be taken for a repository, with its hooks.
  if (parts.some((part) => part.toLowerCase() === '.git'))
    throw refused(
      what,
      `“${shown(path)}” is part of a repository of its own`,
      'Make the archive without `.git`: git archive --format=tar.gz --prefix=role/ HEAD.',
    );
}

function parentsOf(path: string): readonly string[] {
  const parts = path.split('/');
  return parts.slice(1).map((_part, index) => parts.slice(0, index + 1).join('/'));
}

/** A name from outside, short and without what would move the cursor. */
export function shown(text: string): string {
  const plain = text.replace(/[\p{Cc}\p{Cf}]/gu, '·');
  return plain.length > 120 ? `${plain.slice(0, 120)}…` : plain;
}

export function refused(what: string, why: string, help?: string): DroverError {
  return new DroverError('source-refused', {
    detail: `${what} is not taken: ${why}.`,
    help: help ?? 'Look into it before you use it: content like this is either broken or meant to do harm.',
  });
}
