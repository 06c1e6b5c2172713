import assert from 'node:assert/strict';
import { openHookWorkspace, type HookWorkspace } from './hook-workspace.ts';

const run = ['run', 'import_workloads.yml', '-e', '@plan.yml'] as const;

/** What people write by mistake, and what they are told. */
const mistakes: readonly (readonly [name: string, hooks: unknown, told: RegExp])[] = [
  [
    'an unknown phase',
    { pre_migraton: [] },
    /hooks has no phase pre_migraton\. Did you mean pre_migration\?/,
  ],
  [
    'a host that is not there',
    { pre_stop: [{ role: 'noting', host: 'lb9' }] },
    /the inventory has no host lb9/,
  ],
  [
    'a role that is not there',
    { pre_stop: [{ role: 'notng' }] },
    /The role 'notng' of a hook was not found.*roles lock/,
  ],
  [
    'a playbook that is not there',
    { pre_stop: [{ playbook: 'nowhere.yml' }] },
    /The playbook nowhere\.yml of a hook was not found/,
  ],
  [
    'a repository without a path',
    { pre_stop: [{ playbook: 'git+https://git.example.org/hooks.git' }] },
    /does not say which\s+playbook of the repository is meant/,
  ],
  ['a role with a mistake', { pre_stop: [{ role: 'broken' }] }, /broken\/tasks\/main\.yml:2:\d+: .*copi/],
  ['a word in place of a hook', { pre_stop: ['noting'] }, /pre_stop\[0\] is no hook: .*\{role: noting\}/],
  [
    'a folder in place of a playbook',
    { pre_stop: [{ playbook: 'roles' }] },
    /playbook roles of a hook is a folder/,
  ],
  [
    'a playbook with a mistake, which is named where it stands',
    { pre_stop: [{ playbook: 'mistaken.yml' }] },
    /\(mistaken\.yml\): \S*drover-migration-\w+\/mistaken\.yml:2:3: 'taks'/,
  ],
  [
    'what is for roles, of a playbook',
    { pre_stop: [{ playbook: 'sound.yml', become: true }] },
    /hooks\.pre_stop\[0\]\.become is for roles/,
  ],
  [
    'a condition that cannot be read, of a phase far away',
    { post_migration: [{ role: 'noting', when: 'drover_workload.name ==' }] },
    /hooks\.post_migration\[0\] \(noting\): its condition \(when\) cannot be evaluated/,
  ],
  [
    'a condition about what a server does not have',
    { pre_stop: [{ role: 'noting', when: 'drover_workload.statuss == 1' }] },
    /hooks\.pre_stop\[0\] \(noting\): its condition .*no attribute 'statuss'/,
  ],
  ['a module that drover does not have', { pre_stop: [{ role: 'strange' }] }, /community\.foo\.bar/],
];

describe('Hooks with mistakes', function () {
  this.timeout(120_000);
  let work: HookWorkspace;
  before(async () => {
    work = await openHookWorkspace(['web']);
    work.write('roles/broken/tasks/main.yml', '- name: x\n  ansible.builtin.copi: { dest: /x }\n');
    work.write('mistaken.yml', '- hosts: all\n  taks: []\n');
    work.write('sound.yml', '- hosts: all\n  tasks: []\n');
    work.write('roles/strange/tasks/main.yml', '- community.foo.bar: { x: 1 }\n');
  });
  after(() => work.close());

  it('are refused before anything is touched: variables of hosts that are none', async () => {
    work.plan({ pre_stop: [{ role: 'noting' }] }, { hooks_host_vars: ['ansible_user'] });
    const { code, stdout } = await work.drover(...run);
    assert.equal(code, 2);
    assert.match(stdout, /hooks_host_vars has to be a dictionary of variables/);
    assert.deepEqual(work.notes(), []);
  });

  it('are warned of where they are for no server', async () => {
    work.plan({
      pre_stop: [
        { role: 'noting', workloads: ['wbe'] },
        { role: 'noting', workloads: [{ regex: '^w' }], host: 'nowhere' },
      ],
    });
    const { stderr } = await work.drover(...run);
    assert.match(stderr, /hooks\.pre_stop\[0\] \(noting\) runs for no server/);
    assert.doesNotMatch(stderr, /hooks\.pre_stop\[1\].*no server/);
  });

  for (const [name, hooks, told] of mistakes) {
    it(`are refused before anything is touched: ${name}`, async () => {
      work.plan(hooks);
      work.source.resetCalls();
      work.destination.resetCalls();
      const { code, stdout, stderr } = await work.drover(...run);
      assert.notEqual(code, 0);
      assert.match(stdout + stderr, told);
      assert.deepEqual([work.source.calls.writes, work.destination.calls.writes], [0, 0]);
      assert.deepEqual(work.notes(), []);
    });
  }

  it('of a record are told with their place', async () => {
    work.plan({}, { os_migrate_workloads_filter: ['web'] });
    const { stdout } = await work.drover(
      ...run,
      '-e',
      '{"hooks": {"pre_stop": [{"role": "noting", "retries": -1}]}}',
    );
    assert.match(stdout, /hooks\.pre_stop\[0\]\.retries has to be a whole number/);
  });
});

describe('Hooks of many servers', function () {
  this.timeout(300_000);
  const names = Array.from({ length: 30 }, (_, index) => `vm${String(index).padStart(2, '0')}`);
  let work: HookWorkspace;
  before(async () => {
    work = await openHookWorkspace(names);
  });
  afterEach(() => {
    work.restore();
  });
  after(() => work.close());

  it('run on thirty at once, with one content', async () => {
    work.plan(
      { pre_migration: [{ role: 'noting' }], post_migration: [{ role: 'noting' }] },
      { os_migrate_workloads_at_once: 30 },
    );
    const { stdout } = await work.succeed(...run);
    for (const name of names)
      assert.equal(work.notes().filter((line) => line.split(' ')[1] === name).length, 2, name);
    assert.match(stdout, /pre_migration noting : changed=30 sha256:[0-9a-f]{64}\n/);
    assert.match(stdout, /post_migration noting : changed=30 sha256:[0-9a-f]{64}\n/);
  });

  it('fail on one of ten, and the others come over', async () => {
    work.write(
      'roles/choosy/tasks/main.yml',
      '- ansible.builtin.fail: { msg: not this one }\n  when: drover_workload.name == "vm07"\n',
    );
    work.plan(
      { post_create: [{ role: 'choosy', on_error: 'rollback' }] },
      { os_migrate_workloads_filter: [{ regex: '^vm0' }] },
    );
    const { code, stdout } = await work.drover(...run);
    assert.equal(code, 2);
    assert.match(stdout, /post_create choosy : .*failed=1/);
    const there = work.there.things('/servers', 'compute').map(({ name }) => String(name));
    assert.deepEqual(
      there.toSorted(),
      names.slice(0, 10).filter((name) => name !== 'vm07'),
    );
    const seven = work.here.things('/servers', 'compute').find(({ name }) => name === 'vm07');
    assert.equal(seven?.['status'], 'ACTIVE');
  });
});
