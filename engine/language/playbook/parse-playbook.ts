import type { Located, SourceFile } from '../../diagnostics/span.ts';
import type { Node, Play, Playbook, PlaybookImport, Raw } from './ast.ts';
import { keywords, sharedKeywords, shortActionName } from './keyword-tables.ts';
import { parseKeyValues } from './key-values.ts';
import {
  isNothing,
  kindOf,
  openContext,
  type ParseContext,
  type ParseOptions,
  type SourceEntry,
  type YamlNode,
} from './parse-context.ts';
import { parseKeywords, reportUnknownKeyword, textAt } from './parse-keywords.ts';
import { parseNodes } from './parse-nodes.ts';
import { parsePlay } from './parse-play.ts';

export type { ParseOptions } from './parse-context.ts';

/**
 * A playbook; all its problems are reported to the sink together, and what is wrong is left out. Undefined where it
 * cannot be read at all.
 */
export function parsePlaybook(file: SourceFile, options: ParseOptions): Playbook | undefined {
  const context = openContext(file, options);
  if (context === undefined) return undefined;
  const { root } = context.source;
  const entries = playbookItems(context, root).flatMap((item) => parseEntry(context, item) ?? []);
  context.finish();
  return { path: file.path, entries };
}

/** A file of tasks, or of handlers. An empty file has no tasks. */
export function parseTasks(
  file: SourceFile,
  options: ParseOptions & { readonly handlers?: boolean },
): readonly Node[] | undefined {
  const context = openContext(file, options);
  if (context === undefined) return undefined;
  const nodes = parseNodes(context, context.source.root, 'A file of tasks', options.handlers ?? false);
  context.finish();
  return nodes;
}

function playbookItems(context: ParseContext, root: YamlNode): readonly YamlNode[] {
  if (root.kind === 'sequence' && root.items.length > 0) return root.items;
  if (isNothing(root) || root.kind === 'sequence') {
    context.report(
      'empty-playbook',
      root,
      'Empty playbook, nothing to do',
      'Write a list of plays: `- hosts: localhost` with `tasks:` below.',
    );
    return [];
  }
  context.report(
    'wrong-type',
    root,
    `A playbook must be a list of plays, got ${kindOf(root)} instead`,
    root.kind === 'mapping'
      ? 'Put a dash before the first key of the play, and indent the others to it.'
      : 'Write `- hosts: localhost` with `tasks:` below.',
  );
  return [];
}

function parseEntry(context: ParseContext, node: YamlNode): Play | PlaybookImport | undefined {
  if (node.kind !== 'mapping') {
    context.report(
      'wrong-type',
      node,
      `playbook entries must be either valid plays or 'import_playbook' statements, but this is ${kindOf(node)}`,
      'Write `- hosts: ...` with `tasks:` below, or `- import_playbook: file.yml`.',
    );
    return undefined;
  }
  const entries = context.source.entries(node);
  const imported = entries.find(({ name }) => shortActionName(name) === 'import_playbook');
  return imported === undefined
    ? parsePlay(context, entries, node)
    : parseImport(context, entries, imported, node);
}

function parseImport(
  context: ParseContext,
  entries: readonly SourceEntry[],
  imported: SourceEntry,
  node: YamlNode,
): PlaybookImport | undefined {
  for (const { name, key } of entries) {
    if (name === imported.name || Object.hasOwn(keywords.import_playbook, name)) continue;
    if (sharedKeywords.has(name)) {
      const detail = `'${name}' has no effect on the plays that import_playbook brings in.`;
      context.report('unknown-keyword', key, detail, `Give ${name} to those plays themselves.`, 'warning');
    } else reportUnknownKeyword(context, name, key, 'import_playbook');
  }
  const common = parseKeywords(context, entries, 'import_playbook');
  const written = imported.value;
  if (written.kind !== 'scalar' || isNothing(written)) {
    context.report(
      'wrong-type',
      isNothing(written) ? imported.key : written,
      isNothing(written)
        ? 'playbook import parameter is missing'
        : 'playbook import parameter must be a string indicating a file path',
      'Write the path of a playbook: `import_playbook: other.yml`.',
    );
    return undefined;
  }
  const { file, variables } = splitImport(context, written);
  const vars = new Map([...variables, ...(common.vars ?? [])]);
  return {
    kind: 'import-playbook',
    file,
    keywords: vars.size === 0 ? common : { ...common, vars },
    span: context.span(node),
  };
}

/** `import_playbook: file.yml a=1`: words after the file are variables. */
function splitImport(
  context: ParseContext,
  node: YamlNode & { readonly kind: 'scalar' },
): { readonly file: Located<Raw>; readonly variables: ReadonlyMap<string, Located<Raw>> } {
  const whole = textAt(context, node);
  const parsed = parseKeyValues(node.text, false);
  if ('detail' in parsed) {
    context.report('wrong-type', node, parsed.detail, parsed.help);
    return { file: whole, variables: new Map() };
  }
  return {
    file: { value: parsed.rest.trim(), span: whole.span },
    variables: new Map(parsed.pairs.map(({ name, value }) => [name, { value, span: whole.span }])),
  };
}
