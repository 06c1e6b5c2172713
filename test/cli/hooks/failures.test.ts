import assert from 'node:assert/strict';
import { everything } from '../migration/hand.ts';
import { openHookWorkspace, type HookWorkspace } from './hook-workspace.ts';

const run = ['run', 'import_workloads.yml', '-e', '@plan.yml'] as const;
const FAILING = '- ansible.builtin.fail:\n    msg: no disk left\n';

describe('Hooks that fail', function () {
  this.timeout(120_000);
  let work: HookWorkspace;
  before(async () => {
    work = await openHookWorkspace(['web', 'db']);
    work.write('roles/failing/tasks/main.yml', FAILING);
    work.write(
      'roles/third_time/tasks/main.yml',
      '- ansible.builtin.shell: echo try >> {{ notes_file }}; test $(wc -l < {{ notes_file }}) -ge 3\n',
    );
    work.write('roles/sleeping/tasks/main.yml', '- ansible.builtin.command: sleep 60\n');
  });
  afterEach(() => {
    work.restore();
  });
  after(() => work.close());

  const servers = () => [everything(work.here), everything(work.there)];
  const failing = (rest: object = {}) => ({ role: 'failing', workloads: ['web'], ...rest });

  for (const phase of ['pre_migration', 'pre_stop', 'post_stop'] as const) {
    it(`of ${phase} leave the source as it was, and touch no other server`, async () => {
      const [before] = servers() as [{ servers: unknown[] }];
      const host = phase === 'post_stop' ? { host: 'localhost' } : {};
      work.plan({ [phase]: [failing(host)], on_failure: [{ role: 'noting' }] });
      const { code, stdout } = await work.drover(...run);
      assert.equal(code, 2);
      assert.match(
        stdout,
        new RegExp(`The hook hooks\\.${phase}\\[0\\] \\(failing\\) has failed: .*no disk left`),
      );
      const [here, there] = servers() as [{ servers: unknown[][] }, { servers: unknown[][] }];
      const web = (all: readonly unknown[]) => all.filter((one) => (one as unknown[])[0] === 'web');
      assert.deepEqual(web(here.servers), web(before.servers));
      assert.deepEqual(
        there.servers.map(([name]) => name),
        ['db'],
      );
      assert.deepEqual(work.notes(), ['on_failure web']);
    });
  }

  it('after the server was made leave it there, and a later run goes on', async () => {
    work.plan({ post_migration: [failing()] });
    assert.equal((await work.drover(...run)).code, 2);
    const states = (): unknown =>
      work.there.things('/servers', 'compute').map(({ name, status }) => [name, status]);
    assert.deepEqual((states() as string[][]).toSorted(), [
      ['db', 'ACTIVE'],
      ['web', 'ACTIVE'],
    ]);
    work.plan({ post_migration: [{ role: 'noting' }] });
    await work.succeed(...run);
    assert.deepEqual(work.notes(), ['post_migration web']);
    assert.equal(work.there.things('/servers', 'compute').length, 2);
  });

  for (const phase of ['post_create', 'post_migration'] as const) {
    it(`of ${phase} take the migration back with on_error: rollback`, async () => {
      const before = servers();
      work.plan(
        { [phase]: [failing({ on_error: 'rollback' })], on_failure: [{ role: 'noting' }] },
        { os_migrate_workloads_filter: ['web'] },
      );
      assert.equal((await work.drover(...run)).code, 2);
      assert.deepEqual(servers(), before);
      assert.deepEqual(work.notes(), ['on_failure web']);
      work.plan({}, { os_migrate_workloads_filter: ['web'] });
      await work.succeed(...run);
      assert.equal(work.there.things('/servers', 'compute').length, 1);
    });
  }

  it('by their condition, at the destination, do what on_error says', async () => {
    const hook = { role: 'noting', when: 'drover_workload.statuss == 1', workloads: ['web'] };
    const names = (): readonly string[] =>
      work.there
        .things('/servers', 'compute')
        .flatMap(({ name }) => (typeof name === 'string' ? [name] : []));
    work.plan({ post_migration: [{ ...hook, on_error: 'rollback' }] });
    const failed = await work.drover(...run);
    assert.equal(failed.code, 2);
    assert.match(
      failed.stdout,
      /hook hooks\.post_migration\[0\] \(noting\) has failed: its condition .*statuss/,
    );
    assert.deepEqual(names(), ['db']);
    work.restore();
    work.plan({ post_migration: [{ ...hook, on_error: 'continue' }] });
    const { stderr } = await work.succeed(...run);
    assert.match(stderr, /its condition .*statuss.*on_error says to go on/);
    assert.deepEqual([names().toSorted(), work.notes()], [['db', 'web'], []]);
  });

  it('stop nothing with on_error: continue, and are told', async () => {
    work.plan({ pre_stop: [failing({ on_error: 'continue' }), { role: 'noting', workloads: ['web'] }] });
    const { stdout, stderr } = await work.succeed(...run);
    assert.match(
      stderr,
      /web: The hook hooks\.pre_stop\[0\] \(failing\) has failed.*on_error says to go on/s,
    );
    assert.match(stdout, /pre_stop failing : failed=1 sha256:/);
    assert.deepEqual(work.notes(), ['pre_stop web']);
    assert.equal(work.there.things('/servers', 'compute').length, 2);
  });

  it('are tried again as often as they say', async () => {
    work.plan({ pre_stop: [{ role: 'third_time', workloads: ['web'], retries: 3, delay: 0 }] });
    await work.succeed(...run);
    assert.deepEqual(work.notes(), ['try', 'try', 'try']);
  });

  it('are given up when their time is over', async () => {
    work.plan({ pre_stop: [{ role: 'sleeping', workloads: ['web'], timeout: 1 }] });
    const begun = Date.now();
    const { code, stdout } = await work.drover(...run);
    assert.equal(code, 2);
    assert.match(stdout, /given up after 1 seconds: timeout of the hook allows it more/);
    assert.ok(Date.now() - begun < 30_000);
  });

  it('of plan_start let nothing begin', async () => {
    const before = servers();
    work.plan({ plan_start: [{ role: 'failing' }] });
    const { code, stdout } = await work.drover(...run);
    assert.equal(code, 2);
    assert.deepEqual(servers(), before);
    assert.equal(stdout.match(/hook plan_start: failing on localhost: failed/g)?.length, 1);
  });

  it('of plan_end fail the run, whose servers are migrated', async () => {
    work.plan({ plan_end: [{ role: 'failing' }] });
    assert.equal((await work.drover(...run)).code, 2);
    assert.equal(work.there.things('/servers', 'compute').length, 2);
  });

  it('cannot run on a server that is off: that is refused before anything is touched', async () => {
    work.here.call(
      'POST',
      `/servers/${String(work.here.things('/servers', 'compute').find(({ name }) => name === 'web')?.['id'])}/action`,
      { 'os-stop': null },
    );
    for (let look = 0; look < 4; look += 1) work.here.things('/servers', 'compute');
    work.plan({ pre_migration: [{ role: 'noting' }] }, { os_migrate_workloads_filter: ['web'] });
    await work.drover('run', 'export_workloads.yml', '-e', 'os_migrate_refresh=true');
    const before = servers();
    const { code, stdout } = await work.drover(...run);
    assert.equal(code, 2);
    assert.match(
      stdout,
      /cannot be migrated as things are: hooks\.pre_migration\[0\] \(noting\): web has no address/,
    );
    assert.deepEqual(servers(), before);
  });
});
