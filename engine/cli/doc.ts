import { createRegistry } from '../../modules/index.ts';
import type { Module, ModuleRegistry } from '../module.ts';
import { moduleText } from '../report/module-text.ts';
import { suggest } from '../schema/suggest.ts';
import { DroverError } from '../diagnostics/drover-error.ts';
import { exitCodes } from './exit-codes.ts';
import { columns } from './terminal.ts';

/**
 * `drover doc`: what a module does, what the records of an export file hold, which variables a playbook takes; or the
 * list of all, with a line each.
 */
export async function doc(name: string | undefined, flags: { readonly output: string }): Promise<number> {
  const registry = createRegistry();
  if (flags.output !== 'text' && flags.output !== 'json') {
    throw new DroverError('bad-usage', {
      detail: `--output takes text or json, not “${flags.output}”.`,
      help: 'Leave it out for text.',
    });
  }
  const isJson = flags.output === 'json';
  process.stdout.write(
    name === undefined ? await listText(registry, isJson) : await textOf(name, registry, isJson),
  );
  return exitCodes.ok;
}

async function textOf(name: string, registry: ModuleRegistry, isJson: boolean): Promise<string> {
  const canonical = registry.resolve(name);
  if (canonical !== undefined) {
    const module = await registry.load(canonical);
    return isJson ? jsonText(moduleJson(module)) : moduleText(module, columns());
  }
  const { docTopics } = await import('./doc-topics.ts');
  const topics = await docTopics();
  const topic = topics.find(({ names }) => names.includes(name));
  if (topic === undefined)
    throw unknownTopic(name, [...registry.allNames, ...topics.flatMap(({ names }) => names)]);
  return isJson ? jsonText(topic.json) : topic.text(columns());
}

function jsonText(value: unknown): string {
  return `${JSON.stringify(value, null, 2)}\n`;
}

function unknownTopic(name: string, names: readonly string[]): DroverError {
  const nearest = suggest(name, names);
  return new DroverError('unknown-module', {
    detail: `There is no module, playbook or kind of record called “${name}”.`,
    help: `${nearest === undefined ? '' : `Did you mean ${nearest}? `}Run \`drover doc\` for the list.`,
  });
}

async function listText(registry: ModuleRegistry, isJson: boolean): Promise<string> {
  const modules = await Promise.all(registry.names.map((name) => registry.load(name)));
  if (isJson) return jsonText(modules.map(moduleJson));
  const { docTopics } = await import('./doc-topics.ts');
  const lines = [
    ...modules.map(({ name, summary }) => [name, summary] as const),
    ...(await docTopics()).map(({ names, summary }) => [names[0] ?? '', summary] as const),
  ];
  const width = Math.max(...lines.map(([name]) => name.length));
  return lines.map(([name, summary]) => `${name.padEnd(width)}  ${summary}\n`).join('');
}

function moduleJson(module: Module): Readonly<Record<string, unknown>> {
  const { name, aliases, summary, description, args, examples, returns } = module;
  return {
    name,
    aliases,
    summary,
    description,
    args: args,
    examples,
    returns: returns,
  };
}
