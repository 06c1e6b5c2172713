/**
 * Writes what follows from the code: playbooks and roles of kinds, the schemas, the reference of modules, and the tables
 * in the README. `npm run generate`; CI runs it and asks Git whether anything changed.
 */
import { readdirSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { parse } from 'yaml';
import { writeSchemas } from '../engine/cli/schema.ts';
import { allSchemas } from '../engine/cli/schemas/all.ts';
import type { Module } from '../engine/module.ts';
import { moduleMarkdown } from '../engine/report/module-markdown.ts';
import { createRegistry } from '../modules/index.ts';
import { allKinds } from '../modules/openstack/kind-list.ts';
import { alertsPage } from './generate/alerts-page.ts';
import { conversionFiles } from './generate/conversion-roles.ts';
import { removeStale, writeFiles } from './generate/generated-files.ts';
import { kindRoles } from './generate/kind-roles.ts';
import { kindsPage } from './generate/kinds-page.ts';
import { roleFiles } from './generate/role-files.ts';

const root = join(import.meta.dirname, '..');
const registry = createRegistry();
const modules = await Promise.all(registry.names.map((name) => registry.load(name)));

const generated = new Map([
  ...(await kindRoles()).flatMap((role) => [...roleFiles(role)]),
  ...conversionFiles(),
  ...alertsPage(),
  ...kindsPage(await allKinds()),
]);
await writeFiles(root, generated);
removeStale(root, generated);
rmSync(join(root, 'schemas'), { recursive: true, force: true });
await writeSchemas(join(root, 'schemas'), await allSchemas(registry));
writeFileSync(join(root, 'docs', 'modules.md'), reference(modules));
fill('README.md', 'playbooks', playbookTable());
fill('README.md', 'modules', moduleTable(modules));

function reference(all: readonly Module[]): string {
  const head =
    '# Modules\n\nMade from the modules themselves by `npm run generate`. `drover doc MODULE` shows the same on a terminal.\n';
  return [head, ...all.map(moduleMarkdown)].join('\n');
}

function moduleTable(all: readonly Module[]): string {
  const rows = all.map(
    (module) =>
      `| [\`${module.name}\`](docs/modules.md#${module.name.replaceAll('.', '')}) | ${module.summary} |`,
  );
  return ['| module | what it does |', '|---|---|', ...rows].join('\n');
}

function playbookTable(): string {
  const files = readdirSync(join(root, 'playbooks')).filter((name) => name.endsWith('.yml'));
  const rows = files.sort().map((name) => {
    const [play] = parse(readFileSync(join(root, 'playbooks', name), 'utf8')) as { readonly name?: string }[];
    return `| [\`${name}\`](playbooks/${name}) | ${play?.name ?? ''} |`;
  });
  return ['| playbook | what it does |', '|---|---|', ...rows].join('\n');
}

/** Puts text between its markers in a file. */
function fill(file: string, name: string, content: string): void {
  const path = join(root, file);
  const [start, end] = [`<!-- generated: ${name} -->`, '<!-- /generated -->'];
  const text = readFileSync(path, 'utf8');
  const from = text.indexOf(start) + start.length;
  const to = text.indexOf(end, from);
  writeFileSync(path, `${text.slice(0, from)}\n${content}\n${text.slice(to)}`);
}
