import assert from 'node:assert/strict';
import type { Task } from '../../../../engine/language/playbook/ast.ts';
import { plain, problemsOfPlaybook, readTasks } from '../reading.ts';

function task(text: string): Task {
  const [node] = readTasks(text);
  assert.equal(node?.kind, 'task');
  return node;
}

/** Action, arguments and free text of a task. */
function call(text: string): unknown {
  const { action, args, argsTemplate, freeForm, local } = task(text);
  return plain({
    action,
    args,
    ...(freeForm && { freeForm }),
    ...(argsTemplate && { argsTemplate }),
    ...(local && { local }),
  });
}

describe('the action of a task', () => {
  const cases: readonly (readonly [string, string, unknown])[] = [
    ['a mapping', '- copy: {src: a, dest: /b}', { action: 'copy', args: { src: 'a', dest: '/b' } }],
    ['nothing', '- debug:', { action: 'debug', args: {} }],
    [
      'key=value words',
      '- copy: src=a dest="/b c" mode=0644',
      { action: 'copy', args: { src: 'a', dest: '/b c', mode: '0644' } },
    ],
    [
      'args beside it',
      '- copy: src=a\n  args: {dest: /b, src: z}',
      { action: 'copy', args: { dest: '/b', src: 'a' } },
    ],
    [
      'a template for args',
      '- copy: {src: a}\n  args: "{{ x }}"',
      { action: 'copy', args: { src: 'a' }, argsTemplate: '{{ x }}' },
    ],
    ['one template', '- debug: "{{ x }}"', { action: 'debug', args: {}, argsTemplate: '{{ x }}' }],
    [
      'a command line',
      '- command: ls -l a=b chdir=/tmp',
      { action: 'command', args: { chdir: '/tmp' }, freeForm: 'ls -l a=b' },
    ],
    [
      'a command line with quotes',
      '- shell: echo "a  b" | grep x creates=/f',
      { action: 'shell', args: { creates: '/f' }, freeForm: 'echo "a  b" | grep x' },
    ],
    [
      'lines of shell',
      '- shell: |\n    if true; then\n      echo x\n    fi\n',
      { action: 'shell', args: {}, freeForm: 'if true; then\n  echo x\nfi\n' },
    ],
    [
      'variables',
      '- set_fact: a=1 b="{{ c | default(\'x y\') }}"',
      { action: 'set_fact', args: { a: '1', b: "{{ c | default('x y') }}" } },
    ],
    ['meta', '- meta: flush_handlers', { action: 'meta', args: {}, freeForm: 'flush_handlers' }],
    ['an include', '- include_tasks: a.yml', { action: 'include_tasks', args: {}, freeForm: 'a.yml' }],
    [
      'an include with a mapping',
      '- include_tasks: {file: a.yml, apply: {tags: x}}',
      { action: 'include_tasks', args: { file: 'a.yml', apply: { tags: 'x' } } },
    ],
    [
      'a long name',
      '- ansible.builtin.debug: {msg: x}',
      { action: 'ansible.builtin.debug', args: { msg: 'x' } },
    ],
    ['an old action', '- action: copy src=a dest=b', { action: 'copy', args: { src: 'a', dest: 'b' } }],
    ['an action as a mapping', '- action: {module: copy, src: a}', { action: 'copy', args: { src: 'a' } }],
    [
      'an action with words in its mapping',
      '- action: {module: copy src=a, dest: b}',
      { action: 'copy', args: { src: 'a', dest: 'b' } },
    ],
    [
      'a local action',
      '- local_action: command ls -l',
      { action: 'command', args: {}, freeForm: 'ls -l', local: true },
    ],
    [
      'types of YAML',
      '- debug: {a: yes, b: 1.0, c: 0644, d: [1], e: 2020-01-02}',
      { action: 'debug', args: { a: true, b: { float: 1 }, c: 420, d: [1], e: '2020-01-02' } },
    ],
    [
      'unsafe text',
      '- debug: {msg: !unsafe "{{ x }}"}',
      { action: 'debug', args: { msg: { sealed: '{{ x }}' } } },
    ],
  ];
  for (const [name, text, expected] of cases) {
    it(`can be ${name}`, () => {
      assert.deepEqual(call(text), expected);
    });
  }
});

