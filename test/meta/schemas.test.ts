import assert from 'node:assert/strict';
import { readdirSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import { Ajv, type ValidateFunction } from 'ajv';
import { parse } from 'yaml';
import { allSchemas } from '../../engine/cli/schemas/all.ts';
import { createRegistry } from '../../modules/index.ts';

const root = join(import.meta.dirname, '..', '..');

/** Files of the repository that a schema must accept, by the schema's name. */
const accepted: Readonly<Record<string, readonly string[]>> = {
  playbook: filesOf('playbooks'),
  tasks: readdirSync(join(root, 'roles')).map((role) => join(root, 'roles', role, 'tasks', 'main.yml')),
};

function filesOf(folder: string): readonly string[] {
  return readdirSync(join(root, folder))
    .filter((name) => name.endsWith('.yml'))
    .map((name) => join(root, folder, name));
}

describe('schemas for editors', function () {
  this.timeout(120_000);
  let schemas: ReadonlyMap<string, object>;
  const compiled = new Map<string, ValidateFunction>();

  before(async () => {
    schemas = await allSchemas(createRegistry());
    const ajv = new Ajv({ strict: false, allErrors: true, validateFormats: false });
    for (const [name, schema] of schemas) compiled.set(name, ajv.compile(schema));
  });

  const problemsOf = (name: string, value: unknown): unknown => {
    const validate = compiled.get(name);
    assert.ok(validate !== undefined, `there is a schema ${name}`);
    return validate(value) ? [] : validate.errors;
  };

  it('are all valid', () => {
    assert.ok(compiled.size > 30);
    assert.equal(compiled.size, schemas.size);
  });

  for (const [name, files] of Object.entries(accepted)) {
    it(`accept what drover comes with: ${name}`, () => {
      for (const file of files)
        assert.deepEqual(problemsOf(name, parse(readFileSync(file, 'utf8'))), [], file);
    });
  }

  it('accept what OS-Migrate exported', () => {
    for (const file of filesOf(join('test', 'live', 'os-migrate-exports'))) {
      const value: unknown = parse(readFileSync(file, 'utf8'));
      assert.deepEqual(problemsOf('export-file', value), [], file);
    }
  });

  it('mark mistakes', () => {
    const plays = [
      { taks: [] },
      { gather_facts: 'maybe' },
      { strategy: 'lineer' },
      { roles: 'x' },
      { vars_prompt: 'x' },
      { vars_prompt: [{ nmae: 'x' }] },
      { tasks: { debug: null } },
    ];
    for (const play of plays)
      assert.notDeepEqual(problemsOf('playbook', [{ hosts: 'a', ...play }]), [], JSON.stringify(play));
    const tasks = [
      { copy: { dst: 'a' } },
      { debgu: {} },
      { debug: 'hello' },
      { debug: {}, whne: 'a' },
      { debug: {}, retries: 'many' },
      { debug: {}, loop_control: { lable: 'a' } },
      { wait_for: { port: 'many' } },
    ];
    for (const task of tasks) assert.notDeepEqual(problemsOf('tasks', [task]), [], JSON.stringify(task));
    assert.notDeepEqual(
      problemsOf('networks', {
        os_migrate_version: '1.0.5',
        resources: [{ type: 'openstack.network.Network', params: { mtu: 'many' } }],
      }),
      [],
    );
  });

  it('allow what Ansible allows besides: words for truth, arguments in one line', () => {
    assert.deepEqual(problemsOf('playbook', [{ hosts: 'a', gather_facts: 'no', roles: null }]), []);
    assert.deepEqual(
      problemsOf('tasks', [
        { debug: 'msg=hello', become: 'yes', retries: '3' },
        { 'ansible.builtin.fail': 'msg="no way"' },
        { debug: '{{ arguments }}' },
      ]),
      [],
    );
  });

  it('allow templates where a value may be one', () => {
    const tasks = [
      { wait_for: { port: '{{ port }}' }, when: 'port is defined', loop: '{{ ports }}' },
      { command: 'ls -l' },
    ];
    assert.deepEqual(problemsOf('tasks', tasks), []);
  });
});
