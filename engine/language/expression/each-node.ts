import type { Expression, Statement } from './nodes.ts';

export type Node = Expression | Statement;

/** Calls `visit` for every node of a template or expression, outer ones first, in the order of the source. */
export function eachNode(root: Node | readonly Node[], visit: (node: Node) => void): void {
  const walk = (value: unknown): void => {
    if (typeof value !== 'object' || value === null) return;
    if (isNode(value)) visit(value);
    Object.values(value).forEach(walk);
  };
  walk(root);
}

/** Targets of assignments have a kind too, but no offset and no body; none of them is taken for what it is not. */
function isNode(value: object): value is Node {
  return 'kind' in value;
}
