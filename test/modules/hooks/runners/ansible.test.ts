import { strict as assert } from 'node:assert';
import { execFileSync } from 'node:child_process';
import { existsSync, mkdtempSync, readdirSync, readFileSync, rmSync, statSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { setTimeout as sleep } from 'node:timers/promises';
import type { RunEvent } from '../../../../engine/run/events.ts';
import type { HookOutcome } from '../../../../modules/hooks/call-hook.ts';
import { runHook, type HookToRun } from './run-hook.ts';

function isInstalled(): boolean {
  try {
    return execFileSync('ansible-playbook', ['--version'], { encoding: 'utf8' }).includes('[core 2.');
  } catch {
    return false;
  }
}

/** A role that does a bit of everything. */
const role = (tasks: string): Readonly<Record<string, string>> => ({ 'roles/mend/tasks/main.yml': tasks });

const hook = (more: string): string =>
  `{role: mend, host: localhost, gather_facts: false, runner: ansible${more === '' ? '' : `, ${more}`}}`;

async function both(given: HookToRun): Promise<readonly [HookOutcome, HookOutcome]> {
  const native = await runHook({ ...given, hook: given.hook.replace('runner: ansible', 'runner: native') });
  const real = await runHook(given);
  return [native.outcome, real.outcome];
}

const results = (events: readonly RunEvent[]): readonly (readonly [string, string])[] =>
  events.flatMap((event) =>
    event.type === 'result' && !event.task.name.endsWith('test.hook')
      ? [[event.task.name, event.outcome.status] as const]
      : [],
  );

/** What runs of this test have in the places for temporary files: others run beside it. */
const left = (): readonly string[] =>
  ['/dev/shm', tmpdir()]
    .filter(existsSync)
    .flatMap((folder) => readdirSync(folder).map((name) => join(folder, name)))
    .filter((path) => /drover-(?:ansible|hook|container)-/.test(path) && !known.has(path));
let known: ReadonlySet<string> = new Set();
let temporary = '';

describe('runner: ansible', function () {
  this.timeout(120_000);

  before(function () {
    if (!isInstalled()) this.skip();
  });
  const usual = process.env['TMPDIR'];
  beforeEach(() => {
    temporary = mkdtempSync(join(usual ?? '/tmp', 'drover-test-'));
    process.env['TMPDIR'] = temporary;
    known = new Set();
    known = new Set(left());
  });
  afterEach(() => {
    if (usual === undefined) delete process.env['TMPDIR'];
    else process.env['TMPDIR'] = usual;
    rmSync(temporary, { recursive: true });
  });

  for (const [name, tasks] of Object.entries({
    'that changes nothing': '- name: look\n  assert: {that: drover_phase == "plan_start"}\n',
    'that changes two things':
      '- name: one\n  command: echo {{ item }}\n  loop: [a, b]\n- name: two\n  command: "true"\n- name: three\n  debug: {msg: x}\n',
    'that fails': '- name: break\n  fail: {msg: broken on purpose}\n- name: never\n  command: "true"\n',
    'whose failure is rescued':
      '- block:\n    - name: break\n      fail: {msg: broken on purpose}\n  rescue:\n    - name: mend\n      command: "true"\n',
    'whose rescue fails':
      '- block:\n    - name: break\n      fail: {msg: first}\n  rescue:\n    - name: mend\n      fail: {msg: second}\n',
    'whose failure is ignored': '- name: break\n  fail: {msg: broken}\n  ignore_errors: true\n',
    'with a handler': '- name: touch\n  command: "true"\n  notify: after\n',
    'that fails in an always':
      '- block:\n    - name: break\n      fail: {msg: first}\n  always:\n    - name: tidy\n      command: "true"\n',
  })) {
    it(`comes to the same as runner: native, with a role ${name}`, async () => {
      const files = {
        ...role(tasks),
        'roles/mend/handlers/main.yml': '- name: after\n  command: "true"\n',
      };
      const [native, real] = await both({ files, hook: hook('') });
      assert.deepEqual(real, native);
    });
  }

  it('shows tasks as those of drover’s own plays', async () => {
    const files = role('- name: one\n  command: echo a\n- name: two\n  debug: {msg: x}\n  when: false\n');
    const { events } = await runHook({ files, hook: hook('') });
    assert.deepEqual(results(events), [
      ['plan_start | mend : one', 'changed'],
      ['plan_start | mend : two', 'skipped'],
    ]);
    const one = events.find((event) => event.type === 'result' && event.task.name.endsWith('one'));
    assert.equal(one?.type === 'result' && one.outcome.result['stdout'], 'a');
  });

  it('runs in check mode with differences', async () => {
    const files = role(
      '- name: write\n  copy: {content: "new\\n", dest: FOLDER/out}\n- name: skip\n  command: "true"\n',
    );
    const request = { checkMode: true, diffMode: true };
    const { outcome, events } = await runHook({ files, hook: hook(''), request });
    assert.equal(outcome.status, 'changed');
    const diff = events.find((event) => event.type === 'diff');
    assert.equal(diff?.type === 'diff' && diff.diffs[0]?.after, 'new\n');
    assert.deepEqual(results(events), [
      ['plan_start | mend : write', 'changed'],
      ['plan_start | mend : skip', 'skipped'],
    ]);
  });

  it('hands on variables as they are, with inventory, group_vars beside it and what is no template', async () => {
    const files = {
      ...role(
        '- assert:\n    that:\n      - list == [1, {"a": none}]\n      - text | length == 12\n      - computed | int == 3\n      - of_group == "beside"\n      - of_host == "host"\n      - hostvars["other"].of_group == "beside"\n      - groups["web"] == ["box", "other"]\n',
      ),
      'group_vars/web.yml': 'of_group: beside\n',
    };
    const inventory =
      'web:\n  vars: {of_group: beneath}\n  hosts:\n    box: {ansible_connection: local, of_host: host}\n    other:\n';
    const { outcome } = await runHook({
      files,
      inventory,
      hook: '{role: mend, host: box, gather_facts: false, runner: ansible, vars: {list: [1, {a: null}], text: !unsafe "{{ braces }}", computed: "{{ 1 + 2 }}"}}',
    });
    assert.deepEqual(outcome.failures, []);
    assert.equal(outcome.status, 'ok');
  });

  for (const runner of ['ansible', 'native'])
    it(`takes what a server is called for no template (runner: ${runner})`, async () => {
      const workload = {
        id: 'id',
        name: '{{ 1 + 1 }}',
        address: undefined,
        hostKeys: [],
        facts: { params: { note: '{{ lookup("pipe", "touch FOLDER/x") }}' } },
        hooks: undefined,
      };
      const files = role(
        '- debug: {var: drover_workload.name}\n- debug: {var: drover_workload.params.note}\n',
      );
      const { outcome, events } = await runHook({
        files,
        workload,
        hook: hook('').replace('runner: ansible', `runner: ${runner}`),
      });
      assert.deepEqual([outcome.status, outcome.message], ['ok', undefined]);
      const shown = events.flatMap((event) => (event.type === 'result' ? [event.outcome.result] : []));
      assert.equal(shown[0]?.['drover_workload.name'], '{{ 1 + 1 }}');
      assert.equal(shown[1]?.['drover_workload.params.note'], '{{ lookup("pipe", "touch FOLDER/x") }}');
    });

  it('opens vaults of the content with the passwords of the run', async () => {
    const folder = mkdtempSync(join(tmpdir(), 'drover-vault-'));
    try {
      writeFileSync(join(folder, 'word'), 'vault-word-1');
      const text = execFileSync(
        'ansible-vault',
        ['encrypt', '--output', '-', '--vault-password-file', join(folder, 'word')],
        { input: 'sealed_value: opened\n', encoding: 'utf8' },
      );
      const files = {
        ...role('- assert: {that: sealed_value == "opened"}\n'),
        'roles/mend/vars/main.yml': text,
      };
      const vaultPasswords = [
        { id: 'other', password: 'no-password-of-it' },
        { id: 'default', password: 'vault-word-1' },
      ];
      const { outcome } = await runHook({ files, hook: hook(''), request: { vaultPasswords } });
      assert.deepEqual([outcome.status, outcome.message], ['ok', undefined]);
    } finally {
      rmSync(folder, { recursive: true });
    }
  });

  it('shows a secret nowhere', async () => {
    const secret = 'xyzzy-Kiesel-4711';
    const seen: string[] = [];
    const files = role(
      '- name: wait\n  command: sleep 2\n- name: say it\n  command: cat\n  args: {stdin: "{{ api_password }}"}\n  register: said\n- fail: {msg: "it is {{ said.stdout }}"}\n',
    );
    const look = (): void => {
      for (const pid of readdirSync('/proc').filter((name) => /^\d+$/.test(name)))
        for (const file of ['cmdline', 'environ']) {
          try {
            if (readFileSync(`/proc/${pid}/${file}`, 'latin1').includes(secret)) seen.push(`${pid} ${file}`);
          } catch {
            // It has gone.
          }
        }
      const drover = left();
      assert.ok(drover.length > 0, 'the folder of the run is not where it is looked for');
      for (const path of drover) seen.push(...filesWith(path, secret));
    };
    const looks = { count: 0 };
    const { outcome, events, journal } = await runHook({
      files,
      hook: hook('vars: {deep: {token: "{{ api_password }}"}}'),
      request: { extraVars: [JSON.stringify({ api_password: secret })] },
      onEvent: (event) => {
        if (event.type !== 'task-start') return;
        if (!event.task.name.includes('mend')) return;
        looks.count += 1;
        look();
      },
    });
    assert.equal(outcome.status, 'failed');
    assert.match(outcome.message ?? '', /it is \*{8}/);
    assert.ok(looks.count >= 2);
    assert.deepEqual(seen, []);
    assert.ok(!JSON.stringify([outcome, events]).includes(secret));
    assert.ok(!journal.includes(secret));
    assert.deepEqual(left(), []);
  });

  it('is given up at its time limit, and nothing of it stays', async () => {
    const mark = `31${process.pid}`;
    const files = role(`- name: sleep\n  shell: "trap '' INT TERM; sleep ${mark} & wait"\n`);
    const begun = Date.now();
    const { outcome } = await runHook({ files, hook: hook('timeout: 4') });
    assert.equal(outcome.status, 'failed');
    assert.match(outcome.message ?? '', /given up after 4 seconds/);
    assert.ok(Date.now() - begun < 20_000);
    assert.deepEqual(running(mark), []);
    assert.deepEqual(left(), []);
  });

  it('ends when the run is interrupted', async () => {
    const mark = `32${process.pid}`;
    const stop = new AbortController();
    const files = role(`- name: sleep\n  command: sleep ${mark}\n`);
    const { outcome } = await runHook({
      files,
      hook: hook(''),
      stop: stop.signal,
      onEvent: (event) => {
        if (event.type === 'task-start' && event.task.name.endsWith('sleep'))
          void sleep(1500).then(() => {
            stop.abort();
          });
      },
    });
    assert.equal(outcome.status, 'interrupted');
    assert.deepEqual(running(mark), []);
    assert.deepEqual(left(), []);
  });

  it('says what is wrong with a playbook before anything is touched', async () => {
    const given = { files: role('- no_such_module: {}\n'), hook: hook('') };
    const { problems } = await runHook({ ...given, checkOnly: true });
    assert.match(problems.join('\n'), /couldn't resolve module\/action 'no_such_module'/);
    const native = { ...given, hook: given.hook.replace('runner: ansible', 'runner: native') };
    const said = (await runHook({ ...native, checkOnly: true })).problems.join('\n');
    assert.match(said, /'no_such_module'.* run with runner: ansible/);
    const { outcome } = await runHook(given);
    assert.equal(outcome.status, 'failed');
    assert.match(outcome.message ?? '', /ended with 4: couldn't resolve module\/action 'no_such_module'/);
  });

  it('finds a playbook that is for no host', async () => {
    const { outcome } = await runHook({
      files: { 'none.yml': '- hosts: nobody_at_all\n  tasks: []\n' },
      hook: '{playbook: none.yml, host: localhost, runner: ansible}',
    });
    assert.match(outcome.message ?? '', /None of its plays is for this host/);
  });

  it('heeds no setting of Ansible that a person has', async () => {
    process.env['ANSIBLE_STDOUT_CALLBACK'] = 'minimal';
    process.env['ANSIBLE_CHECK_MODE_MARKERS'] = 'true';
    try {
      const files = {
        ...role('- assert:\n    that: lookup("env", "ANSIBLE_CHECK_MODE_MARKERS") == ""\n'),
        'ansible.cfg': '[defaults]\nstdout_callback = minimal\n',
      };
      const { outcome } = await runHook({ files, hook: hook('') });
      assert.deepEqual([outcome.status, outcome.message], ['ok', undefined]);
    } finally {
      delete process.env['ANSIBLE_STDOUT_CALLBACK'];
      delete process.env['ANSIBLE_CHECK_MODE_MARKERS'];
    }
  });

  for (const [title, shown, expected] of [
    ['that is too old', 'ansible-playbook 2.9.27', /has ansible-playbook 2\.9\.27: too old.*2\.14/],
    ['that cannot say what it is', 'a word', /says nothing that is known/],
  ] as const) {
    it(`refuses an ansible-playbook ${title}`, async () => {
      await withPath(`#!/bin/sh\necho '${shown}'\n`, async () => {
        const { outcome } = await runHook({ files: role('- debug:\n'), hook: hook('') });
        assert.equal(outcome.status, 'failed');
        assert.match(outcome.message ?? '', expected);
      });
    });
  }

  it('says where no ansible-playbook is installed', async () => {
    await withPath(undefined, async () => {
      const { outcome } = await runHook({ files: role('- debug:\n'), hook: hook('') });
      assert.match(outcome.message ?? '', /runner: ansible, and ansible-playbook could not be started/);
    });
  });
});

/** A PATH on which `ansible-playbook` is another one, or none. */
async function withPath(script: string | undefined, work: () => Promise<void>): Promise<void> {
  const folder = mkdtempSync(join(tmpdir(), 'drover-path-'));
  const before = process.env['PATH'];
  try {
    if (script !== undefined) writeFileSync(join(folder, 'ansible-playbook'), script, { mode: 0o755 });
    process.env['PATH'] = script === undefined ? folder : `${folder}:${before ?? ''}`;
    await work();
  } finally {
    process.env['PATH'] = before;
    rmSync(folder, { recursive: true });
  }
}

function filesWith(path: string, secret: string): readonly string[] {
  try {
    if (statSync(path).isDirectory())
      return readdirSync(path).flatMap((name) => filesWith(join(path, name), secret));
    return statSync(path).isFile() && readFileSync(path, 'latin1').includes(secret) ? [path] : [];
  } catch {
    // It has gone.
    return [];
  }
}

function running(mark: string): readonly string[] {
  return readdirSync('/proc')
    .filter((name) => /^\d+$/.test(name))
    .filter((pid) => {
      try {
        return readFileSync(`/proc/${pid}/cmdline`, 'latin1').split('\0').includes(mark);
      } catch {
        return false;
      }
    });
}
