import type { Located } from '../../diagnostics/span.ts';
import type { Raw, RawVariables } from './ast.ts';
import { isNothing, kindOf, type ParseContext, type SourceEntry, type YamlNode } from './parse-context.ts';

/** Words of Python that no variable can be called. */
const pythonWords: ReadonlySet<string> = new Set(
  (
    'False None True and as assert async await break class continue def del elif else except finally for from ' +
    'global if import in is lambda nonlocal not or pass raise return try while with yield'
  ).split(' '),
);

/** Whether templates could refer to a variable of this name. */
export function isVariableName(name: string): boolean {
  return /^[A-Za-z_][A-Za-z0-9_]*$/.test(name) && !pythonWords.has(name);
}

/** `vars:`: a mapping, or a list of mappings as old playbooks have it. `owner`: `Play`, `Task` ... for messages. */
export function parseVariables(context: ParseContext, node: YamlNode, owner: string): RawVariables {
  const variables = new Map<string, Located<Raw>>();
  for (const entry of variableEntries(context, node, owner)) {
    if (checkName(context, entry, owner)) variables.set(entry.name, context.locate(entry.value));
  }
  return variables;
}

function variableEntries(context: ParseContext, node: YamlNode, owner: string): readonly SourceEntry[] {
  if (isNothing(node)) return [];
  if (node.kind === 'mapping') return context.source.entries(node);
  if (node.kind === 'sequence' && node.items.every(({ kind }) => kind === 'mapping')) {
    return node.items.flatMap((item) => (item.kind === 'mapping' ? context.source.entries(item) : []));
  }
  context.report(
    'wrong-type',
    node,
    `Vars in a ${owner} must be specified as a dictionary, but this is ${kindOf(node)}.`,
    'Write `name: value` lines below `vars:`, indented.',
  );
  return [];
}

function checkName(context: ParseContext, entry: SourceEntry, owner: string): boolean {
  if (isVariableName(entry.name)) return true;
  context.report(
    'wrong-type',
    entry.key,
    `Invalid variable name in vars specified for ${owner}: '${entry.name}' is not a valid variable name.`,
    'A name has letters, digits and underscores, does not begin with a digit, and is no word of Python.',
  );
  return false;
}
