import type { Tree, TreeLink } from './tree.ts';

/** As the system has it (ELOOP). */
const mostHops = 40;

/**
 * The first link that leads out of the tree, by itself or by way of others. Text alone does not tell: `a/../..` leaves
 * from where `a` is a link to the root, so each step is gone as the system would.
 */
export function firstLeavingLink(tree: Tree): TreeLink | undefined {
  const links = new Map(
    tree.flatMap((entry) => (entry.kind === 'link' ? [[entry.path, entry] as const] : [])),
  );
  for (const link of links.values()) if (leaves(link, links)) return link;
  return undefined;
}

function leaves(link: TreeLink, links: ReadonlyMap<string, TreeLink>): boolean {
  const at = link.path.split('/').slice(0, -1);
  const todo = [link.target];
  let hops = 0;
  for (let target = todo.pop(); target !== undefined; target = todo.pop()) {
    if (target === '' || target.startsWith('/')) return true;
    const parts = target.split('/');
    for (const [index, part] of parts.entries()) {
      if (part === '' || part === '.') continue;
      if (part === '..') {
        if (at.pop() === undefined) return true;
        continue;
      }
      const next = links.get([...at, part].join('/'));
      if (next === undefined) {
        at.push(part);
        continue;
      }
      hops += 1;
      // A circle leads nowhere, and so not out.
      if (hops > mostHops) return false;
      // What is left of this target comes after what the link stands for.
      const rest = parts
        .slice(index + 1)
        .filter((one) => one !== '')
        .join('/');
      if (rest !== '') todo.push(rest);
      todo.push(next.target);
      break;
    }
  }
  return false;
}
