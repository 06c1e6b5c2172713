import type { Located } from '../../diagnostics/span.ts';
import { suggest } from '../../schema/suggest.ts';
import type { Raw } from './ast.ts';
import { isTemplate } from './keyword-values.ts';
import {
  commandActions,
  engineActions,
  freeTextActions,
  keywords,
  shortActionName,
  type Place,
} from './keyword-tables.ts';
import { parseKeyValues } from './key-values.ts';
import { isNothing, kindOf, type ParseContext, type SourceEntry, type YamlNode } from './parse-context.ts';
import { placeNames, reportUnknownKeyword, textAt } from './parse-keywords.ts';

/** What a task calls, and with what. */
export interface ParsedAction {
  readonly action: Located<string>;
  readonly args: ReadonlyMap<string, Located<Raw>>;
  readonly argsTemplate?: Located<string>;
  readonly freeForm?: Located<string>;
  readonly local: boolean;
}

/** Where the action of a task is written. */
interface Candidate {
  readonly name: Located<string>;
  readonly node: YamlNode;
  readonly key: YamlNode;
  readonly form: 'key' | 'action' | 'local_action';
}

/** The one action of a task. Reports none, several, an unknown one, and arguments that cannot be read. */
export function parseAction(
  context: ParseContext,
  entries: readonly SourceEntry[],
  place: Place,
  task: YamlNode,
): ParsedAction | undefined {
  const unknown = entries.filter(
    ({ name }) => !Object.hasOwn(keywords[place], name) && !name.startsWith('with_'),
  );
  const written = entries.filter(({ name }) => name === 'action' || name === 'local_action');
  const named = unknown.filter(({ name }) => isAction(context, name));
  const candidates = [...written, ...named];
  const [first, second] = candidates;
  if (first !== undefined && second !== undefined) {
    context.report(
      'conflicting-actions',
      second.key,
      `conflicting action statements: ${candidates.map(({ name }) => name).join(', ')}`,
      'A task calls one module: make a task of each, with a dash before it.',
    );
    return undefined;
  }
  if (first === undefined) {
    reportNoAction(context, unknown, place, task);
    return undefined;
  }
  for (const { name, key } of unknown)
    if (name !== first.name) reportUnknownKeyword(context, name, key, place);
  const args = entries.find(({ name }) => name === 'args');
  const candidate = toCandidate(context, first);
  return candidate === undefined ? undefined : readAction(context, candidate, args?.value);
}

function isAction(context: ParseContext, name: string): boolean {
  return engineActions.has(shortActionName(name)) || context.options.isKnownModule(name);
}

function reportNoAction(
  context: ParseContext,
  unknown: readonly SourceEntry[],
  place: Place,
  task: YamlNode,
): void {
  const [first, ...others] = unknown;
  if (first === undefined) {
    context.report(
      'no-action',
      task,
      'no module/action detected in task.',
      'Write the name of a module as a key, with its arguments below it.',
    );
    return;
  }
  // Keys that are near to keywords are slips of those; of the rest, the first is taken for the module.
  const misspelt = unknown.filter(
    ({ name }) => suggest(name, Object.keys(keywords[place])) !== undefined && !name.includes('.'),
  );
  const action =
    unknown.find((entry) => !misspelt.includes(entry)) ?? (others.length === 0 ? first : undefined);
  for (const { name, key } of unknown) {
    if (name === action?.name) reportUnknownModule(context, name, key, place);
    else reportUnknownKeyword(context, name, key, place);
  }
}

function reportUnknownModule(context: ParseContext, name: string, key: YamlNode, place: Place): void {
  const modules = [...(context.options.moduleNames?.() ?? []), ...engineActions];
  const near = suggest(name, modules) ?? suggest(shortActionName(name), modules);
  const keyword = suggest(name, Object.keys(keywords[place]));
  const help =
    near === undefined
      ? keyword === undefined
        ? '`drover doc` lists the modules that there are.'
        : `If the keyword ${keyword} is meant, the task still needs a module. \`drover doc\` lists them.`
      : `Did you mean ${near}?`;
  context.report(
    'unknown-module',
    key,
    `couldn't resolve module/action '${name}'. This often indicates a misspelling, missing collection, or incorrect module path.`,
    help,
  );
}

