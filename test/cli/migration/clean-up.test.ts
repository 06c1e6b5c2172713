import assert from 'node:assert/strict';
import { mkdirSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { awaitStatus } from '../../../modules/openstack/kind/await-state.ts';
import { idOf } from '../../../modules/openstack/kind/wire.ts';
import { createOne } from '../../../modules/openstack/kind/write.ts';
import { volumes } from '../../../modules/openstack/volume/collections.ts';
import { attachVolume, detachVolume } from '../../../modules/openstack/volume/moving/attachment.ts';
import { INCOMPLETE, MARK } from '../../../modules/openstack/volume/moving/marks.ts';
import { makeSnapshot, makeVolume } from '../../../modules/openstack/volume/moving/temporary.ts';
import { stopServer } from '../../../modules/openstack/workload/source-server.ts';
import { everything, type Hand } from './hand.ts';
import { openServerClouds } from './server-clouds.ts';
import { beginRun, type WrittenRun } from './written-run.ts';
import type { Workspace } from './workspace.ts';

const WAIT = { label: 'volume "data"', timeoutMs: 5000 };
const never = new AbortController().signal;

describe('clean_up_workloads.yml', function () {
  this.timeout(120_000);
  let workspace: Workspace;
  let restore: () => void;
  let here: Hand;
  let there: Hand;
  let [web, data, logs, host, far] = ['', '', '', '', ''];
  let run: WrittenRun;

  before(async () => {
    ({ workspace, here, there, web, data, logs, host, far, restore } = await openServerClouds());
  });
  after(() => workspace.close());
  afterEach(async () => {
    await run.end();
    restore();
  });

  const cleanUp = (...args: readonly string[]) => workspace.succeed('run', 'clean_up_workloads.yml', ...args);
  const both = (): unknown => [everything(here), everything(there)];

  /** A run that is killed when all that a migration makes for a while is there. */
  async function killed(): Promise<string> {
    run = await beginRun(workspace, web);
    const { source, destination } = run;
    const temporary = { writer: source, mark: web, ...WAIT, signal: never, onMade: () => undefined };
    await stopServer({ server: web, label: 'server "web"', writer: source, timeoutMs: 5000, signal: never });
    const snapshot = await makeSnapshot({ ...temporary, name: 'os-migrate-root' }, data);
    const from = { snapshot_id: idOf(snapshot) };
    const copy = await makeVolume({ ...temporary, name: 'os-migrate-root' }, from, { size: 1 });
    await attachVolume(source, { server: host, volume: idOf(copy) }, WAIT);
    await detachVolume(source, { server: web, volume: logs, device: '/dev/vdc' }, WAIT);
    await attachVolume(source, { server: host, volume: logs }, WAIT);
    const asked = { name: 'data', size: 1, metadata: { [INCOMPLETE]: web } };
    const volume = idOf(await createOne(destination, volumes, asked));
    const awaited = { ...WAIT, index: destination.index, collection: volumes, id: volume };
    await awaitStatus(awaited, 'available');
    await attachVolume(destination, { server: far, volume }, WAIT);
    await detachVolume(source, { server: web, volume: data, device: '/dev/vdb', tag: 'data' }, WAIT);
    const state = join(workspace.dataDir, '.drover', 'workloads');
    mkdirSync(state, { recursive: true });
    writeFileSync(join(state, `${web}.jsonl`), '{"state":"begun"}\n');
    return volume;
  }

  it('shows what is left over, and does nothing, in check mode', async () => {
    await killed();
    const before = both();
    workspace.source.resetCalls();
    workspace.destination.resetCalls();
    const { stdout } = await workspace.succeed('plan', 'clean_up_workloads.yml');
    for (const line of [
      /volume "os-migrate-root" of the source: attached to conversion host "conversion-host" -> free/,
      /volume "data" of the destination: attached to conversion host "conversion-host" -> free/,
      /volume snapshot "os-migrate-root" \(.*\) of the source: left over -> removed/,
      /volume "os-migrate-root" \(.*\) of the source: left over -> removed/,
      /volume "data" of the source: taken from its server -> attached to server "web" as \/dev\/vdb/,
      /volume "logs" of the source: taken from its server -> attached to server "web" as \/dev\/vdc/,
      /server "web" \(.*\) of the source: stopped -> started/,
    ])
      assert.match(stdout, line);
    assert.equal(workspace.source.calls.writes + workspace.destination.calls.writes, 0);
    assert.deepEqual(both(), before);
  });

  it('puts all in order but what a later run may go on with, and finds nothing a second time', async () => {
    const source = everything(here);
    const volume = await killed();
    await cleanUp();
    assert.deepEqual(everything(here), withoutTag(source));
    assert.deepEqual(
      there.things('/volumes').map((one) => [one['id'], one['status']]),
      [[volume, 'available']],
    );
    workspace.source.resetCalls();
    workspace.destination.resetCalls();
    const { stdout } = await cleanUp();
    assert.match(stdout, /changed=0/);
    assert.equal(workspace.source.calls.writes + workspace.destination.calls.writes, 0);
  });

  it('removes volumes whose data have not all come, if it is told to', async () => {
    await killed();
    await cleanUp('-e', 'os_migrate_clean_up_incomplete=true');
    assert.deepEqual(there.things('/volumes'), []);
  });

  it('is not taken back by an undo, neither of itself nor of the run before', async () => {
    await killed();
    await cleanUp();
    const before = both();
    await workspace.succeed('undo', 'last', '--yes');
    assert.deepEqual(both(), before);
    await workspace.succeed('undo', run.id, '--yes');
    assert.deepEqual(everything(here), (before as readonly unknown[])[0]);
  });

  it('leaves alone what somebody has taken care of meanwhile', async () => {
    await killed();
    here.call('DELETE', `/servers/${host}/os-volume_attachments/${logs}`);
    for (let look = 0; look < 4; look += 1) here.things('/volumes');
    here.attach(host, logs);
    const other = here.server('other');
    here.attach(other, data);
    const { stdout, stderr } = await cleanUp();
    assert.match(stdout + stderr, new RegExp(`volume "data" .* server ${other} has it now`));
    assert.deepEqual(
      here.attached(other).map((one) => one['volumeId']),
      [data],
    );
    assert.deepEqual(
      here.attached(web).map((one) => one['volumeId']),
      [logs],
    );
  });

  it('finds by its mark what a run was about to make, and touches nothing else', async () => {
    run = await beginRun(workspace, web);
    const metadata = { [MARK]: web };
    const strange = here.volume('strange', { metadata: { [MARK]: 'another' } });
    here.volume('os-migrate-root', { metadata });
    await run.begin({
      operation: 'create',
      kind: 'openstack.volume',
      name: 'server "web"',
      cloud: 'source (a)',
      source: web,
      after: { volume: { name: 'os-migrate-root', size: 1, metadata } },
      undo: { service: 'block-storage', call: { method: 'DELETE', path: '/volumes/{id}' } },
    });
    await cleanUp();
    const names = here.things('/volumes').map((one) => one['name']);
    assert.deepEqual(names.toSorted(), ['data', 'logs', 'strange']);
    assert.ok(strange !== '');
  });
});

/** The test's own detachment did not say what became of the volume with its server. */
function withoutTag(source: unknown): unknown {
  return JSON.parse(JSON.stringify(source).replace('"data",true', '"data",false'));
}
