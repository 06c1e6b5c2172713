import assert from 'node:assert/strict';
import { snapshots, volumes } from '../../../modules/openstack/volume/collections.ts';
import { attachVolume, detachVolume } from '../../../modules/openstack/volume/moving/attachment.ts';
import { makeSnapshot, removeTemporary } from '../../../modules/openstack/volume/moving/temporary.ts';
import { awaitStatus } from '../../../modules/openstack/kind/await-state.ts';
import { createOne, updateOne } from '../../../modules/openstack/kind/write.ts';
import { idOf } from '../../../modules/openstack/kind/wire.ts';
import { floatingIps, ports } from '../../../modules/openstack/network/collections.ts';
import { newServers } from '../../../modules/openstack/workload/server/new-servers.ts';
import { settleSource, startServer, stopServer } from '../../../modules/openstack/workload/source-server.ts';
import { undoSteps } from '../../../modules/openstack/undo/steps.ts';
import { at } from '../../clouds/contract/words.ts';
import { everything, type Hand } from './hand.ts';
import { openServerClouds } from './server-clouds.ts';
import { beginRun, type WrittenRun } from './written-run.ts';
import { openWorkspace, type Workspace } from './workspace.ts';

const WAIT = { label: 'volume "data"', timeoutMs: 5000 };
const never = new AbortController().signal;

