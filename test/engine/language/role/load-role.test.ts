import assert from 'node:assert/strict';
import type { Role } from '../../../../engine/language/role/role.ts';
import { loadRole, type RoleRequest } from '../../../../engine/language/role/load-role.ts';
import { memoryFiles } from '../memory-files.ts';
import { describeProblems, parseOptions, plain } from '../reading.ts';

function load(
  contents: Readonly<Record<string, string>>,
  request: Partial<RoleRequest> & { readonly name: string },
): { readonly role: Role | undefined; readonly problems: readonly string[] } {
  const options = parseOptions();
  const role = loadRole(
    { searchPath: ['/p/roles', '/etc/roles', '/p', '/drover/roles'], ...request },
    { ...options, files: memoryFiles(contents) },
  );
  return { role, problems: describeProblems(options.problems) };
}

function loaded(
  contents: Readonly<Record<string, string>>,
  request: Partial<RoleRequest> & { readonly name: string },
): Role {
  const { role, problems } = load(contents, request);
  assert.deepEqual(problems, []);
  assert.ok(role);
  return role;
}

const whole = {
  '/p/roles/r/tasks/main.yml': '- debug:\n',
  '/p/roles/r/tasks/other.yml': '- debug:\n- debug:\n',
  '/p/roles/r/handlers/main.yml': '- name: h\n  debug:\n  listen: t\n',
  '/p/roles/r/defaults/main.yml': 'a: 1\nb: "{{ a }}"\n',
  '/p/roles/r/defaults/more.yaml': 'c: 3\n',
  '/p/roles/r/vars/main/1.yml': 'x: 1\ny: 1\n',
  '/p/roles/r/vars/main/2.json': '{"y": 2}',
  '/p/roles/r/vars/main/deep/3': 'z: 3\n',
  '/p/roles/r/meta/main.yml':
    'galaxy_info: {author: me}\nallow_duplicates: yes\ndependencies:\n- d1\n- {role: d2, p: 1, when: c}\n- src: https://h/n/d3.git\n  version: 1.0\n',
  '/p/roles/r/meta/argument_specs.yml':
    'argument_specs:\n  main:\n    short_description: s\n    options: {a: {type: int}}\n  other:\n    options: {}\n',
};

