import assert from 'node:assert/strict';
import { existsSync, readdirSync, readFileSync } from 'node:fs';
import { parse } from 'yaml';
import { allKinds } from '../../../modules/openstack/kind-list.ts';
import { openstackModules } from '../../../modules/openstack/module-list.ts';

const kinds = await allKinds();

const repository = new URL('../../../', import.meta.url);

describe('the list of OpenStack modules', () => {
  for (const entry of openstackModules) {
    it(`${entry.name} is what the list calls it`, async () => {
      const module = await entry.load();
      assert.equal(module.name, entry.name);
      assert.deepEqual(module.aliases, entry.aliases);
      assert.ok(module.examples.length > 0);
      assert.ok(Object.keys(module.returns).length > 0);
    });
  }

  it('has no name twice', () => {
    const names = openstackModules.flatMap(({ name, aliases }) => [name, ...aliases]);
    assert.deepEqual(
      names.filter((name, index) => names.indexOf(name) !== index),
      [],
    );
  });

  it('has the file of every kind by its plural, as runs that bring all take it', () => {
    for (const { plural, file } of kinds) assert.equal(file, `${plural}.yml`);
  });

  it('has export and import of every kind, with a playbook and a role each', () => {
    for (const { plural, file, collection, parent } of kinds) {
      const exports = parent === undefined ? `export_${collection.name}` : `export_${plural}`;
      for (const name of [exports, `import_${collection.name}`]) {
        assert.ok(
          openstackModules.some((entry) => entry.name === `openstack.${name}`),
          name,
        );
      }
      for (const verb of ['export', 'import']) {
        const role = new URL(`roles/${verb}_${plural}/`, repository);
        for (const part of ['tasks/main.yml', 'defaults/main.yml', 'args.schema.json', 'README.md']) {
          assert.ok(existsSync(new URL(part, role)), `${verb}_${plural}/${part}`);
        }
        const playbook = readFileSync(new URL(`playbooks/${verb}_${plural}.yml`, repository), 'utf8');
        assert.match(playbook, new RegExp(`- ${verb}_${plural}\\b`));
        assert.ok(readFileSync(new URL('tasks/main.yml', role), 'utf8').includes(file));
      }
    }
  });

  it('tells the file and order of every kind apart', () => {
    for (const key of ['file', 'plural'] as const) {
      assert.equal(new Set(kinds.map((kind) => kind[key])).size, kinds.length);
    }
    const order = kinds.map(({ collection }) => collection.name);
    for (const kind of kinds) {
      for (const field of kind.fields) {
        const names = (field.codec?.references(sampleOf(field.name)) ?? []).map(
          ({ collection }) => collection.name,
        );
        for (const name of names.filter((one) => order.includes(one))) {
          assert.ok(
            order.indexOf(name) <= order.indexOf(kind.collection.name),
            `${kind.plural} come after ${name}`,
          );
        }
      }
    }
  });
});

/** What a role can be told: generated ones have a schema, those for hosts the form of Ansible. */
function describedIn(
  role: string,
  read: (path: string) => string,
): Readonly<Record<string, { readonly description?: unknown }>> {
  if (existsSync(new URL(`roles/${role}/args.schema.json`, repository)))
    return (JSON.parse(read('args.schema.json')) as { properties: Record<string, { description?: string }> })
      .properties;
  const specs = parse(read('meta/argument_specs.yml')) as {
    argument_specs: { main: { options: Record<string, { description?: unknown }> } };
  };
  return specs.argument_specs.main.options;
}

describe('the roles', () => {
  const roles = new URL('roles/', repository);
  for (const role of readdirSync(roles)) {
    it(`${role} says in its schema and README what it can be told`, () => {
      const read = (path: string): string => readFileSync(new URL(`${role}/${path}`, roles), 'utf8');
      const described = describedIn(role, read);
      const variables = Object.keys(described);
      const used = new Set(read('tasks/main.yml').match(/\bos_migrate_\w+/g) ?? []);
      const own = new Set(
        (read('tasks/main.yml').match(/(?:register|os_migrate_\w+): ?(os_migrate_\w+)?/g) ?? []).flatMap(
          (text) => text.match(/os_migrate_\w+/g) ?? [],
        ),
      );
      for (const name of used) {
        // What the role sets itself, and names of filters, are no arguments.
        if (own.has(name) || variables.includes(name)) continue;
        assert.fail(`${name} is used, but not described`);
      }
      for (const name of variables) {
        assert.ok((described[name]?.description ?? '') !== '', name);
        assert.ok(read('README.md').includes(`\`${name}\``), `${name} is not in the README`);
      }
    });
  }
});

function sampleOf(name: string): unknown {
  const reference = { name: 'x' };
  if (name.endsWith('ips_refs') || name === 'external_fixed_ips') return [{ subnet_ref: reference }];
  return name === 'external_gateway_refinfo' ? { network_ref: reference } : reference;
}
