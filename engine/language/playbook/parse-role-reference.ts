import type { Located } from '../../diagnostics/span.ts';
import type { Raw, RoleReference } from './ast.ts';
import { keywords, roleFileKeywords } from './keyword-tables.ts';
import {
  isNothing,
  itemsOf,
  kindOf,
  type ParseContext,
  type SourceEntry,
  type YamlNode,
} from './parse-context.ts';
import { parseKeywords, textAt } from './parse-keywords.ts';

const howToWrite = 'Write `- name_of_role`, or `- role: name_of_role` with its parameters below.';

/** `roles:` of a play or `dependencies:` of a role. `what` names the list in messages. */
export function parseRoleReferences(
  context: ParseContext,
  node: YamlNode,
  what: string,
): readonly RoleReference[] {
  return itemsOf(context, node, what, howToWrite).flatMap((item) => parseRoleReference(context, item) ?? []);
}

function parseRoleReference(context: ParseContext, node: YamlNode): RoleReference | undefined {
  const span = context.span(node);
  if (node.kind === 'scalar' && !isNothing(node)) {
    return { name: { value: node.text, span }, parameters: new Map(), keywords: {}, span };
  }
  if (node.kind !== 'mapping') {
    context.report(
      'wrong-type',
      node,
      `role definitions must be a text or a mapping, but this is ${kindOf(node)}.`,
      howToWrite,
    );
    return undefined;
  }
  const entries = context.source.entries(node);
  const name = roleName(context, entries, node);
  if (name === undefined) return undefined;
  return {
    name,
    parameters: parametersOf(context, entries),
    // `name` is the role's, not that of its tasks.
    keywords: parseKeywords(
      context,
      entries.filter((entry) => entry.name !== 'name'),
      'role',
    ),
    ...filesOf(context, entries),
    ...duplicates(context, entries),
    span,
  };
}

/** `role` or `name`, or the last part of a Galaxy `src`. */
function roleName(
  context: ParseContext,
  entries: readonly SourceEntry[],
  node: YamlNode,
): Located<Raw> | undefined {
  for (const key of ['role', 'name']) {
    const entry = entries.find(({ name }) => name === key);
    if (entry !== undefined && entry.value.kind === 'scalar' && !isNothing(entry.value))
      return textAt(context, entry.value);
  }
  const source = entries.find(({ name }) => name === 'src');
  if (source?.value.kind === 'scalar') {
    const { value, span } = textAt(context, source.value);
    return { value: repositoryName(value), span };
  }
  context.report('wrong-type', node, 'role definitions must contain a role name', howToWrite);
  return undefined;
}

/** `https://host/ns/role-name.git` is the role `role-name`; a plain name stands for itself. */
function repositoryName(source: string): string {
  const [place = ''] = source.split(',');
  if (!place.includes('://') && !place.includes('@')) return place;
  return (place.split('/').at(-1) ?? place).replace(/\.(?:git|tar\.gz)$/, '');
}

const galaxyKeys = ['src', 'scm', 'version'];

function parametersOf(
  context: ParseContext,
  entries: readonly SourceEntry[],
): ReadonlyMap<string, Located<Raw>> {
  const isGalaxy = entries.some(({ name }) => name === 'src');
  const own = ['role', 'allow_duplicates', ...roleFileKeywords, ...(isGalaxy ? galaxyKeys : [])];
  return new Map(
    entries
      .filter(({ name }) => !Object.hasOwn(keywords.role, name) && !own.includes(name))
      .map(({ name, value }) => [name, context.locate(value)]),
  );
}

type FileKeywords = Pick<RoleReference, 'tasksFrom' | 'varsFrom' | 'defaultsFrom' | 'handlersFrom'>;

const fileProperties = {
  tasks_from: 'tasksFrom',
  vars_from: 'varsFrom',
  defaults_from: 'defaultsFrom',
  handlers_from: 'handlersFrom',
} as const;

function filesOf(context: ParseContext, entries: readonly SourceEntry[]): FileKeywords {
  const found: { -readonly [K in keyof FileKeywords]: FileKeywords[K] } = {};
  for (const keyword of roleFileKeywords) {
    const entry = entries.find(({ name }) => name === keyword);
    if (entry === undefined || isNothing(entry.value)) continue;
    found[fileProperties[keyword]] = textAt(context, entry.value).value;
  }
  return found;
}

function duplicates(
  context: ParseContext,
  entries: readonly SourceEntry[],
): Pick<RoleReference, 'allowDuplicates'> {
  const entry = entries.find(({ name }) => name === 'allow_duplicates');
  const value = entry === undefined ? undefined : context.source.value(entry.value);
  return typeof value === 'boolean' ? { allowDuplicates: value } : {};
}
