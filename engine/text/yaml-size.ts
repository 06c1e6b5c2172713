import type { YamlProblem } from './full-yaml.ts';
import type { YamlNode } from './yaml-node.ts';

const deepest = 400;
const mostValues = 5_000_000;

/**
 * What is wrong with the size of a text: too deep for what works on it, or by its aliases (each of which stands for all
 * that its anchor holds) so large that looking at every value would take for ever.
 */
export function findExcess(root: YamlNode): YamlProblem | undefined {
  const sizes = new Map<YamlNode, number>();
  const sizeOf = (node: YamlNode, depth: number): number => {
    const known = sizes.get(node);
    if (known !== undefined) return known;
    if (depth > deepest) return Infinity;
    let size = 1;
    for (const child of childrenOf(node)) size += sizeOf(child, depth + 1);
    sizes.set(node, size);
    return size;
  };
  const size = sizeOf(root, 0);
  if (size <= mostValues) return undefined;
  const isDeep = size === Infinity;
  return {
    code: 'yaml-syntax',
    detail: isDeep
      ? `The text is nested more than ${deepest} levels deep.`
      : `The aliases of the text stand for more than ${mostValues} values.`,
    help: isDeep
      ? 'Make it flatter.'
      : 'Write the values out where they are needed, or refer to them by variables.',
    start: root.start,
    end: root.start + 1,
  };
}

function childrenOf(node: YamlNode): readonly YamlNode[] {
  if (node.kind === 'scalar') return [];
  return node.kind === 'sequence' ? node.items : node.entries.flatMap(({ key, value }) => [key, value]);
}
