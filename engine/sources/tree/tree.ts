/** What a source gives: files and links, with paths from its root (`/` between parts). Folders are what paths say. */
export type Tree = readonly TreeEntry[];

export type TreeEntry = TreeFile | TreeLink;

export interface TreeFile {
  readonly kind: 'file';
  readonly path: string;
  readonly isExecutable: boolean;
  readonly content: Uint8Array;
}

export interface TreeLink {
  readonly kind: 'link';
  readonly path: string;
  readonly target: string;
}

/** Sorted by the bytes of the paths, so that the order does not hang on a locale. */
export function sortTree(tree: Tree): Tree {
  return tree
    .map((entry) => ({ entry, key: Buffer.from(entry.path) }))
    .sort((a, b) => Buffer.compare(a.key, b.key))
    .map(({ entry }) => entry);
}

/** The part of a tree below a folder, with paths from there; empty where there is no such folder. */
export function subTree(tree: Tree, folder: string): Tree {
  if (folder === '') return tree;
  return tree.flatMap((entry) =>
    entry.path.startsWith(`${folder}/`) ? [{ ...entry, path: entry.path.slice(folder.length + 1) }] : [],
  );
}

/** The text of a file of a tree; undefined where there is no such file. */
export function textIn(tree: Tree, path: string): string | undefined {
  const entry = tree.find((one) => one.path === path);
  return entry?.kind === 'file' ? Buffer.from(entry.content).toString('utf8') : undefined;
}
