import type { Module } from '../module.ts';
import type { Schema } from '../schema/types.ts';
import { typeText } from './module-text.ts';

/** A module's reference as Markdown. */
export function moduleMarkdown(module: Module): string {
  const required = new Set(module.args.required ?? []);
  const args = Object.entries(module.args.properties).sort(
    ([a], [b]) => Number(required.has(b)) - Number(required.has(a)) || (a < b ? -1 : 1),
  );
  const returns = Object.entries(module.returns);
  return `${[
    `## ${module.name}`,
    module.summary,
    ...(module.description === undefined ? [] : [module.description]),
    ...(module.aliases === undefined
      ? []
      : [`Also called ${module.aliases.map((name) => `\`${name}\``).join(', ')}.`]),
    ...(args.length === 0
      ? []
      : [
          table(
            ['argument', 'type', 'what it is'],
            args.map(([name, schema]) => argumentRow(name, schema, required.has(name))),
          ),
        ]),
    ...(returns.length === 0
      ? []
      : [
          table(
            ['result', 'type', 'what it is'],
            returns.map(([name, schema]) => [`\`${name}\``, typeText(schema), schema.description]),
          ),
        ]),
    ...module.examples.map(
      (example) => `${example.title}:\n\n\`\`\`yaml\n${example.playbook.trimEnd()}\n\`\`\``,
    ),
  ].join('\n\n')}\n`;
}

function argumentRow(name: string, schema: Schema, isRequired: boolean): readonly string[] {
  const fallback =
    'default' in schema && schema.default !== undefined
      ? ` Default: \`${JSON.stringify(schema.default)}\`.`
      : '';
  const aliases =
    schema.aliases === undefined ? '' : ` Also: ${schema.aliases.map((alias) => `\`${alias}\``).join(', ')}.`;
  return [
    `\`${name}\`${isRequired ? ' (required)' : ''}`,
    typeText(schema),
    `${schema.description}${fallback}${aliases}`,
  ];
}

function table(head: readonly string[], rows: readonly (readonly string[])[]): string {
  const line = (cells: readonly string[]): string =>
    `| ${cells.map((cell) => cell.replaceAll('|', '\\|').replaceAll('\n', ' ')).join(' | ')} |`;
  return [line(head), `|${'---|'.repeat(head.length)}`, ...rows.map(line)].join('\n');
}
