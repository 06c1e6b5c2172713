import type { YamlRaw } from '../files-yaml.ts';
import { isNothing, kindOf, type ParseContext, type YamlNode } from './parse-context.ts';
import type { KeywordKind } from './keyword-tables.ts';

const truthWords = /^(?:yes|on|1|true|t|y|no|off|0|false|f|n)$/i;

/** What is wrong with a keyword's value, and what it should be; undefined if nothing is. Templates are anything. */
type Check = (node: YamlNode, value: YamlRaw) => string | undefined;

const scalarText: Check = (node) => (node.kind === 'scalar' ? undefined : 'a text');

const checks: Readonly<Record<KeywordKind, Check>> = {
  text: scalarText,
  boolean: (_node, value) => {
    if (typeof value === 'boolean' || value === 0 || value === 1) return undefined;
    return typeof value === 'string' && truthWords.test(value.trim()) ? undefined : 'true or false';
  },
  integer: (_node, value) => {
    if (typeof value === 'number' && Number.isInteger(value)) return undefined;
    return typeof value === 'string' && /^\s*[-+]?\d+\s*$/.test(value) ? undefined : 'a whole number';
  },
  number: (_node, value) => (isNumeric(value) ? undefined : 'a number'),
  percentage: (_node, value) =>
    isNumeric(typeof value === 'string' ? value.replace(/%$/, '') : value)
      ? undefined
      : 'a number or a percentage',
  list: (node) => (node.kind === 'mapping' ? 'a list' : undefined),
  texts: (node) => textsOnly(node, 'a text or a list of texts'),
  tags: (node) => textsOnly(node, 'a tag or a list of tags'),
  conditions: (node) => textsOnly(node, 'a condition or a list of conditions'),
  mappings: (node) => {
    const items = node.kind === 'sequence' ? node.items : [node];
    return items.every((item) => item.kind === 'mapping' || isTemplate(item)) ? undefined : 'a mapping';
  },
  variables: () => undefined,
  mapping: (node) => (node.kind === 'mapping' ? undefined : 'a mapping'),
  nodes: (node) => (node.kind === 'sequence' ? undefined : 'a list of tasks'),
  any: () => undefined,
};

/** Whether a keyword's value can be what it says; reports it if not. */
export function checkKeyword(
  context: ParseContext,
  name: string,
  kind: KeywordKind,
  node: YamlNode,
): boolean {
  if (isNothing(node) || (isTemplate(node) && kind !== 'nodes')) return true;
  const value = context.source.value(node);
  const wanted = checks[kind](node, value);
  if (wanted === undefined) return true;
  const shown =
    node.kind === 'scalar'
      ? `the field '${name}' has an invalid value (${node.text})`
      : `the field '${name}' is ${kindOf(node)}`;
  context.report('wrong-type', node, `${shown}; it takes ${wanted}.`, helpFor(name, kind));
  return false;
}

function helpFor(name: string, kind: KeywordKind): string {
  switch (kind) {
    case 'boolean':
      return `Write \`${name}: true\` or \`${name}: false\`, or a template.`;
    case 'nodes':
      return `Write the tasks below \`${name}:\`, each beginning with a dash.`;
    case 'mapping':
    case 'mappings':
      return `Write \`key: value\` lines below \`${name}:\`, indented.`;
    default:
      return 'Correct the value, or give it as a template.';
  }
}

/** A text with a template in it: only running shows what it is. */
export function isTemplate(node: YamlNode): boolean {
  return node.kind === 'scalar' && (node.text.includes('{{') || node.text.includes('{%'));
}

function isNumeric(value: YamlRaw): boolean {
  if (typeof value === 'number' || typeof value === 'bigint') return true;
  if (typeof value === 'string') return value.trim() !== '' && Number.isFinite(Number(value));
  return typeof value === 'object' && value !== null && 'value' in value;
}

function textsOnly(node: YamlNode, wanted: string): string | undefined {
  const items = node.kind === 'sequence' ? node.items : [node];
  return items.every((item) => item.kind === 'scalar' || item.kind === 'sequence') ? undefined : wanted;
}
