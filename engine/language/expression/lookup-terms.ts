import type { Arguments, Expression } from './nodes.ts';
import { parsePlaybookText } from './parsed.ts';

/**
 * The arguments of `lookup`, `query` and `q` with the templates in their terms taken for what they stand for, as in
 * `lookup('file', '{{ path }}')`. Only texts that stand in the template itself: what comes out of variables stays as it is.
 */
export function templatedTerms(args: Arguments): Arguments {
  const [name, ...terms] = args.positional;
  return name === undefined ? args : { ...args, positional: [name, ...terms.map(templated)] };
}

function templated(node: Expression): Expression {
  if (node.kind === 'list' || node.kind === 'tuple') return { ...node, items: node.items.map(templated) };
  if (node.kind !== 'constant' || typeof node.value !== 'string' || !node.value.includes('{{')) return node;
  const parts: Expression[] = [];
  for (const statement of parsePlaybookText(node.value)) {
    if (statement.kind === 'output') parts.push(statement.value);
    else if (statement.kind === 'text')
      parts.push({ kind: 'constant', value: statement.text, offset: node.offset });
    else return node;
  }
  const [only] = parts;
  return parts.length === 1 && only !== undefined ? only : { kind: 'concat', parts, offset: node.offset };
}
