import assert from 'node:assert/strict';
import { once } from 'node:events';
import { existsSync, rmSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { setTimeout as pause } from 'node:timers/promises';
import { openHookWorkspace, type HookWorkspace } from './hook-workspace.ts';

const run = ['run', 'import_workloads.yml', '-e', '@plan.yml'] as const;

/** Notes that it begins, waits for as long as `gate` is there, and notes that it ends. */
const WAITING = [
  '- ansible.builtin.shell: echo "{{ drover_phase }} {{ drover_workload.name | default(\'-\') }} begins" >> {{ notes_file }}',
  '- ansible.builtin.shell: while test -e {{ gate }}; do sleep 0.05; done',
  '- ansible.builtin.shell: echo "{{ drover_phase }} {{ drover_workload.name | default(\'-\') }} ends" >> {{ notes_file }}',
  '',
].join('\n');

describe('A run that is killed in a hook', function () {
  this.timeout(120_000);
  let work: HookWorkspace;
  let gate = '';
  before(async () => {
    work = await openHookWorkspace(['web', 'db']);
    work.write('roles/waiting/tasks/main.yml', WAITING);
    gate = join(work.folder, 'gate');
  });
  afterEach(() => {
    rmSync(gate, { force: true });
    work.restore();
  });
  after(() => work.close());

  /** Begins a run, and ends it with a signal once hooks have noted something. */
  async function cutOff(pattern: RegExp, signal: 'SIGKILL' | 'SIGINT'): Promise<number | null> {
    writeFileSync(gate, '');
    const child = work.begin(...run);
    const ended = once(child, 'exit');
    for (let look = 0; look < 400 && !work.notes().some((line) => pattern.test(line)); look += 1)
      await pause(50);
    child.kill(signal);
    if (signal === 'SIGINT') rmSync(gate, { force: true });
    const [code] = (await ended) as [number | null];
    rmSync(gate, { force: true });
    return code;
  }
  /** How often something was noted. */
  const count = (text: string): number => work.notes().filter((line) => line === text).length;

  for (const phase of [
    'plan_start',
    'pre_migration',
    'post_stop',
    'post_create',
    'post_migration',
  ] as const) {
    it(`in ${phase}: it is done again when the run goes on, and what was done before is not`, async () => {
      const order = ['plan_start', 'pre_migration', 'pre_stop', 'post_stop', 'post_create', 'post_migration'];
      const hooks = Object.fromEntries(
        order.map((name) => [
          name,
          [
            {
              role: name === phase ? 'waiting' : 'noting',
              ...(name === 'post_stop' ? { host: 'localhost' } : {}),
            },
          ],
        ]),
      );
      work.plan({ ...hooks, plan_end: [{ role: 'noting' }] }, { gate, os_migrate_workloads_filter: ['web'] });
      await cutOff(/begins/, 'SIGKILL');
      const before = work.notes();
      await work.succeed('run', '--resume', 'last', '--data-dir', work.dataDir);
      // Killed before its end, so it was begun twice; the shell of the first may have ended it, too.
      assert.ok(work.notes().filter((line) => line.endsWith('begins')).length >= 2);
      for (const name of order.slice(0, order.indexOf(phase)))
        assert.equal(
          count(name === 'plan_start' ? 'plan_start -' : `${name} web`),
          1,
          `${name}: ${work.notes().join('; ')}`,
        );
      for (const name of order.slice(order.indexOf(phase) + 1)) assert.equal(count(`${name} web`), 1, name);
      assert.equal(count('plan_end -'), 1);
      assert.ok(before.length < work.notes().length);
      assert.deepEqual(
        work.there.things('/servers', 'compute').map(({ name, status }) => [name, status]),
        [['web', 'ACTIVE']],
      );
    });
  }

  it('takes up the content that it began with, though it was edited meanwhile', async () => {
    work.plan({ pre_migration: [{ role: 'waiting' }], post_migration: [{ role: 'waiting' }] }, { gate });
    await cutOff(/begins/, 'SIGKILL');
    work.write('roles/waiting/tasks/main.yml', WAITING.replace('ends', 'has other ends'));
    await work.succeed('run', '--resume', 'last', '--data-dir', work.dataDir);
    work.write('roles/waiting/tasks/main.yml', WAITING);
    assert.ok(!work.notes().some((line) => line.includes('other')), work.notes().join('; '));
    assert.equal(count('post_migration web ends'), 1);
  });

  it('tells hooks of what it had done before it was killed', async () => {
    const all = '{{ drover_plan.workloads | sort(attribute="name") | map(attribute="status") | join(",") }}';
    work.plan(
      {
        post_migration: [
          { role: 'waiting', when: "'migrated' in drover_plan.workloads | map(attribute='status')" },
        ],
        plan_end: [{ role: 'noting', vars: { note: all } }],
        pre_migration: [{ role: 'noting', vars: { note: all } }],
      },
      { gate, os_migrate_workloads_at_once: 1 },
    );
    // In the last hook of the second server: the first one is over.
    await cutOff(/begins/, 'SIGKILL');
    const [second] = work.notes().flatMap((line) => /^post_migration (\w+) begins$/.exec(line)?.[1] ?? []);
    work.plan(
      {
        post_migration: [{ role: 'noting', vars: { note: all } }],
        plan_end: [{ role: 'noting', vars: { note: all } }],
      },
      { gate, os_migrate_workloads_at_once: 1 },
    );
    await work.succeed('run', '--resume', 'last', '--data-dir', work.dataDir);
    const before = second === 'web' ? 'migrated,pending' : 'pending,migrated';
    assert.equal(count(`post_migration ${second ?? ''} ${before}`), 1, work.notes().join('; '));
    assert.equal(work.notes().at(-1), 'plan_end - migrated,migrated');
  });

  it('does a hook that has taken the place of another one', async () => {
    const post = [{ role: 'waiting' }];
    const own = { gate, os_migrate_workloads_filter: ['web'] };
    work.write('roles/other/tasks/main.yml', '- ansible.builtin.shell: echo other >> {{ notes_file }}\n');
    work.plan({ plan_start: [{ role: 'noting' }], post_migration: post }, own);
    await cutOff(/begins/, 'SIGKILL');
    work.plan({ plan_start: [{ role: 'other' }], post_migration: post }, own);
    await work.succeed('run', '--resume', 'last', '--data-dir', work.dataDir);
    assert.equal(count('other'), 1, work.notes().join('; '));
  });

  it('by Ctrl-C ends after what is under way, gives the source back, and can be gone on with', async () => {
    work.plan(
      { post_stop: [{ role: 'waiting', host: 'localhost' }], post_migration: [{ role: 'noting' }] },
      { gate, os_migrate_workloads_filter: ['web'] },
    );
    assert.equal(await cutOff(/begins/, 'SIGINT'), 99);
    assert.equal(
      work.here.things('/servers', 'compute').find(({ name }) => name === 'web')?.['status'],
      'ACTIVE',
    );
    await work.succeed('run', '--resume', 'last', '--data-dir', work.dataDir);
    assert.equal(count('post_migration web'), 1);
    assert.ok(!existsSync(gate));
  });

  it('by Ctrl-C while a new server is waited for keeps that server, whatever on_error says', async () => {
    const hooks = (vars: object) => ({
      post_stop: [{ role: 'noting', host: 'localhost' }],
      post_create: [{ role: 'noting', on_error: 'rollback', vars }],
    });
    const own = { os_migrate_workloads_filter: ['web'] };
    const nobody = { ansible_connection: 'ssh', ansible_host: '127.0.0.1', ansible_port: 1 };
    work.plan(hooks(nobody), own);
    const child = work.begin(...run);
    const ended = once(child, 'exit');
    let said = '';
    child.stdout?.on('data', (chunk: Buffer) => (said += chunk.toString()));
    for (let look = 0; look < 400 && !said.includes('post_create | Wait'); look += 1) await pause(50);
    child.kill('SIGINT');
    assert.equal(((await ended) as [number])[0], 99, said);
    const servers = () => work.there.things('/servers', 'compute').map(({ id }) => id);
    const made = servers();
    assert.equal(made.length, 1, said);
    work.plan(hooks({}), own);
    await work.succeed('run', '--resume', 'last', '--data-dir', work.dataDir);
    assert.deepEqual(servers(), made);
    assert.equal(count('post_create web'), 1);
  });
});
