import * as fs from 'node:fs';
import type { ReadTreeResult } from 'isomorphic-git';
import { DroverError } from '../../diagnostics/drover-error.ts';
import { refused, shown, treeLimits } from '../tree/check-tree.ts';
import type { Tree, TreeEntry } from '../tree/tree.ts';
import { isomorphicGit } from './isomorphic.ts';

/** A commit as it was fetched. */
export interface FetchedCommit {
  readonly commit: string;
  /** The hash of the tree of the folder that was asked for. */
  readonly treeHash: string;
  readonly tree: Tree;
  /** The fingerprint of the key that it is signed with, where that was asked for. */
  readonly signed?: string;
}

/** The commit that an object stands for: an annotated tag is peeled. Undefined where it was not fetched. */
export async function commitOf(oid: string, gitFolder: string): Promise<string | undefined> {
  const git = await isomorphicGit();
  return git.readCommit({ fs, gitdir: gitFolder, oid }).then(
    (read) => read.oid,
    () => undefined,
  );
}

/** Mode, blank, zero byte and hash stand beside the name of each entry. */
const mostTreeBytes = treeLimits.entries * (treeLimits.partBytes + 28);

/** Reads a folder of a commit, with all below it. Throws `source-missing` where the commit has no such folder. */
export async function readCommit(
  commit: string,
  gitFolder: string,
  path: string,
  what: string,
): Promise<FetchedCommit> {
  const git = await isomorphicGit();
  const cache = {};
  const folders = new Map<string, ReadTreeResult>();
  const { commit: head } = await git.readCommit({ fs, gitdir: gitFolder, oid: commit, cache });
  const root = await readFolder(head.tree);
  const treeHash = path === '' ? root.oid : await folderHash(path);
  const entries: TreeEntry[] = [];
  let [count, bytes] = [0, 0];
  await walk(treeHash, '');
  return { commit, treeHash, tree: entries };

  async function folderHash(folder: string): Promise<string> {
    let at = root;
    for (const part of folder.split('/')) {
      const next = at.tree.find((entry) => entry.path === part);
      if (next?.type !== 'tree') {
        const there = at.tree.filter(({ type }) => type === 'tree').map((entry) => shown(entry.path));
        throw new DroverError('source-missing', {
          detail: `${what} has no folder ${folder} in commit ${commit.slice(0, 12)}.`,
          help:
            there.length === 0
              ? 'There is no folder there.'
              : `There ${there.length === 1 ? 'is' : 'are'} ${there.slice(0, 12).join(', ')}.`,
        });
      }
      at = await readFolder(next.oid);
    }
    return at.oid;
  }

  async function readFolder(oid: string): Promise<ReadTreeResult> {
    const known = folders.get(oid);
    if (known !== undefined) return known;
    // Of a large one the package would make millions of things: its bytes are counted first.
    // eslint-disable-next-line @typescript-eslint/no-deprecated -- nothing else in it gives the bytes of a tree
    const { object } = await git.readObject({ fs, gitdir: gitFolder, oid, cache, format: 'content' });
    if (object instanceof Uint8Array && object.length > mostTreeBytes) throw tooMuch(what);
    const folder = await git.readTree({ fs, gitdir: gitFolder, oid, cache });
    folders.set(oid, folder);
    return folder;
  }

  async function walk(oid: string, below: string): Promise<void> {
    const { tree } = await readFolder(oid);
    // Folders count, too: a few trees that hold one another many times are endless without a single file.
    count += tree.length;
    if (count > treeLimits.entries) throw tooMuch(what);
    for (const entry of tree) {
      const at = below === '' ? entry.path : `${below}/${entry.path}`;
      if (Buffer.byteLength(at) > treeLimits.pathBytes)
        throw refused(what, `“${shown(at)}” is no name for a file`);
      if (entry.type === 'commit') throw submodule(what, at);
      if (entry.type === 'tree') {
        await walk(entry.oid, at);
        continue;
      }
      const { blob } = await git.readBlob({ fs, gitdir: gitFolder, oid: entry.oid, cache });
      bytes += blob.length;
      if (bytes > treeLimits.bytes) throw tooMuch(what);
      if (isLfsPointer(blob)) throw lfs(what, at);
      entries.push(
        entry.mode === '120000'
          ? { kind: 'link', path: at, target: Buffer.from(blob).toString('utf8') }
          : { kind: 'file', path: at, isExecutable: entry.mode === '100755', content: blob },
      );
    }
  }
}

function tooMuch(what: string): DroverError {
  return refused(what, 'it has more in it than any role or collection');
}

function isLfsPointer(content: Uint8Array): boolean {
  const first = 'version https://git-lfs.github.com/spec/';
  return content.length < 1024 && Buffer.from(content.subarray(0, first.length)).toString('latin1') === first;
}

function submodule(what: string, path: string): DroverError {
  return refused(
    what,
    `“${shown(path)}” is a submodule, and submodules are not followed`,
    'Name the repository of the submodule in requirements.yml by itself, or put its files into the tree.',
  );
}

function lfs(what: string, path: string): DroverError {
  return refused(
    what,
    `“${shown(path)}” is kept by Git LFS, so the repository has only a note of it`,
    'Put the file itself into the repository (git lfs migrate export), or into an archive.',
  );
}
