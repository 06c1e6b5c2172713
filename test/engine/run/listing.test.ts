import assert from 'node:assert/strict';
import { checkPlaybooks } from '../../../engine/run/check-playbooks.ts';
import { listPlaybooks } from '../../../engine/run/list-playbooks.ts';
import { openCase } from './run-case.ts';

const files = {
  'play.yml': `
- name: First
  hosts: web:!h2
  tags: [p]
  pre_tasks:
    - debug: msg=pre
  roles: [r]
  tasks:
    - name: "hello {{ who }}"
      debug: msg=x
      tags: [b, a]
    - block:
        - name: in block
          debug: msg=x
      rescue:
        - name: in rescue
          debug: msg=x
      always:
        - name: in always
          debug: msg=x
    - import_tasks: more.yml
      tags: imported
    - include_tasks: more.yml
    - meta: flush_handlers
  handlers:
    - name: a handler
      debug: msg=x
- hosts: localhost
  vars_prompt:
    - name: asked
      prompt: Never asked for a list
  tasks: []
`,
  'more.yml': '- name: from file\n  debug: msg=x\n',
  'roles/r/tasks/main.yml': '- name: of role\n  debug: msg=x\n',
};
const one = {
  title: '',
  files: { ...files, 'hosts.ini': '[web]\nh1\nh2\nh3\n' },
  inventory: 'hosts.ini',
  expect: { exit: 0 },
};

describe('listings', () => {
  it('show tasks with their tags, but no rescue, always, handlers and what includes bring in', async () => {
    const { request, world } = openCase(one);
    const { plays, exitCode } = await listPlaybooks(request, world);
    assert.equal(exitCode, 0);
    assert.deepEqual(plays[0], {
      playbook: 'play.yml',
      index: 1,
      name: 'First',
      hosts: ['h1', 'h3'],
      pattern: 'web:!h2',
      tags: ['p'],
      tasks: [
        { name: 'debug', tags: ['p'] },
        { name: 'r : of role', tags: ['p'] },
        { name: 'hello {{ who }}', tags: ['a', 'b', 'p'] },
        { name: 'in block', tags: ['p'] },
        { name: 'from file', tags: ['imported', 'p'] },
        { name: 'include_tasks', tags: ['p'] },
        { name: 'meta', tags: ['p'] },
      ],
    });
    assert.deepEqual(plays[1]?.hosts, ['localhost']);
  });
  it('heed the tags that are asked for', async () => {
    const { request, world } = openCase({ ...one, args: ['-t', 'a'] });
    const { plays } = await listPlaybooks(request, world);
    assert.deepEqual(plays[0]?.tasks, [{ name: 'hello {{ who }}', tags: ['a', 'b', 'p'] }]);
  });
  it('say what is wrong in their place', async () => {
    const { request, world } = openCase({
      ...one,
      files: { 'play.yml': '- hosts: all\n  tasks: [{nope: 1}]\n' },
    });
    const { plays, exitCode, diagnostics } = await listPlaybooks({ ...request, inventories: [] }, world);
    assert.deepEqual([plays.length, exitCode, diagnostics[0]?.code], [0, 4, 'unknown-module']);
  });
});

describe('the check of playbooks', () => {
  it('looks into what is included by name, and warns', async () => {
    const { request, world } = openCase({
      ...one,
      files: {
        'play.yml': `
- hosts: localhost
  tasks:
    - include_tasks: a.yml
    - include_tasks: "{{ x }}.yml"
    - include_tasks: missing.yml
    - include_role: {name: r, tasks_from: other}
`,
        'a.yml': '- debug: {mgs: x}\n- include_tasks: a.yml\n- include_tasks: b.yml\n',
        'b.yml': '- nosuch: x\n',
        'roles/r/tasks/other.yml': '- debug: msg="{{ x | }}"\n',
      },
    });
    const { diagnostics, exitCode } = await checkPlaybooks({ ...request, inventories: [] }, world);
    assert.equal(exitCode, 0);
    assert.deepEqual(
      diagnostics.map(({ severity, code, span }) => [severity, code, span?.file.path]),
      [
        ['warning', 'unknown-argument', '/play/a.yml'],
        ['warning', 'file-not-found', '/play/play.yml'],
        ['warning', 'template-syntax', '/play/roles/r/tasks/other.yml'],
        ['warning', 'unknown-module', '/play/b.yml'],
      ],
    );
  });
  it('finds nothing wrong with a right one, and runs nothing', async () => {
    const { request, world, events } = openCase(one);
    assert.deepEqual(await checkPlaybooks(request, world), { diagnostics: [], exitCode: 0 });
    assert.deepEqual(events, []);
  });
});
