import type { Block, Node } from './ast.ts';
import { isNothing, kindOf, type ParseContext, type SourceEntry, type YamlNode } from './parse-context.ts';
import { listAt, parseKeywords, reportUnknownKeyword } from './parse-keywords.ts';
import { keywords } from './keyword-tables.ts';
import { checkKeyword } from './keyword-values.ts';
import { parseTask } from './parse-task.ts';

const parts = ['block', 'rescue', 'always'] as const;

/** A list of tasks and blocks; what cannot be read is reported and left out. `what`: `tasks`, `block` ... */
export function parseNodes(
  context: ParseContext,
  node: YamlNode,
  what: string,
  isHandler: boolean,
): readonly Node[] {
  if (isNothing(node)) return [];
  if (node.kind !== 'sequence') {
    context.report(
      'wrong-type',
      node,
      `${what} should be a list of tasks, but this is ${kindOf(node)}.`,
      'Write each task with a dash before its first key.',
    );
    return [];
  }
  return node.items.flatMap((item) => parseNode(context, item, isHandler) ?? []);
}

function parseNode(context: ParseContext, node: YamlNode, isHandler: boolean): Node | undefined {
  if (isNothing(node)) return undefined;
  if (node.kind !== 'mapping') {
    context.report(
      'wrong-type',
      node,
      `A task should be a mapping, but this is ${kindOf(node)}.`,
      'Write the name of a module with a colon, and its arguments below it.',
    );
    return undefined;
  }
  const entries = context.source.entries(node);
  const isBlock = entries.some(({ name }) => parts.some((part) => part === name));
  return isBlock
    ? parseBlock(context, entries, node, isHandler)
    : parseTask(context, entries, node, isHandler);
}

function parseBlock(
  context: ParseContext,
  entries: readonly SourceEntry[],
  node: YamlNode,
  isHandler: boolean,
): Block {
  const nodesOf = (part: (typeof parts)[number]): readonly Node[] => {
    const entry = entries.find(({ name }) => name === part);
    return entry === undefined ? [] : parseNodes(context, entry.value, part, isHandler);
  };
  checkParts(context, entries);
  for (const { name, key } of entries) {
    const isOwn = Object.hasOwn(keywords.block, name) || (isHandler && name === 'listen');
    if (!isOwn)
      reportUnknownKeyword(context, name, key, 'block', blockHint(name, context.options.isKnownModule(name)));
  }
  const notify = entries.find(({ name }) => name === 'notify')?.value;
  return {
    kind: 'block',
    keywords: parseKeywords(context, entries, 'block'),
    block: nodesOf('block'),
    rescue: nodesOf('rescue'),
    always: nodesOf('always'),
    ...(notify === undefined || isNothing(notify) || !checkKeyword(context, 'notify', 'texts', notify)
      ? {}
      : { notify: listAt(context, notify) }),
    span: context.span(node),
  };
}

function blockHint(name: string, isKnown: boolean): string {
  if (name === 'loop' || name.startsWith('with_'))
    return 'Blocks cannot loop: put the tasks into a file, and loop over include_tasks.';
  return isKnown ? `${name} is a module: make it a task inside the block.` : '';
}

function checkParts(context: ParseContext, entries: readonly SourceEntry[]): void {
  if (entries.some(({ name }) => name === 'block')) return;
  for (const { name, key } of entries) {
    if (name !== 'rescue' && name !== 'always') continue;
    context.report(
      'wrong-type',
      key,
      `'${name}' keyword cannot be used without 'block'`,
      `Put the tasks that ${name} belongs to under \`block:\` beside it.`,
    );
  }
}
