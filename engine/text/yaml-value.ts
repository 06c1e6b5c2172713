import type { YamlProblem } from './full-yaml.ts';
import { readInteger, resolvePlain, type PlainValue } from './yaml-scalar.ts';
import type { YamlEntry, YamlMapping, YamlNode, YamlScalar } from './yaml-node.ts';
import type { YamlValue } from './yaml.ts';
import { quoteTemplate } from './yaml-errors.ts';

/** What values are made of: see `YamlOptions`. */
export interface ValueParts<X> {
  readonly text: string;
  readonly float: (value: number) => number | X;
  readonly tagged: (tag: string, text: string, node: YamlNode) => YamlValue<X> | undefined;
  readonly problems: YamlProblem[];
}

/** Values of nodes. A node that stands in several places by an alias gives the same value in all of them. */
export interface ValueMaker<X> {
  value(node: YamlNode): YamlValue<X>;
  /** The entries of a mapping with merge keys (`<<`) resolved, in order; of equal keys the last one. */
  entries(node: YamlMapping): Entries<X>;
}

export type Entries<X> = readonly (readonly [key: YamlValue<X>, entry: YamlEntry])[];

const standard = 'tag:yaml.org,2002:';

export function valueMaker<X>(parts: ValueParts<X>): ValueMaker<X> {
  const collections = new Map<YamlNode, YamlValue<X>>();
  // A mapping may be asked for its entries several times; what is wrong with it is reported once.
  const entryLists = new Map<YamlMapping, Entries<X>>();

  const value = (node: YamlNode): YamlValue<X> => {
    if (node.kind === 'scalar') return scalar(node);
    const known = collections.get(node);
    if (known !== undefined) return known;
    const made = node.kind === 'sequence' ? node.items.map(value) : mapping(node);
    if (node.tag !== undefined) checkCollectionTag(node, parts.problems);
    collections.set(node, made);
    return made;
  };

  const mapping = (node: YamlMapping): Map<YamlValue<X>, YamlValue<X>> => {
    const map = new Map<YamlValue<X>, YamlValue<X>>();
    for (const [key, entry] of entries(node)) map.set(key, value(entry.value));
    return map;
  };

  const entries = (node: YamlMapping): Entries<X> => {
    const known = entryLists.get(node);
    if (known !== undefined) return known;
    const made = readEntries(node);
    entryLists.set(node, made);
    return made;
  };

  const readEntries = (node: YamlMapping): Entries<X> => {
    const merged = new Map<YamlValue<X>, YamlEntry>();
    const own = new Map<YamlValue<X>, YamlEntry>();
    for (const entry of node.entries) {
      if (isMergeKey(entry.key)) {
        for (const [key, given] of mergedEntries(entry)) if (!merged.has(key)) merged.set(key, given);
        continue;
      }
      const key = keyOf(entry.key, node);
      if (key === undefined) continue;
      const first = own.get(key);
      if (first !== undefined) parts.problems.push(duplicateKey(parts.text, entry.key, first.key));
      own.set(key, entry);
    }
    for (const [key, entry] of own) merged.set(key, entry);
    return [...merged];
  };

  const mergedEntries = (entry: YamlEntry): Entries<X> => {
    const source = entry.value;
    if (source.kind === 'mapping') return entries(source);
    if (source.kind === 'sequence' && source.items.every((item) => item.kind === 'mapping')) {
      return source.items.flatMap((item) => entries(item));
    }
    parts.problems.push({
      code: 'yaml-syntax',
      detail: 'The merge key << takes a mapping, or a list of mappings, and this is neither.',
      help: 'Refer to an anchored mapping: `<<: *name`.',
      start: source.start,
      end: source.end,
    });
    return [];
  };

  const keyOf = (key: YamlNode, within: YamlMapping): YamlValue<X> | undefined => {
    if (key.kind === 'scalar') {
      const plain = key.tag === undefined && key.plain ? resolvePlain(key.text) : undefined;
      return typeof plain === 'object' && plain !== null ? plain.float : scalar(key);
    }
    const isTemplate = parts.text.startsWith('{{', within.start);
    parts.problems.push({
      code: 'yaml-syntax',
      start: key.start,
      end: key.end,
      ...(isTemplate
        ? quoteTemplate(parts.text, within.start)
        : {
            detail: 'A list or a mapping cannot be a key.',
            help: 'Use a text as the key, in quotes if need be.',
          }),
    });
    return undefined;
  };

  const scalar = (node: YamlScalar): YamlValue<X> => {
    const { tag } = node;
    if (tag === undefined) return node.plain ? typed(resolvePlain(node.text)) : node.text;
    if (tag === '!' || tag === `${standard}str`) return node.text;
    const own = tag.startsWith(standard) ? standardValue(tag.slice(standard.length), node) : undefined;
    if (own !== undefined) return own;
    const made = parts.tagged(tag, node.text, node);
    if (made !== undefined) return made;
    parts.problems.push(unknownTag(tag, node));
    return null;
  };

  const standardValue = (name: string, node: YamlScalar): YamlValue<X> | undefined => {
    const plain = resolvePlain(node.text);
    switch (name) {
      case 'null':
        return null;
      case 'bool':
        return typeof plain === 'boolean' ? plain : undefined;
      case 'int':
        return typeof plain === 'number' || typeof plain === 'bigint' ? readInteger(node.text) : undefined;
      case 'float':
        if (typeof plain === 'number' || typeof plain === 'bigint') return parts.float(Number(plain));
        return isFloat(plain) ? parts.float(plain.float) : undefined;
      case 'timestamp':
        return typeof plain === 'string' ? plain : undefined;
      default:
        return undefined;
    }
  };

  const typed = (plain: PlainValue): YamlValue<X> => (isFloat(plain) ? parts.float(plain.float) : plain);

  return { value, entries };
}

function isFloat(plain: PlainValue): plain is { readonly float: number } {
  return typeof plain === 'object' && plain !== null;
}

function isMergeKey(key: YamlNode): boolean {
  return key.kind === 'scalar' && key.plain && key.text === '<<' && key.tag === undefined;
}

function checkCollectionTag(node: YamlNode, problems: YamlProblem[]): void {
  const { tag = '' } = node;
  const expected = node.kind === 'sequence' ? 'seq' : 'map';
  if (tag !== '!' && tag !== `${standard}${expected}` && tag !== '!unsafe')
    problems.push(unknownTag(tag, node));
}

function unknownTag(tag: string, node: YamlNode): YamlProblem {
  const shown = tag.startsWith(standard) ? `!!${tag.slice(standard.length)}` : tag;
  return {
    code: 'yaml-syntax',
    detail: `The tag ${shown} cannot be used here.`,
    help: 'Tags that are known are !vault, !unsafe, !!str, !!int, !!float, !!bool and !!null. If the exclamation mark is text, put the value in quotes.',
    start: node.start,
    end: node.end,
  };
}

function duplicateKey(text: string, key: YamlNode, first: YamlNode): YamlProblem {
  const line = text.slice(0, first.start).split('\n').length;
  return {
    code: 'duplicate-key',
    detail: `The key “${text.slice(key.start, key.end)}” stands twice in one mapping: here and on line ${line}.`,
    help: 'Take one of them out, or give it another name: only one of the values could count.',
    start: key.start,
    end: key.end,
  };
}
