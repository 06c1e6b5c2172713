import { align, type Line } from './align.ts';
import type { Block, Body, Code, Item, Template, Value } from './hcl.types.ts';
import { escapeText, keyText, quote } from './quote.ts';

/** A file's text, formatted as `terraform fmt` has it. */
export function writeHcl(body: Body): string {
  return align(linesOf(body, 0));
}

function linesOf(body: Body, depth: number): readonly Line[] {
  return body.flatMap((item) => itemLines(item, depth));
}

function itemLines(item: Item, depth: number): readonly Line[] {
  switch (item.kind) {
    case 'blank':
      return [{ depth: 0, lead: '' }];
    case 'comment':
      return item.text.split('\n').map((text) => ({ depth, lead: `# ${text}`.trimEnd() }));
    case 'attribute':
      return assignment(item.name, item.value, depth);
    case 'block':
      return blockLines(item, depth);
  }
}

function blockLines({ type, labels, body }: Block, depth: number): readonly Line[] {
  const head = [type, ...labels.map(quote)].join(' ');
  if (body.length === 0) return [{ depth, lead: `${head} {}` }];
  return [{ depth, lead: `${head} {` }, ...linesOf(body, depth + 1), { depth, lead: '}' }];
}

/** `name = value`; a value of several lines is not aligned with its neighbours. */
function assignment(name: string, value: Value, depth: number): readonly Line[] {
  const [first = '', ...rest] = valueLines(value);
  if (rest.length === 0) return [{ depth, lead: name, value: first }];
  return [{ depth, lead: `${name} = ${first}` }, ...rest.map((line) => nested(line, depth))];
}

/** The lines of a value; deeper ones say how deep by a number of leading tabs, which no line has otherwise. */
function valueLines(value: Value): readonly string[] {
  if (typeof value === 'string') return [quote(value)];
  if (value === null || typeof value === 'number' || typeof value === 'boolean') return [String(value)];
  if (isCode(value)) return value.code.split('\n').map(tabbed);
  if (isTemplate(value)) return [templateText(value)];
  return isList(value) ? listLines(value) : mappingLines(value);
}

function listLines(items: readonly Value[]): readonly string[] {
  const lines = items.map(valueLines);
  if (lines.every(({ length }) => length === 1)) {
    const line = `[${lines.flat().join(', ')}]`;
    if (line.length <= 100) return [line];
  }
  return ['[', ...lines.flatMap((one) => deeper([...one.slice(0, -1), `${one.at(-1) ?? ''},`])), ']'];
}

function mappingLines(entries: ReadonlyMap<string, Value>): readonly string[] {
  if (entries.size === 0) return ['{}'];
  const lines = [...entries].flatMap(([key, value]) => {
    const [first = '', ...rest] = valueLines(value);
    // The sign between both is what the alignment looks for.
    return rest.length === 0
      ? [`${keyText(key)}${between}${first}`]
      : [`${keyText(key)} = ${first}`, ...rest];
  });
  return ['{', ...deeper(lines), '}'];
}

/** Stands between key and value of a line that is to be aligned: a character that no quoted text has. */
const between = '\u0000';

function deeper(lines: readonly string[]): readonly string[] {
  return lines.map((line) => `\t${line}`);
}

/** Code is indented by two spaces a level. */
function tabbed(line: string): string {
  const spaces = /^ */.exec(line)?.[0].length ?? 0;
  return '\t'.repeat(spaces / 2) + line.slice(spaces);
}

function nested(line: string, depth: number): Line {
  const tabs = /^\t*/.exec(line)?.[0].length ?? 0;
  const [lead = '', value] = line.slice(tabs).split(between);
  return value === undefined ? { depth: depth + tabs, lead } : { depth: depth + tabs, lead, value };
}

function templateText({ template }: Template): string {
  return `"${template.map((part) => (typeof part === 'string' ? escapeText(part) : `\${${part.code}}`)).join('')}"`;
}

function isList(value: Value): value is readonly Value[] {
  return Array.isArray(value);
}

function isCode(value: Value): value is Code {
  return typeof value === 'object' && value !== null && 'code' in value;
}

function isTemplate(value: Value): value is Template {
  return typeof value === 'object' && value !== null && 'template' in value;
}
