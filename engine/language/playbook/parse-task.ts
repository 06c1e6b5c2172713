import type { Located } from '../../diagnostics/span.ts';
import type { Raw, Task } from './ast.ts';
import { checkKeyword } from './keyword-values.ts';
import { includeKeywords, keywords, shortActionName, type Place } from './keyword-tables.ts';
import { parseAction } from './parse-action.ts';
import { isNothing, type ParseContext, type SourceEntry, type YamlNode } from './parse-context.ts';
import { listAt, parseKeywords, textAt, textsAt } from './parse-keywords.ts';
import { parseLoop, parseLoopControl } from './parse-loop.ts';
import { isVariableName } from './parse-variables.ts';

/** A task or handler; undefined where it has no action that can be called (reported). */
export function parseTask(
  context: ParseContext,
  entries: readonly SourceEntry[],
  node: YamlNode,
  isHandler: boolean,
): Task | undefined {
  const place: Place = isHandler ? 'handler' : 'task';
  // All is read before anything is given up, so that one pass shows all that is wrong.
  const action = parseAction(context, entries, place, node);
  const common = parseKeywords(context, entries, place);
  const own = parseOwnKeywords(context, entries, place);
  const loop = parseLoop(context, entries);
  const loopControl = parseLoopControl(context, entries);
  if (action === undefined) return undefined;
  checkIncludeKeywords(context, entries, action.action.value);
  return {
    kind: 'task',
    keywords: common,
    ...action,
    ...(loop === undefined ? {} : { loop }),
    loopControl,
    ...own,
    span: context.span(node),
  };
}

type OwnKeywords = Pick<
  Task,
  | 'register'
  | 'until'
  | 'retries'
  | 'delay'
  | 'changedWhen'
  | 'failedWhen'
  | 'notify'
  | 'listen'
  | 'async'
  | 'poll'
>;

function parseOwnKeywords(context: ParseContext, entries: readonly SourceEntry[], place: Place): OwnKeywords {
  const written = (name: string): YamlNode | undefined => {
    const entry = entries.find((one) => one.name === name);
    const kind = keywords[place][name];
    if (entry === undefined || kind === undefined || isNothing(entry.value)) return undefined;
    return checkKeyword(context, name, kind, entry.value) ? entry.value : undefined;
  };
  const raw = <K extends string>(property: K, name: string): Partial<Record<K, Located<Raw>>> => {
    const node = written(name);
    return node === undefined
      ? {}
      : ({ [property]: context.locate(node) } as Partial<Record<K, Located<Raw>>>);
  };
  const list = <K extends string>(property: K, name: string): Partial<Record<K, readonly Located<Raw>[]>> => {
    const node = written(name);
    return node === undefined
      ? {}
      : ({ [property]: listAt(context, node) } as Partial<Record<K, readonly Located<Raw>[]>>);
  };
  const register = written('register');
  const notify = written('notify');
  const listen = place === 'handler' ? written('listen') : undefined;
  return {
    ...(register === undefined ? {} : { register: registerName(context, register) }),
    ...list('until', 'until'),
    ...list('changedWhen', 'changed_when'),
    ...list('failedWhen', 'failed_when'),
    ...raw('retries', 'retries'),
    ...raw('delay', 'delay'),
    ...raw('async', 'async'),
    ...raw('poll', 'poll'),
    notify: notify === undefined ? [] : listAt(context, notify),
    listen: listen === undefined ? [] : textsAt(context, listen),
  };
}

function registerName(context: ParseContext, node: YamlNode): Located<string> {
  const name = textAt(context, node);
  if (!isVariableName(name.value)) {
    context.report(
      'wrong-type',
      node,
      `Invalid variable name in 'register' specified: '${name.value}'`,
      'A name has letters, digits and underscores, does not begin with a digit, and is no template.',
    );
  }
  return name;
}

/** Dynamic includes take few keywords; the others belong to the tasks that they bring in. */
function checkIncludeKeywords(context: ParseContext, entries: readonly SourceEntry[], action: string): void {
  const short = shortActionName(action);
  if (short !== 'include_tasks' && short !== 'include_role') return;
  const owner = short === 'include_tasks' ? 'TaskInclude' : 'IncludeRole';
  for (const { name, key } of entries) {
    const isOwn =
      includeKeywords.has(name) ||
      name.startsWith('with_') ||
      name === action ||
      name === 'listen' ||
      name === 'notify';
    if (isOwn || !Object.hasOwn(keywords.handler, name)) continue;
    context.report(
      'unknown-keyword',
      key,
      `'${name}' is not a valid attribute for a ${owner}`,
      `An include runs nothing itself: give ${name} to what it brings in, with \`apply:\` below ${short}, or put the include into a block that has it.`,
    );
  }
}
