import type { Located } from '../../diagnostics/span.ts';
import type { Play, Raw } from './ast.ts';
import { checkKeyword, isTemplate } from './keyword-values.ts';
import { keywords, playWords } from './keyword-tables.ts';
import { isNothing, type ParseContext, type SourceEntry, type YamlNode } from './parse-context.ts';
import { listAt, parseKeywords, reportUnknownKeyword } from './parse-keywords.ts';
import { parseNodes } from './parse-nodes.ts';
import { parseRoleReferences } from './parse-role-reference.ts';
import { parseVarsPrompts } from './parse-vars-prompt.ts';

/** A play with all that is below it. One without `hosts` is reported, and left out. */
export function parsePlay(
  context: ParseContext,
  entries: readonly SourceEntry[],
  node: YamlNode,
): Play | undefined {
  const written = (name: string): YamlNode | undefined => {
    const entry = entries.find((one) => one.name === name);
    return entry === undefined || isNothing(entry.value) ? undefined : entry.value;
  };
  for (const { name, key } of entries) {
    if (!Object.hasOwn(keywords.play, name))
      reportUnknownKeyword(context, name, key, 'play', playHint(context, name));
  }
  const common = parseKeywords(context, entries, 'play');
  const hosts = parseHosts(context, entries, node);
  const sections = {
    preTasks: nodesOf(context, written('pre_tasks'), 'pre_tasks'),
    roles: rolesOf(context, written('roles')),
    tasks: nodesOf(context, written('tasks'), 'tasks'),
    postTasks: nodesOf(context, written('post_tasks'), 'post_tasks'),
    handlers: nodesOf(context, written('handlers'), 'handlers'),
  };
  const prompts = written('vars_prompt');
  const files = written('vars_files');
  if (hosts === undefined) return undefined;
  return {
    kind: 'play',
    span: context.span(node),
    path: context.source.file.path,
    keywords: common,
    hosts,
    varsFiles: files === undefined ? [] : listAt(context, files),
    varsPrompt: prompts === undefined ? [] : parseVarsPrompts(context, prompts),
    ...parseOwnKeywords(context, written),
    ...sections,
  };
}

const ownKeywords = {
  gather_facts: 'gatherFacts',
  gather_subset: 'gatherSubset',
  gather_timeout: 'gatherTimeout',
  fact_path: 'factPath',
  serial: 'serial',
  strategy: 'strategy',
  order: 'order',
  max_fail_percentage: 'maxFailPercentage',
  force_handlers: 'forceHandlers',
} as const;

type OwnKeyword = (typeof ownKeywords)[keyof typeof ownKeywords];

function parseOwnKeywords(
  context: ParseContext,
  written: (name: string) => YamlNode | undefined,
): Partial<Record<OwnKeyword, Located<Raw>>> {
  const found: Partial<Record<OwnKeyword, Located<Raw>>> = {};
  for (const [name, property] of Object.entries(ownKeywords)) {
    const node = written(name);
    const kind = keywords.play[name];
    if (
      node !== undefined &&
      kind !== undefined &&
      checkKeyword(context, name, kind, node) &&
      checkChoice(context, name, node)
    ) {
      found[property] = context.locate(node);
    }
  }
  return found;
}

function checkChoice(context: ParseContext, name: string, node: YamlNode): boolean {
  const allowed = playWords[name];
  if (allowed === undefined || node.kind !== 'scalar' || isTemplate(node)) return true;
  if (allowed.includes(node.text.replace(/^ansible\.builtin\./, ''))) return true;
  context.report(
    'wrong-type',
    node,
    `The ${name} '${node.text}' is not known.`,
    `It is one of ${allowed.join(', ')}.`,
  );
  return false;
}

function nodesOf(context: ParseContext, node: YamlNode | undefined, what: string): Play['tasks'] {
  return node === undefined ? [] : parseNodes(context, node, what, what === 'handlers');
}

function rolesOf(context: ParseContext, node: YamlNode | undefined): Play['roles'] {
  return node === undefined ? [] : parseRoleReferences(context, node, 'roles');
}

function parseHosts(
  context: ParseContext,
  entries: readonly SourceEntry[],
  play: YamlNode,
): Located<Raw> | undefined {
  const entry = entries.find(({ name }) => name === 'hosts');
  if (entry === undefined) {
    context.report(
      'wrong-type',
      play,
      "the field 'hosts' is required but was not set",
      'Say where the play runs: `hosts: all`, or `hosts: localhost`.',
    );
    return undefined;
  }
  const { value } = entry;
  const items = value.kind === 'sequence' ? value.items : [value];
  if (items.length === 0 || (value.kind === 'scalar' && (isNothing(value) || value.text.trim() === ''))) {
    context.report(
      'wrong-type',
      entry.key,
      'Hosts list cannot be empty. Please check your playbook',
      'Write a pattern of hosts: `hosts: all`.',
    );
    return undefined;
  }
  const wrong = items.find((item) => item.kind !== 'scalar' || isNothing(item));
  if (wrong !== undefined) {
    context.report(
      'wrong-type',
      wrong,
      'Hosts list contains an invalid host value.',
      'Write patterns of hosts, each a text.',
    );
    return undefined;
  }
  // Patterns are texts, whatever YAML takes them for: a host may be called 10.
  if (value.kind === 'scalar') return { value: value.text, span: context.span(value) };
  return {
    value: items.map((item) => (item.kind === 'scalar' ? item.text : '')),
    span: context.span(value),
  };
}

function playHint(context: ParseContext, name: string): string {
  return context.options.isKnownModule(name)
    ? `${name} is a module: put it under \`tasks:\` of a play that says where it runs with \`hosts:\`.`
    : '';
}
