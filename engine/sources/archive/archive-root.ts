import { refused } from '../tree/check-tree.ts';
import { subTree, type Tree } from '../tree/tree.ts';

/**
 * The role in an archive: what stands below the folder that holds `meta/main.yml`, of several the one nearest to the
 * top, as `ansible-galaxy` does. Throws `source-refused` where there is none.
 */
export function roleInArchive(tree: Tree, what: string): Tree {
  const roots = tree.flatMap(({ path }) => /^(.*?)\/?meta\/main\.ya?ml$/.exec(path)?.[1] ?? []);
  const [root] = roots.toSorted((a, b) => a.length - b.length);
  if (root !== undefined) return subTree(tree, root);
  throw refused(
    what,
    'there is no meta/main.yml in it, so it is no role',
    'Name the archive of a role. Its meta/main.yml may be as short as `galaxy_info: {}`.',
  );
}

/** The collection in an archive: as Galaxy has it at the top, or in the one folder that services put around it. */
export function collectionInArchive(tree: Tree, what: string): Tree {
  if (isCollection(tree)) return tree;
  const tops = [...new Set(tree.map(({ path }) => path.split('/')[0] ?? ''))];
  const inner = tops.length === 1 ? subTree(tree, tops[0] ?? '') : [];
  if (isCollection(inner)) return inner;
  throw refused(
    what,
    'there is neither MANIFEST.json nor galaxy.yml in it, so it is no collection',
    'Make it with `ansible-galaxy collection build`.',
  );
}

export function isCollection(tree: Tree): boolean {
  return tree.some(({ path }) => path === 'MANIFEST.json' || path === 'galaxy.yml');
}
