import assert from 'node:assert/strict';
import { readdirSync } from 'node:fs';
import { join } from 'node:path';
import { parse } from 'yaml';
import type { Module } from '../../engine/module.ts';
import type { ObjectSchema, Schema } from '../../engine/schema/types.ts';
import { createRegistry, moduleEntries } from '../../modules/index.ts';

const root = join(import.meta.dirname, '..', '..');

/** Files under modules/core and modules/host that are no modules, but serve them. */
function definesModule(text: string): boolean {
  return /export const \w+(?:: Module)? = define(Action|(?:File)?Module)\(/.test(text);
}

describe('the list of modules', () => {
  it('has every module of modules/core and modules/host, and no name twice', async () => {
    const { readFileSync } = await import('node:fs');
    for (const folder of ['core', 'host']) {
      const files = readdirSync(join(root, 'modules', folder)).filter((file) => file.endsWith('.ts'));
      const defining = files.filter((file) =>
        definesModule(readFileSync(join(root, 'modules', folder, file), 'utf8')),
      );
      const listed = moduleEntries
        .filter((entry) => entry.name.startsWith(`${folder}.`))
        .map((entry) => `${entry.name.slice(folder.length + 1).replaceAll('_', '-')}.ts`);
      assert.deepEqual(defining.sort(), listed.sort());
    }
    const names = moduleEntries.flatMap((entry) => [entry.name, ...entry.aliases]);
    assert.equal(new Set(names).size, names.length, 'a name or alias stands twice');
  });

  it('resolves names with and without ansible.builtin', () => {
    const registry = createRegistry();
    for (const name of ['debug', 'ansible.builtin.debug', 'core.debug'])
      assert.equal(registry.resolve(name), 'core.debug');
    assert.equal(registry.resolve('debugg'), undefined);
  });

  for (const entry of moduleEntries) {
    it(`${entry.name} is what the list says, and documents itself`, async () => {
      const module = await entry.load();
      assert.equal(module.name, entry.name);
      assert.deepEqual([...(module.aliases ?? [])].sort(), [...entry.aliases].sort());
      assert.match(module.summary, /^[A-Z].*\.$/);
      describedOrFail(module.args, entry.name);
      assert.ok(module.examples.length > 0, 'it has an example');
      for (const example of module.examples) exampleOrFail(module, example.playbook);
    });
  }
});

function describedOrFail(schema: ObjectSchema, path: string): void {
  for (const [name, property] of Object.entries(schema.properties))
    describedProperty(property, `${path}.${name}`);
  for (const name of schema.required ?? [])
    assert.ok(name in schema.properties, `${path}: ${name} is required and not described`);
}

function describedProperty(schema: Schema, path: string): void {
  assert.match(schema.description, /\S/, `${path} has a description`);
  if (schema.type === 'array') describedProperty(schema.items, `${path}[]`);
  if (schema.type === 'object') describedOrFail(schema, path);
}

/** An example is a list of tasks, and one of them calls the module with arguments that it knows. */
function exampleOrFail(module: Module, playbook: string): void {
  const tasks: unknown = parse(playbook);
  assert.ok(Array.isArray(tasks), 'an example is a list of tasks');
  const names = [module.name, ...(module.aliases ?? [])];
  const calls = (tasks as Record<string, unknown>[]).flatMap((task) =>
    names.filter((name) => name in task).map((name) => task[name]),
  );
  assert.ok(calls.length > 0, 'an example calls the module');
  const args = module.args;
  const known = new Set(
    Object.entries(args.properties).flatMap(([name, property]) => [name, ...(property.aliases ?? [])]),
  );
  for (const call of calls) {
    if (typeof call !== 'object' || call === null || args.additionalProperties !== undefined) continue;
    for (const name of Object.keys(call))
      assert.ok(known.has(name), `the example’s argument ${name} is known`);
  }
}
