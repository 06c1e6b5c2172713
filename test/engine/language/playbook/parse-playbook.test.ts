import assert from 'node:assert/strict';
import type { Play, PlaybookImport } from '../../../../engine/language/playbook/ast.ts';
import { plain, problemsOfPlaybook, readPlaybook } from '../reading.ts';

function play(text: string): Play {
  const entry = readPlaybook(text).entries[0];
  assert.equal(entry?.kind, 'play');
  return entry;
}

function imported(text: string): PlaybookImport {
  const entry = readPlaybook(text).entries[0];
  assert.equal(entry?.kind, 'import-playbook');
  return entry;
}

describe('parsePlaybook', () => {
  it('reads a play', () => {
    const found = play(
      '- name: p\n  hosts: web:&prod\n  gather_facts: no\n  serial: [1, "50%"]\n  strategy: free\n  order: sorted\n' +
        '  max_fail_percentage: 30\n  force_handlers: yes\n  vars: {a: "{{ b }}"}\n  vars_files: [x.yml, [y.yml, z.yml]]\n' +
        '  pre_tasks:\n  - debug:\n  roles: [r]\n  tasks:\n  - debug:\n  post_tasks:\n  - debug:\n  handlers:\n  - name: h\n    debug:\n' +
        '  vars_prompt:\n  - name: v\n    prompt: What?\n    default: 1\n    private: no\n',
    );
    const { preTasks, tasks, postTasks, handlers, roles, ...rest } = found;
    assert.deepEqual(
      [preTasks, tasks, postTasks, handlers, roles].map(({ length }) => length),
      [1, 1, 1, 1, 1],
    );
    assert.deepEqual(plain(rest), {
      kind: 'play',
      path: '/play.yml',
      keywords: { name: 'p', vars: { a: '{{ b }}' } },
      hosts: 'web:&prod',
      gatherFacts: false,
      serial: [1, '50%'],
      strategy: 'free',
      order: 'sorted',
      maxFailPercentage: 30,
      forceHandlers: true,
      varsFiles: ['x.yml', ['y.yml', 'z.yml']],
      varsPrompt: [
        { name: 'v', prompt: 'What?', private: false, confirm: false, unsafe: false, defaultValue: 1 },
      ],
    });
  });

  it('takes patterns of hosts for texts', () => {
    assert.deepEqual(plain(play('- hosts: 10').hosts), '10');
    assert.deepEqual(plain(play('- hosts: [a, yes, "{{ x }}"]').hosts), ['a', 'yes', '{{ x }}']);
  });

  it('reads roles with their parameters', () => {
    const { roles } = play(
      '- hosts: all\n  roles:\n  - a\n  - role: b\n    x: 1\n    when: c\n    tags: [t]\n    vars: {y: 2}\n  - {name: d.e.f, tasks_from: g}\n  - src: https://h/n/role-x.git,v1\n    version: v1\n',
    );
    assert.deepEqual(plain(roles), [
      { name: 'a', parameters: {}, keywords: {} },
      { name: 'b', parameters: { x: 1 }, keywords: { when: ['c'], tags: ['t'], vars: { y: 2 } } },
      { name: 'd.e.f', parameters: {}, keywords: {}, tasksFrom: 'g' },
      { name: 'role-x', parameters: {}, keywords: {} },
    ]);
  });

  it('reads imports', () => {
    assert.deepEqual(
      plain(imported('- import_playbook: other.yml a=1\n  vars: {b: 2}\n  when: c\n  tags: t\n')),
      {
        kind: 'import-playbook',
        file: 'other.yml',
        keywords: { vars: { a: '1', b: 2 }, when: ['c'], tags: ['t'] },
      },
    );
    assert.deepEqual(
      plain(imported('- ansible.builtin.import_playbook: "{{ p }}.yml"\n').file),
      '{{ p }}.yml',
    );
  });

  it('reads JSON', () => {
    assert.equal(play('[{"hosts": "all", "tasks": [{"debug": {"msg": "a\\tb"}}]}]').tasks.length, 1);
  });

  const cases: readonly (readonly [string, string, RegExp])[] = [
    ['nothing', '# empty\n', /^empty-playbook \d+:\d+ Empty playbook/],
    ['an empty list', '[]', /^empty-playbook/],
    ['a mapping', 'hosts: all\n', /^wrong-type 1:1 A playbook must be a list of plays, got a mapping/],
    ['text', 'hello', /^wrong-type 1:1 .*got a single value/],
    ['a play that is text', '- hello', /^wrong-type 1:3 playbook entries must be either valid plays/],
    ['a play without hosts', '- tasks: []', /^wrong-type 1:3 the field 'hosts' is required/],
    ['no hosts', '- hosts: []', /Hosts list cannot be empty/],
    ['hosts that are nothing', '- hosts:', /Hosts list cannot be empty/],
    ['hosts that are a mapping', '- hosts: {a: 1}', /invalid host value/],
    [
      'an unknown keyword',
      '- hosts: all\n  gather_fact: no',
      /^unknown-keyword 2:3 'gather_fact' is not a valid attribute for a Play \| Did you mean gather_facts\?/,
    ],
    [
      'a module in a play',
      '- hosts: all\n  debug: msg=x',
      /^unknown-keyword 2:3 .*debug is a module: put it under `tasks:`/,
    ],
    [
      'tasks that are a mapping',
      '- hosts: all\n  tasks: {debug: {}}',
      /^wrong-type 2:10 tasks should be a list of tasks/,
    ],
    [
      'an unknown strategy',
      '- hosts: all\n  strategy: fast',
      /^wrong-type 2:13 The strategy 'fast' is not known/,
    ],
    [
      'variables that are a list',
      '- hosts: all\n  vars: [1]',
      /^wrong-type 2:9 Vars in a Play must be specified as a dictionary/,
    ],
    ['roles that are text', '- hosts: all\n  roles: web', /^wrong-type 2:10 roles must be a list/],
    [
      'a role without a name',
      '- hosts: all\n  roles: [{x: 1}]',
      /^wrong-type 2:11 role definitions must contain a role name/,
    ],
    ['a prompt without a name', '- hosts: all\n  vars_prompt: [{prompt: x}]', /missing 'name' key/],
    [
      'a misspelt key of a prompt',
      '- hosts: all\n  vars_prompt: [{name: a, privat: no}]',
      /unsupported key 'privat' \| Did you mean private\?/,
    ],
    [
      'an import without a file',
      '- import_playbook:',
      /^wrong-type 1:3 playbook import parameter is missing/,
    ],
    [
      'a keyword that an import has not',
      '- import_playbook: x.yml\n  hosts: all',
      /^unknown-keyword 2:3 'hosts' is not a valid attribute for a PlaybookInclude/,
    ],
    ['two documents', '- hosts: all\n---\n- hosts: b\n', /^yaml-syntax 3:1 The file holds several documents/],
    [
      'a vault without a password',
      '$ANSIBLE_VAULT;1.1;AES256\n3031\n',
      /^vault-password 1:1 Attempting to decrypt but no vault secrets found/,
    ],
  ];
  for (const [name, text, expected] of cases) {
    it(`shows ${name}`, () => {
      assert.match(problemsOfPlaybook(text).join('\n'), expected);
    });
  }
});