describe('keywords of a task', () => {
  it('are read with their places', () => {
    const found = task(
      '- name: n\n  debug: {msg: x}\n  when: [a, b == 1]\n  register: r\n  tags: a, b\n  loop: "{{ l }}"\n  loop_control: {loop_var: i, parallel: 4}\n' +
        '  until: r is succeeded\n  retries: 5\n  delay: 0.5\n  changed_when: false\n  failed_when: [r.rc != 0, r.x]\n  notify: h\n' +
        '  become: yes\n  become_user: "{{ u }}"\n  environment: {A: b}\n  vars: {v: "{{ w }}"}\n  delegate_to: localhost\n  run_once: true\n  no_log: "{{ n }}"\n',
    );
    const { kind: _kind, action: _action, args: _args, span, ...rest } = found;
    assert.equal(span.line, 1);
    assert.equal(found.keywords.when?.[1]?.span.column, 13);
    assert.deepEqual(plain(rest), {
      keywords: {
        name: 'n',
        when: ['a', 'b == 1'],
        tags: ['a', 'b'],
        become: true,
        becomeUser: '{{ u }}',
        environment: [{ A: 'b' }],
        vars: { v: '{{ w }}' },
        delegateTo: 'localhost',
        runOnce: true,
        noLog: '{{ n }}',
      },
      local: false,
      loop: { kind: 'loop', value: '{{ l }}' },
      loopControl: { loopVar: 'i', parallel: 4 },
      register: 'r',
      until: ['r is succeeded'],
      retries: 5,
      delay: 0.5,
      changedWhen: [false],
      failedWhen: ['r.rc != 0', 'r.x'],
      notify: ['h'],
      listen: [],
    });
  });

  it('name lookups after with_', () => {
    assert.deepEqual(plain(task('- debug:\n  with_community.general.flattened: [1]').loop), {
      kind: 'with',
      lookup: 'community.general.flattened',
      value: [1],
    });
  });

  it('hold nothing where nothing is written', () => {
    assert.deepEqual(plain(task('- debug:\n  when:\n  tags:\n  vars: ~\n  loop:\n').keywords), {});
  });
});

describe('blocks and handlers', () => {
  it('nest', () => {
    const [block] = readTasks(
      '- name: b\n  when: x\n  block:\n  - block:\n    - debug:\n  rescue:\n  - debug:\n  always: []\n',
    );
    assert.equal(block?.kind, 'block');
    assert.equal(block.block[0]?.kind, 'block');
    assert.equal(block.rescue.length, 1);
    assert.deepEqual(plain(block.keywords), { name: 'b', when: ['x'] });
  });

  it('listen', () => {
    const [handler] = readTasks('- name: h\n  debug:\n  listen: [a, b]\n', true);
    assert.equal(handler?.kind, 'task');
    assert.deepEqual(plain(handler.listen), ['a', 'b']);
  });

  it('may be empty', () => {
    assert.deepEqual(readTasks('---\n# nothing yet\n'), []);
    assert.deepEqual(readTasks('[]'), []);
  });
});