describe('drover undo of a migrated server', function () {
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
  beforeEach(async () => {
    run = await beginRun(workspace, web);
  });
  afterEach(async () => {
    await run.end();
    restore();
  });

  const sourceRequest = () => ({
    server: web,
    label: 'server "web"',
    writer: run.source,
    timeoutMs: 5000,
    signal: never,
  });
  const dataOf = () => ({
    server: web,
    volume: data,
    device: '/dev/vdb',
    tag: 'data',
    deleteOnTermination: true,
  });
  const logsOf = () => ({ server: web, volume: logs, device: '/dev/vdc' });

  /** A volume that the run makes at the destination. */
  async function newVolume(): Promise<string> {
    const id = idOf(await createOne(run.destination, volumes, { name: 'data', size: 1 }));
    await awaitStatus({ ...WAIT, index: run.destination.index, collection: volumes, id }, 'available');
    return id;
  }

  /** Volume, port and server at the destination, as a migration makes them. */
  async function arrive(): Promise<{ readonly server: string; readonly volume: string }> {
    const volume = await newVolume();
    await attachVolume(run.destination, { server: far, volume }, WAIT);
    await detachVolume(run.destination, { server: far, volume }, WAIT);
    const port = await createOne(run.destination, ports, { network_id: there.network, name: 'web-port' });
    const imageRef = workspace.destination.state.image.images.all()[0]!.id;
    const root = { uuid: imageRef, source_type: 'image', destination_type: 'local', boot_index: 0 };
    const disk = { uuid: volume, source_type: 'volume', destination_type: 'volume', boot_index: -1 };
    const server = await createOne(run.destination, newServers, {
      name: 'web',
      flavorRef: '1',
      networks: [{ port: idOf(port) }],
      imageRef,
      block_device_mapping_v2: [{ ...root, delete_on_termination: true }, disk],
    });
    for (let look = 0; look < 5; look += 1) there.look(idOf(server));
    return { server: idOf(server), volume };
  }

  /** What a migration does that comes to its end. */
  async function migrate(): Promise<{ readonly server: string; readonly volume: string }> {
    await stopServer(sourceRequest());
    const snapshot = await makeSnapshot(
      {
        writer: run.source,
        mark: web,
        name: 'os-migrate-x',
        ...WAIT,
        signal: never,
        onMade: () => undefined,
      },
      data,
    );
    await removeTemporary({ writer: run.source, ...WAIT }, snapshots, idOf(snapshot));
    await detachVolume(run.source, dataOf(), WAIT);
    await attachVolume(run.source, { server: host, volume: data }, WAIT);
    await detachVolume(run.source, { server: host, volume: data }, WAIT);
    await attachVolume(run.source, dataOf(), WAIT);
    const arrived = await arrive();
    await settleSource({
      ...sourceRequest(),
      postMigration: { source: 'delete-after-days', days: 3, destination: 'start' },
      destination: arrived.server,
    });
    return arrived;
  }

  it('gives both clouds back as they were, and has nothing to do a second time', async () => {
    const before = [everything(here), everything(there)];
    await migrate();
    assert.notDeepEqual(everything(here), before[0]);
    assert.equal(at(here.look(web), 'status'), 'SHUTOFF');

    workspace.source.resetCalls();
    workspace.destination.resetCalls();
    const planned = await workspace.succeed('undo', run.id, '--check');
    assert.match(planned.stdout, /server "web" of source \(/);
    assert.match(planned.stdout, /SHUTOFF.*ACTIVE/s);
    assert.match(planned.stdout, /- port "web-port" of server "web": The run made it/);
    assert.equal(workspace.source.calls.writes + workspace.destination.calls.writes, 0);

    await workspace.succeed('undo', run.id, '--yes');
    assert.deepEqual([everything(here), everything(there)], before);

    workspace.source.resetCalls();
    workspace.destination.resetCalls();
    await workspace.succeed('undo', run.id, '--yes');
    assert.equal(workspace.source.calls.writes + workspace.destination.calls.writes, 0);
  });

  it('takes a floating IP from the new port that was there before, and removes the port', async () => {
    const { tenant } = there;
    const [external] = tenant.list('networks', 'router:external=true');
    const router = tenant.create('routers', {
      name: 'out',
      external_gateway_info: { network_id: external?.id },
    });
    const [subnet] = tenant.list('subnets', `network_id=${there.network}`);
    tenant.call('PUT', `/v2.0/routers/${router.id}/add_router_interface`, { subnet_id: subnet?.id });
    const floating = tenant.create('floatingips', { floating_network_id: external?.id });
    const port = await createOne(run.destination, ports, { network_id: there.network, name: 'web-port' });
    await updateOne(run.destination, floatingIps, floating.id, { port_id: idOf(port) }, floating);
    await workspace.succeed('undo', run.id, '--yes');
    assert.deepEqual(tenant.list('ports', 'name=web-port'), []);
    assert.equal(tenant.list('floatingips', `id=${floating.id}`)[0]?.['port_id'], null);
  });

  it('needs no step for what was given back, or was there for a while', async () => {
    await migrate();
    const steps = undoSteps(await run.operations());
    assert.deepEqual(
      steps.map(({ side, kind, operation }) => `${side} ${operation} ${kind.replace('openstack.', '')}`),
      [
        'source update server',
        'destination create server',
        'destination create port',
        'destination create volume',
        'source act server',
      ],
    );
  });

  it('brings back what a killed run had taken apart, in the order of the devices', async () => {
    const before = [everything(here), everything(there)];
    await stopServer(sourceRequest());
    for (const lent of [dataOf(), logsOf()]) {
      await detachVolume(run.source, lent, WAIT);
      await attachVolume(run.source, { server: host, volume: lent.volume }, WAIT);
    }
    await attachVolume(run.destination, { server: far, volume: await newVolume() }, WAIT);
    const description = 'Made by drover for a migration, and removed when that is over.';
    const snapshot = { name: 'os-migrate-x', volume_id: logs, force: true, description };
    here.call(
      'POST',
      '/snapshots',
      { snapshot: { ...snapshot, metadata: { drover_workload: web } } },
      'block-storage',
    );
    await run.begin({
      operation: 'create',
      kind: 'openstack.volume_snapshot',
      name: 'server "web"',
      cloud: 'source (a)',
      after: { snapshot: { ...snapshot, metadata: { drover_workload: web } } },
      undo: { service: 'block-storage', call: { method: 'DELETE', path: '/snapshots/{id}' } },
    });

    await workspace.succeed('undo', run.id, '--yes');
    assert.deepEqual([everything(here), everything(there)], before);
  });

  it('knows what the run was about to do when it was killed, and did', async () => {
    const before = everything(here);
    here.call('POST', `/servers/${web}/action`, { 'os-stop': null });
    for (let look = 0; look < 3; look += 1) here.look(web);
    await run.begin({
      operation: 'act',
      kind: 'openstack.server',
      name: 'server "web"',
      cloud: 'source (a)',
      id: web,
      after: { 'os-stop': null },
      undo: {
        service: 'compute',
        call: { method: 'POST', path: `/servers/${web}/action`, body: { 'os-start': null } },
      },
    });
    await workspace.succeed('undo', run.id, '--yes');
    assert.deepEqual(everything(here), before);
  });

  it('leaves a server alone that was stopped and started again', async () => {
    await stopServer(sourceRequest());
    await startServer(sourceRequest());
    assert.deepEqual(undoSteps(await run.operations()), []);
  });

  for (const [title, change, words] of [
    [
      'another volume is attached to the server at the destination',
      (server: string) => there.attach(server, there.volume('by-hand')),
      /a volume is attached to it that the run did not give it: "by-hand"/,
    ],
    [
      'the server at the destination is called otherwise',
      (server: string) => there.call('PUT', `/servers/${server}`, { server: { name: 'shop' } }),
      /it is called "shop" now/,
    ],
  ] as const) {
    it(`does nothing where ${title}`, async () => {
      const { server } = await migrate();
      change(server);
      const before = [everything(here), everything(there)];
      const ended = await workspace.drover('undo', run.id, '--yes');
      assert.equal(ended.code, 2, ended.stdout);
      assert.match(ended.stdout, words);
      assert.deepEqual([everything(here), everything(there)], before);
    });
  }

  it('does nothing where another server has a volume that was lent', async () => {
    await stopServer(sourceRequest());
    await detachVolume(run.source, logsOf(), WAIT);
    here.attach(host, logs);
    const before = everything(here);
    const ended = await workspace.drover('undo', run.id, '--yes');
    assert.equal(ended.code, 2, ended.stdout);
    assert.match(ended.stdout, new RegExp(`server ${host} has it now`));
    assert.deepEqual(everything(here), before);
  });

  it('does nothing where somebody uses a volume that the run brought', async () => {
    there.attach(far, await newVolume());
    const ended = await workspace.drover('undo', run.id, '--yes');
    assert.equal(ended.code, 2, ended.stdout);
    assert.match(ended.stdout, /server "conversion-host" \(.*\) has it/);
  });

  it('asks for the way to the source before it does anything', async () => {
    const without = await openWorkspace({ variables: { os_migrate_src_auth: null } });
    const other = await beginRun(without, web);
    try {
      await createOne(other.destination, volumes, { name: 'data', size: 1 });
      await other.begin({
        operation: 'act',
        kind: 'openstack.server',
        name: 'server "web"',
        cloud: 'source (a)',
        id: web,
        undo: {
          service: 'compute',
          call: { method: 'POST', path: `/servers/${web}/action`, body: { 'os-start': null } },
        },
      });
      without.destination.resetCalls();
      const ended = await without.drover('undo', other.id, '--yes');
      assert.notEqual(ended.code, 0);
      assert.match(ended.stdout, /wrote to the source, too \(1 of 2 steps\).*Set os_migrate_src_auth/);
      assert.equal(without.destination.calls.writes, 0);
    } finally {
      await other.end();
      await without.close();
    }
  });
});
