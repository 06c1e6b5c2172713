import type { Module } from '../module.ts';
import type { ObjectSchema, Schema } from '../schema/types.ts';

/** A module's documentation as text for a terminal, `width` columns wide. */
export function moduleText(module: Module, width = 79): string {
  const args = module.args;
  const returns = module.returns;
  const sections = [
    `${module.name}\n  ${module.summary}`,
    ...(module.description === undefined ? [] : [wrap(module.description, width, '  ')]),
    ...(module.aliases === undefined ? [] : [`ALSO CALLED\n${wrap(module.aliases.join(', '), width, '  ')}`]),
    `ARGUMENTS\n${argumentTexts(args, width).join('\n') || '  none'}`,
    ...(Object.keys(returns).length === 0
      ? []
      : [`RESULT\n${fieldTexts(returns, new Set(), width).join('\n')}`]),
    `CHECK MODE\n${wrap(checkModeText(module), width, '  ')}`,
    `EXAMPLES\n${module.examples.map((example) => `  # ${example.title}\n${indent(example.playbook.trimEnd(), '  ')}`).join('\n\n')}`,
  ];
  return `${sections.join('\n\n')}\n`;
}

function checkModeText(module: Module): string {
  if (!('run' in module)) return 'It tells what it would change and changes nothing.';
  return module.checkMode === 'run'
    ? 'It runs in check mode, too: it only reads, or heeds check mode itself.'
    : 'It is skipped in check mode.';
}

function argumentTexts(args: ObjectSchema, width: number): readonly string[] {
  const further = args.additionalProperties;
  const fields = fieldTexts(args.properties, new Set(args.required ?? []), width);
  if (further === undefined || further === false) return fields;
  const description = further === true ? 'Any further name and value.' : further.description;
  return [...fields, `  (further names)\n${wrap(description, width, '      ')}`];
}

/** A line on each field with its type, and below it what it is. */
export function fieldTexts(
  fields: Readonly<Record<string, Schema>>,
  required: ReadonlySet<string>,
  width: number,
): readonly string[] {
  return Object.entries(fields)
    .sort(([a], [b]) => Number(required.has(b)) - Number(required.has(a)) || (a < b ? -1 : 1))
    .map(
      ([name, schema]) =>
        `  ${name}${required.has(name) ? ' (required)' : ''}: ${typeText(schema)}\n${wrap(detailText(schema), width, '      ')}`,
    );
}

/** `string`, `list of integer`, `one of absent, present`. */
export function typeText(schema: Schema): string {
  const nullable = schema.nullable === true ? ' or null' : '';
  if ('anyOf' in schema) return schema.anyOf.map(typeText).join(' or ') + nullable;
  if (schema.type === undefined) return `any value${nullable}`;
  if (schema.type === 'array') return `list of ${typeText(schema.items)}${nullable}`;
  if (schema.type === 'object') return `dictionary${nullable}`;
  if (schema.type === 'string' && schema.enum !== undefined)
    return `one of ${schema.enum.join(', ')}${nullable}`;
  if (schema.type === 'string' && schema.format !== undefined) return `${schema.format}${nullable}`;
  return schema.type + nullable;
}

function detailText(schema: Schema): string {
  const fallback =
    'default' in schema && schema.default !== undefined ? ` Default: ${JSON.stringify(schema.default)}.` : '';
  const aliases = schema.aliases === undefined ? '' : ` Also: ${schema.aliases.join(', ')}.`;
  return `${schema.description}${fallback}${aliases}`;
}

/** Text in lines of at most `width` columns, each behind `pad`. */
export function wrap(text: string, width: number, pad: string): string {
  const lines: string[] = [];
  let line = pad.trimEnd();
  for (const word of text.split(/\s+/)) {
    const joined = line === pad.trimEnd() ? pad + word : `${line} ${word}`;
    if (joined.length > width && line !== pad.trimEnd()) {
      lines.push(line);
      line = pad + word;
    } else line = joined;
  }
  return [...lines, line].join('\n');
}

function indent(text: string, pad: string): string {
  return text
    .split('\n')
    .map((line) => (line === '' ? line : pad + line))
    .join('\n');
}
