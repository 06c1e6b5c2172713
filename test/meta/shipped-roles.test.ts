/** Roles that say of what type their arguments are: specification, defaults and page agree. */
import assert from 'node:assert/strict';
import { existsSync, readdirSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import { parse } from 'yaml';

const folder = join(import.meta.dirname, '..', '..', 'roles');
const specified = readdirSync(folder).filter((role) =>
  existsSync(join(folder, role, 'meta', 'argument_specs.yml')),
);

interface Option {
  readonly description: string;
  readonly default?: unknown;
  readonly options?: Readonly<Record<string, Option>>;
}

const read = (role: string, ...path: readonly string[]): string =>
  readFileSync(join(folder, role, ...path), 'utf8');

describe('roles with an argument specification', () => {
  it('are there', () => {
    assert.ok(specified.length >= 3, specified.join(', '));
  });

  for (const role of specified) {
    // Boundary: the form that Ansible gives to these files.
    const spec = parse(read(role, 'meta', 'argument_specs.yml')) as {
      readonly argument_specs: { readonly main: { readonly options: Readonly<Record<string, Option>> } };
    };
    const { options } = spec.argument_specs.main;

    it(`${role} has a default for each argument, and no other ones`, () => {
      const defaults = parse(read(role, 'defaults', 'main.yml')) as Readonly<Record<string, unknown>>;
      assert.deepEqual(Object.keys(defaults).sort(), Object.keys(options).sort());
      for (const [name, option] of Object.entries(options))
        if ('default' in option) assert.deepEqual(defaults[name], option.default, name);
    });

    it(`${role} explains each argument on its page`, () => {
      const page = read(role, 'README.md');
      for (const [name, option] of Object.entries(options)) {
        assert.ok(page.includes(`| \`${name}\` | ${option.description}`), name);
        for (const [inner, { description }] of Object.entries(option.options ?? {})) {
          assert.ok(page.includes(`\`${inner}\``), `${name}.${inner}`);
          assert.ok(page.includes(description.replace(/\.$/, '')), `${name}.${inner}`);
        }
      }
    });

    it(`${role} begins the names of its arguments alike`, () => {
      const prefix = role.replace(/_linux$/, '_');
      for (const name of Object.keys(options)) assert.ok(name.startsWith(prefix), name);
    });
  }
});