describe('problems of tasks', () => {
  const cases: readonly (readonly [string, string, RegExp])[] = [
    ['no module', '  - name: x', /^no-action 3:5 no module\/action detected in task/],
    [
      'two modules',
      '  - copy: {}\n    file: {}',
      /^conflicting-actions 4:5 conflicting action statements: copy, file/,
    ],
    ['a module and an action', '  - action: copy\n    debug:', /conflicting action statements/],
    [
      'an unknown module',
      '  - debgu: msg=x',
      /^unknown-module 3:5 couldn't resolve module\/action 'debgu'.*Did you mean debug\?/,
    ],
    [
      'an unknown old action',
      '  - action: coppy src=a',
      /^unknown-module 3:13 couldn't resolve module\/action 'coppy'.*copy/,
    ],
    [
      'a misspelt keyword',
      '  - debug:\n    regster: x',
      /^unknown-keyword 4:5 'regster' is not a valid attribute for a Task \| Did you mean register\?/,
    ],
    [
      'a keyword of a play',
      '  - debug:\n    gather_facts: no',
      /^unknown-keyword 4:5 .*gather_facts is a keyword of a play/,
    ],
    [
      'a misspelt keyword beside an unknown module',
      '  - foo_bar:\n    notfy: x',
      /unknown-module 3:5 [^]*unknown-keyword 4:5 .*notify/,
    ],
    [
      'free text that is no argument',
      '  - debug: hello',
      /^wrong-type 3:12 this task 'debug' has extra params/,
    ],
    ['a quote that is not closed', '  - command: echo "x', /^wrong-type 3:14 failed at splitting arguments/],
    ['a template that is not closed', '  - debug: msg={{ x', /failed at splitting arguments/],
    ['args that are text', '  - debug:\n    args: x', /^wrong-type 4:11 Complex args must be a dictionary/],
    [
      'arguments that are a list',
      '  - debug: [a]',
      /^wrong-type 3:12 unexpected parameter type in action: a list/,
    ],
    [
      'two loops',
      '  - debug:\n    loop: [1]\n    with_items: [2]',
      /^conflicting-actions 5:5 duplicate loop in task: with_items/,
    ],
    [
      'a loop without a value',
      '  - debug:\n    with_items:',
      /^wrong-type 4:5 you must specify a value when using with_items/,
    ],
    [
      'a misspelt loop control',
      '  - debug:\n    loop_control: {loop_vra: x}',
      /^unknown-keyword 4:20 .*Did you mean loop_var\?/,
    ],
    [
      'a loop control that is text',
      '  - debug:\n    loop_control: x',
      /^wrong-type 4:19 .*it takes a mapping/,
    ],
    [
      'a name of a variable that cannot be',
      '  - debug:\n    vars: {a-b: 1}',
      /^wrong-type 4:12 Invalid variable name in vars specified for Task: 'a-b'/,
    ],
    [
      'a name to register that cannot be',
      '  - debug:\n    register: a b',
      /^wrong-type 4:15 Invalid variable name in 'register' specified/,
    ],
    [
      'a truth that is none',
      '  - debug:\n    become: maybe',
      /^wrong-type 4:13 the field 'become' has an invalid value \(maybe\); it takes true or false/,
    ],
    ['a number that is none', '  - debug:\n    retries: many', /^wrong-type 4:14 .*it takes a whole number/],
    ['a name that is a list', '  - name: [a]\n    debug:', /^wrong-type 3:11 the field 'name' is a list/],
    [
      'a condition that is a mapping',
      '  - debug:\n    when: {a: 1}',
      /^wrong-type 4:11 the field 'when' is a mapping; it takes a condition/,
    ],
    [
      'a keyword that an include has not',
      '  - include_tasks: x.yml\n    become: yes',
      /^unknown-keyword 4:5 'become' is not a valid attribute for a TaskInclude/,
    ],
    [
      'a rescue without a block',
      '  - rescue:\n    - debug:',
      /^wrong-type 3:5 'rescue' keyword cannot be used without 'block'/,
    ],
    [
      'a loop over a block',
      '  - block: []\n    loop: [1]',
      /^unknown-keyword 4:5 'loop' is not a valid attribute for a Block \| Blocks cannot loop/,
    ],
    [
      'a module beside a block',
      '  - block: []\n    debug:',
      /^unknown-keyword 4:5 .*debug is a module: make it a task inside/,
    ],
    ['a task that is text', '  - debug', /^wrong-type 3:5 A task should be a mapping/],
    [
      'a task that is a list',
      '  - - debug:',
      /^wrong-type 3:5 A task should be a mapping, but this is a list/,
    ],
    [
      'a key that stands twice',
      '  - debug: {msg: a, msg: b}',
      /^duplicate-key 3:21 The key “msg” stands twice/,
    ],
  ];
  for (const [name, tasks, expected] of cases) {
    it(`show ${name}`, () => {
      assert.match(problemsOfPlaybook(`- hosts: all\n  tasks:\n${tasks}\n`).join('\n'), expected);
    });
  }

  it('are all found in one go, in the order of the file, each once', () => {
    const problems = problemsOfPlaybook(
      '- hosts: all\n  become: maybe\n  tasks:\n  - debug: hi\n  - copy: {}\n    regster: x\n    retries: x\n    vars: {a-b: 1}\n  - nope: 1\n',
    );
    assert.deepEqual(
      problems.map((problem) => problem.split(' ').slice(0, 2).join(' ')),
      [
        'wrong-type 2:11',
        'wrong-type 4:12',
        'unknown-keyword 6:5',
        'wrong-type 7:14',
        'wrong-type 8:12',
        'unknown-module 9:5',
      ],
    );
  });
});
