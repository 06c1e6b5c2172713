import { createRegistry } from '../../modules/index.ts';
import type { Module, ModuleRegistry } from '../module.ts';
import { moduleText } from '../report/module-text.ts';
import { suggest } from '../schema/suggest.ts';
import { DroverError } from '../diagnostics/drover-error.ts';
import { exitCodes } from './exit-codes.ts';
import { columns } from './terminal.ts';

/** `drover doc`: what a module does, or all modules with a line each. */
export async function doc(name: string | undefined, flags: { readonly output: string }): Promise<number> {
  const registry = createRegistry();
  if (flags.output !== 'text' && flags.output !== 'json') {
    throw new DroverError('bad-usage', {
      detail: `--output takes text or json, not “${flags.output}”.`,
      help: 'Leave it out for text.',
    });
  }
  if (name === undefined) {
    process.stdout.write(await listText(registry, flags.output === 'json'));
    return exitCodes.ok;
  }
  const canonical = registry.resolve(name);
  if (canonical === undefined) throw unknownModule(name, registry);
  const module = await registry.load(canonical);
  process.stdout.write(
    flags.output === 'json'
      ? `${JSON.stringify(moduleJson(module), null, 2)}\n`
      : moduleText(module, columns()),
  );
  return exitCodes.ok;
}

function unknownModule(name: string, registry: ModuleRegistry): DroverError {
  const nearest = suggest(name, registry.allNames);
  return new DroverError('unknown-module', {
    detail: `There is no module ${name}.`,
    help:
      nearest === undefined
        ? 'Run `drover doc` for the list of modules.'
        : `Did you mean ${nearest}? Run \`drover doc\` for the list of modules.`,
  });
}

async function listText(registry: ModuleRegistry, isJson: boolean): Promise<string> {
  const modules = await Promise.all(registry.names.map((name) => registry.load(name)));
  if (isJson) return `${JSON.stringify(modules.map(moduleJson), null, 2)}\n`;
  const width = Math.max(...modules.map((module) => module.name.length));
  return modules.map((module) => `${module.name.padEnd(width)}  ${module.summary}\n`).join('');
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
