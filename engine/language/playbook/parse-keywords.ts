import type { Located } from '../../diagnostics/span.ts';
import { didYouMean } from '../../schema/suggest.ts';
import type { Keywords, Raw } from './ast.ts';
import { checkKeyword } from './keyword-values.ts';
import { keywords as tables, sharedKeywords, type Place } from './keyword-tables.ts';
import { isNothing, type ParseContext, type SourceEntry, type YamlNode } from './parse-context.ts';
import { singleKeywords } from './single-keywords.ts';
import { parseVariables } from './parse-variables.ts';

type Mutable<T> = { -readonly [K in keyof T]: T[K] };
/** Plays have an old name for one of them, too. */
const singles: typeof singleKeywords = { ...singleKeywords, user: 'remoteUser' };

/** What Ansible's messages call the places. */
export const placeNames: Readonly<Record<Place, string>> = {
  play: 'Play',
  role: 'RoleInclude',
  block: 'Block',
  task: 'Task',
  handler: 'Handler',
  import_playbook: 'PlaybookInclude',
};

/** The keywords that plays, roles, blocks and tasks share. All other entries are passed over. */
export function parseKeywords(
  context: ParseContext,
  entries: readonly SourceEntry[],
  place: Place,
): Keywords {
  const found: Mutable<Keywords> = {};
  for (const { name, value } of entries) {
    const kind = tables[place][name];
    if (
      kind === undefined ||
      !sharedKeywords.has(name) ||
      isNothing(value) ||
      !checkKeyword(context, name, kind, value)
    )
      continue;
    const property = singles[name];
    if (property !== undefined) found[property] = context.locate(value);
    else takeOther(context, name, value, found, placeNames[place]);
  }
  return found;
}

function takeOther(
  context: ParseContext,
  name: string,
  value: YamlNode,
  found: Mutable<Keywords>,
  owner: string,
): void {
  switch (name) {
    case 'name':
      found.name = textAt(context, value);
      break;
    case 'vars':
      found.vars = parseVariables(context, value, owner);
      break;
    case 'when':
      found.when = listAt(context, value);
      break;
    case 'tags':
      found.tags = tagsAt(context, value);
      break;
    case 'environment':
      found.environment = listAt(context, value);
      break;
    case 'module_defaults':
      found.moduleDefaults = listAt(context, value);
      break;
    case 'collections':
      found.collections = textsAt(context, value).map((text) => text.value);
      break;
  }
}

/** Reports keys that are no keywords here. */
export function reportUnknownKeywords(
  context: ParseContext,
  entries: readonly SourceEntry[],
  place: Place,
): void {
  const known = tables[place];
  for (const { name, key } of entries)
    if (!Object.hasOwn(known, name)) reportUnknownKeyword(context, name, key, place);
}

export function reportUnknownKeyword(
  context: ParseContext,
  name: string,
  key: YamlNode,
  place: Place,
  hint = '',
): void {
  const names = Object.keys(tables[place]);
  const help =
    didYouMean(name, names) ||
    hint ||
    elsewhere(name, place) ||
    `A ${placeNames[place]} takes ${names.sort().join(', ')}.`;
  context.report(
    'unknown-keyword',
    key,
    `'${name}' is not a valid attribute for a ${placeNames[place]}`,
    help,
  );
}

/** A keyword that stands in the wrong place. */
function elsewhere(name: string, place: Place): string {
  const right = (['task', 'handler', 'block', 'play'] as const).filter(
    (other) => other !== place && Object.hasOwn(tables[other], name),
  );
  const [first] = right;
  return first === undefined ? '' : `${name} is a keyword of a ${first}: move it there.`;
}

/** A single value as text: numbers and booleans as they are written. */
export function textAt(context: ParseContext, node: YamlNode): Located<string> {
  return { value: node.kind === 'scalar' ? node.text : '', span: context.span(node) };
}

/** A list's items, or the one value. */
export function listAt(context: ParseContext, node: YamlNode): readonly Located<Raw>[] {
  const items = node.kind === 'sequence' ? node.items : [node];
  return items.filter((item) => !isNothing(item)).map((item) => context.locate(item));
}

export function textsAt(context: ParseContext, node: YamlNode): readonly Located<string>[] {
  const items = node.kind === 'sequence' ? node.items : [node];
  return items.filter((item) => !isNothing(item)).map((item) => textAt(context, item));
}

/** `a, b` is two tags, unless a template stands in it. */
function tagsAt(context: ParseContext, node: YamlNode): readonly Located<string>[] {
  return textsAt(context, node).flatMap(({ value, span }) =>
    value.includes('{{')
      ? [{ value, span }]
      : value
          .split(',')
          .map((tag) => tag.trim())
          .filter((tag) => tag !== '')
          .map((tag) => ({ value: tag, span })),
  );
}