describe('loadRole', () => {
  it('reads all of a role', () => {
    const role = loaded(whole, { name: 'r' });
    assert.equal(role.path, '/p/roles/r');
    assert.equal(role.tasksFile, '/p/roles/r/tasks/main.yml');
    assert.deepEqual([role.tasks.length, role.handlers.length, role.allowDuplicates], [1, 1, true]);
    assert.deepEqual(plain(role.defaults), { a: 1, b: '{{ a }}' });
    assert.deepEqual(plain(role.vars), { x: 1, y: 2, z: 3 });
    assert.deepEqual(plain(role.dependencies), [
      { name: 'd1', parameters: {}, keywords: {} },
      { name: 'd2', parameters: { p: 1 }, keywords: { when: ['c'] } },
      { name: 'd3', parameters: {}, keywords: {} },
    ]);
    assert.deepEqual(plain(role.argumentSpec), { short_description: 's', options: { a: { type: 'int' } } });
  });

  it('reads other files where they are asked for', () => {
    const role = loaded(whole, { name: 'r', tasksFrom: 'other.yml', defaultsFrom: 'more', varsFrom: 'main' });
    assert.equal(role.tasks.length, 2);
    assert.deepEqual(plain(role.defaults), { c: 3 });
    assert.deepEqual(plain(role.vars), { x: 1, y: 2, z: 3 });
    assert.deepEqual(plain(role.argumentSpec), { options: {} });
  });

  it('needs no file at all', () => {
    const role = loaded({ '/p/roles/empty/README.md': '' }, { name: 'empty' });
    assert.deepEqual([role.tasks.length, role.dependencies.length, role.argumentSpec], [0, 0, undefined]);
  });

  it('makes an argument spec of args.schema.json', () => {
    const schema = {
      type: 'object',
      description: 'Copies networks.',
      required: ['a'],
      properties: {
        a: { type: 'string', description: 'A.', enum: ['x', 'y'] },
        b: { type: 'array', items: { type: 'integer' }, default: [1] },
        c: { type: 'object', properties: { d: { type: ['string', 'null'] } } },
        e: { type: 'boolean', secret: true },
      },
    };
    const role = loaded({ '/p/roles/r/args.schema.json': JSON.stringify(schema) }, { name: 'r' });
    assert.deepEqual(plain(role.argumentSpec), {
      short_description: 'Copies networks.',
      options: {
        a: { type: 'str', description: 'A.', choices: ['x', 'y'], required: true },
        b: { type: 'list', default: [1], elements: 'int' },
        c: { type: 'dict', options: { d: { type: 'str' } } },
        e: { type: 'bool', no_log: true },
      },
    });
  });

  const places: readonly (readonly [string, string, string])[] = [
    ['the first folder', 'r', '/p/roles/r'],
    ['a configured folder', 'configured', '/etc/roles/configured'],
    ['the folder of the playbook', 'beside', '/p/beside'],
    ['a folder in a folder', 'group/inner', '/p/roles/group/inner'],
    ['an absolute path', '/opt/absolute', '/opt/absolute'],
    [
      'a collection beside the playbook',
      'ns.coll.inside',
      '/p/collections/ansible_collections/ns/coll/roles/inside',
    ],
    ['a configured collection', 'far.coll.away', '/usr/c/ansible_collections/far/coll/roles/away'],
    ['the roles of drover', 'import_networks', '/drover/roles/import_networks'],
    [
      'the roles of drover under their old name',
      'os_migrate.os_migrate.import_networks',
      '/drover/roles/import_networks',
    ],
    ['a folder with dots in its name', 'geerling.nginx', '/p/roles/geerling.nginx'],
  ];
  for (const [where, name, path] of places) {
    it(`finds a role in ${where}`, () => {
      const contents = Object.fromEntries(
        places.map(([, , folder]) => [`${folder}/tasks/main.yml`, '- debug:\n']),
      );
      assert.equal(loaded(contents, { name, collectionsPath: ['/usr/c'] }).path, path);
    });
  }

  it('finds a role in the collections of the play', () => {
    const path = '/p/collections/ansible_collections/ns/coll/roles/short';
    assert.equal(
      loaded({ [`${path}/tasks/main.yml`]: '' }, { name: 'short', collections: ['a.b', 'ns.coll'] }).path,
      path,
    );
  });

  const cases: readonly (readonly [
    string,
    Readonly<Record<string, string>>,
    Partial<RoleRequest> & { readonly name: string },
    RegExp,
  ])[] = [
    [
      'is missing',
      whole,
      { name: 'nope' },
      /unknown-role the role 'nope' was not found in \/p\/roles\/nope:\/etc\/roles\/nope/,
    ],
    [
      'is misspelt',
      { '/p/roles/webserver/tasks/main.yml': '' },
      { name: 'webserve' },
      /unknown-role .*Did you mean webserver\?/,
    ],
    [
      'has no such tasks',
      whole,
      { name: 'r', tasksFrom: 'othr' },
      /file-not-found Could not find specified file in role: tasks\/othr .*main\.yml, other\.yml/,
    ],
    ['has no such variables', whole, { name: 'r', varsFrom: 'x' }, /file-not-found .*vars\/x/],
    [
      'has variables that are a list',
      { '/p/roles/r/vars/main.yml': '- a' },
      { name: 'r' },
      /wrong-type 1:1 .*vars\/main\.yml must contain a dictionary/,
    ],
    [
      'has tasks that are a mapping',
      { '/p/roles/r/tasks/main.yml': 'debug: {}' },
      { name: 'r' },
      /wrong-type 1:1 A file of tasks should be a list of tasks/,
    ],
    [
      'has a task without a module',
      { '/p/roles/r/tasks/main.yml': '- name: x' },
      { name: 'r' },
      /no-action 1:3/,
    ],
    [
      'has broken YAML',
      { '/p/roles/r/defaults/main.yml': 'a: {{ b }}' },
      { name: 'r' },
      /yaml-syntax 1:4 .*must be quoted/,
    ],
    [
      'has metadata that are a list',
      { '/p/roles/r/meta/main.yml': '- a' },
      { name: 'r' },
      /wrong-type 1:1 The metadata of a role must be a mapping/,
    ],
    [
      'has dependencies that are text',
      { '/p/roles/r/meta/main.yml': 'dependencies: a' },
      { name: 'r' },
      /wrong-type 1:15 dependencies must be a list/,
    ],
    [
      'has a misspelt key in its metadata',
      { '/p/roles/r/meta/main.yml': 'dependancies: []' },
      { name: 'r' },
      /unknown-keyword 1:1 'dependancies'.*Did you mean dependencies\?/,
    ],
    [
      'has argument specs that are a list',
      { '/p/roles/r/meta/argument_specs.yml': 'argument_specs: []' },
      { name: 'r' },
      /wrong-type 1:17 argument_specs must be a mapping/,
    ],
  ];
  for (const [name, contents, request, expected] of cases) {
    it(`says so of a role that ${name}`, () => {
      assert.match(load(contents, request).problems.join('\n'), expected);
    });
  }
});