function toCandidate(context: ParseContext, entry: SourceEntry): Candidate | undefined {
  const { name, key, value } = entry;
  if (name !== 'action' && name !== 'local_action') {
    return { name: { value: name, span: context.span(key) }, node: value, key, form: 'key' };
  }
  const module =
    value.kind === 'mapping' ? context.source.entries(value).find((one) => one.name === 'module') : undefined;
  const text =
    value.kind === 'scalar' ? value.text : module?.value.kind === 'scalar' ? module.value.text : '';
  const action = /^\s*(\S+)/.exec(text)?.[1];
  if (action === undefined) {
    context.report(
      'no-action',
      value,
      `unexpected parameter type in action: ${kindOf(value)} that names no module`,
      `Write \`${name}: module_name key=value\`, or a mapping with \`module: module_name\`.`,
    );
    return undefined;
  }
  if (!isAction(context, action) && !action.includes('{{')) {
    reportUnknownModule(context, action, value, 'task');
    return undefined;
  }
  return {
    name: { value: action, span: context.span(module?.value ?? value) },
    node: value,
    key,
    form: name,
  };
}

function readAction(context: ParseContext, candidate: Candidate, args: YamlNode | undefined): ParsedAction {
  const collected: Collected = { args: new Map(), argsTemplate: undefined, freeForm: undefined };
  if (args !== undefined && !isNothing(args)) takeArgs(context, args, collected);
  const { node, name, form } = candidate;
  if (node.kind === 'mapping') takeMapping(context, node, name.value, form !== 'key', collected);
  else if (node.kind === 'scalar' && !isNothing(node)) {
    const text = form === 'key' ? node.text : node.text.replace(/^\s*\S+\s*/, '');
    takeText(context, node, text, name.value, collected);
  } else if (node.kind === 'sequence') {
    context.report(
      'wrong-type',
      node,
      `unexpected parameter type in action: ${kindOf(node)}`,
      'Write the arguments of a module as a mapping.',
    );
  }
  return {
    action: name,
    args: collected.args,
    local: form === 'local_action',
    ...(collected.argsTemplate === undefined ? {} : { argsTemplate: collected.argsTemplate }),
    ...(collected.freeForm === undefined ? {} : { freeForm: collected.freeForm }),
  };
}

interface Collected {
  readonly args: Map<string, Located<Raw>>;
  argsTemplate: Located<string> | undefined;
  freeForm: Located<string> | undefined;
}

function takeArgs(context: ParseContext, node: YamlNode, collected: Collected): void {
  if (node.kind === 'mapping') {
    for (const { name, value } of context.source.entries(node))
      collected.args.set(name, context.locate(value));
  } else if (isTemplate(node)) {
    collected.argsTemplate = textAt(context, node);
  } else {
    context.report(
      'wrong-type',
      node,
      'Complex args must be a dictionary or variable string ("{{ var }}").',
      'Write `name: value` lines below `args:`, indented.',
    );
  }
}

function takeMapping(
  context: ParseContext,
  node: YamlNode,
  action: string,
  hasModule: boolean,
  collected: Collected,
): void {
  if (node.kind !== 'mapping') return;
  for (const { name, value } of context.source.entries(node)) {
    if (name === 'args' && value.kind === 'mapping') takeArgs(context, value, collected);
    else if (hasModule && name === 'module') {
      if (value.kind === 'scalar')
        takeText(context, value, value.text.replace(/^\s*\S+\s*/, ''), action, collected);
    } else if (name === '_raw_params' && value.kind === 'scalar') collected.freeForm = textAt(context, value);
    else collected.args.set(name, context.locate(value));
  }
}

/** Free text: `k=v` words are arguments, the rest is for the modules that take free text. */
function takeText(
  context: ParseContext,
  node: YamlNode,
  text: string,
  action: string,
  collected: Collected,
): void {
  const short = shortActionName(action);
  const span = context.span(node);
  const parsed = parseKeyValues(text, commandActions.has(short));
  if ('detail' in parsed) {
    context.report('wrong-type', node, parsed.detail, parsed.help);
    return;
  }
  for (const { name, value } of parsed.pairs) collected.args.set(name, { value, span });
  const { rest } = parsed;
  if (rest.trim() === '') return;
  if (commandActions.has(short) || freeTextActions.has(short)) collected.freeForm = { value: rest, span };
  else if (rest.includes('{{') || rest.includes('{%')) collected.argsTemplate = { value: rest.trim(), span };
  else reportExtraText(context, node, action, rest.trim());
}

function reportExtraText(context: ParseContext, node: YamlNode, action: string, text: string): void {
  const takers = [...commandActions, ...freeTextActions].sort().join(', ');
  context.report(
    'wrong-type',
    node,
    `this task '${action}' has extra params, which is only allowed in the following modules: ${takers}`,
    `“${text}” is no argument: write \`name: value\` lines below \`${action}:\`, indented.`,
  );
}

export { placeNames };
