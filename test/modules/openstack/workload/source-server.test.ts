import assert from 'node:assert/strict';
import { DroverError } from '../../../../engine/diagnostics/drover-error.ts';
import { deleteMigratedServers } from '../../../../modules/openstack/workload/delete-migrated-servers.ts';
import {
  settleSource,
  startServer,
  stopServer,
  type SourceRequest,
} from '../../../../modules/openstack/workload/source-server.ts';
import type { MigrationParams } from '../../../../modules/openstack/workload/workload.types.ts';
import { at } from '../../../clouds/contract/words.ts';
import type { CloudOptions } from '../../../clouds/openstack/cloud.ts';
import { runModule, testRun, type Outcome } from '../support/run-module.ts';
import { startDestination, type Destination } from './server/destination.ts';

describe('A server at the source', () => {
  let source: Destination;
  let there: Destination | undefined;
  let id: string;
  const start = async (options: CloudOptions = {}): Promise<void> => {
    source = await startDestination(options, ['src', 'src']);
    id = makeServer(source, 'web');
  };
  afterEach(async () => {
    await source.close();
    await there?.close();
    there = undefined;
  });

  const makeServer = ({ tenant, image, get }: Destination, name: string): string => {
    const made = tenant.call(
      'POST',
      '/v2.1/servers',
      { server: { name, flavorRef: '1', imageRef: image, networks: 'none' } },
      'compute',
      { 'openstack-api-version': 'compute 2.90' },
    ).body;
    const server = String(at(made, 'server.id'));
    get(`/v2.1/servers/${server}`);
    return server;
  };
  const look = (key: string): unknown => at(source.get(`/v2.1/servers/${id}`), `server.${key}`);
  const request = (timeoutMs = 2000): SourceRequest => ({
    server: id,
    label: 'server "web"',
    writer: source.writer,
    timeoutMs,
    signal: new AbortController().signal,
  });
  const settle = (postMigration: Partial<MigrationParams['postMigration']>): Promise<void> =>
    settleSource({
      ...request(),
      postMigration: { source: 'keep', days: 0, destination: 'start', ...postMigration },
      destination: 'a-server',
    });

  it('is stopped, and waited for, and started again', async () => {
    await start({ serverRequestsUntilDone: 3 });
    assert.equal((await stopServer(request()))['status'], 'SHUTOFF');
    assert.equal((await startServer(request()))['status'], 'ACTIVE');
    assert.deepEqual(
      source.run.journal.flatMap((line) =>
        line.state === 'intended' ? [at(line.entry.undo, 'call.body')] : [],
      ),
      [{ 'os-start': null }, { 'os-stop': null }],
    );
  });

  it('stays off where it is off', async () => {
    await start();
    await stopServer(request());
    source.cloud.resetCalls();
    await stopServer(request());
    assert.equal(source.cloud.calls.writes, 0);
  });

  it('is told of where it does not stop in time', async () => {
    await start({ fateOf: (work) => (work === 'stop' ? 'stuck' : undefined) });
    await assert.rejects(stopServer(request(300)), (error) => {
      assert.ok(error instanceof DroverError);
      assert.equal(error.code, 'cloud-timeout');
      assert.match(error.message, /server "web" .* was to be stopped, and is ACTIVE after 0 seconds/);
      assert.match(error.diagnostic.help ?? '', /os_migrate_timeout/);
      return true;
    });
  });

  it('is told of where the cloud gives up', async () => {
    await start({ fateOf: (work) => (work === 'stop' ? { fails: 'the host is gone' } : undefined) });
    await assert.rejects(stopServer(request()), {
      code: 'server-error',
      message: /was to be stopped, and was not: it is ACTIVE again \(openstack server event list/,
    });
  });

  it('is told of where it goes to ERROR', async () => {
    await start({ fateOf: (work) => (work === 'stop' ? 'stuck' : undefined) });
    const stopped = stopServer(request());
    const { servers } = source.cloud.state.compute;
    await new Promise((resolve) => setTimeout(resolve, 200));
    const row = servers.get(id)!;
    const fault = { code: 500, message: 'the host is gone', created_at: row.created_at };
    servers.replace({ ...row, vm_state: 'error', task_state: null, fault });
    await assert.rejects(stopped, { code: 'server-error', message: /and was not: the host is gone/ });
  });

  it('is told of where it is gone', async () => {
    await start();
    source.tenant.call('DELETE', `/v2.1/servers/${id}`, undefined, 'compute');
    source.get(`/v2.1/servers/${id}`);
    await assert.rejects(stopServer(request()), { code: 'resource-missing' });
  });

  describe('that was migrated', () => {
    it('stays, is stopped, or is renamed, each once', async () => {
      await start();
      await settle({ source: 'keep' });
      assert.equal(look('status'), 'ACTIVE');
      await settle({ source: 'stop' });
      assert.equal(look('status'), 'SHUTOFF');
      await settle({ source: 'rename' });
      assert.equal(look('name'), 'migrated-web');
      source.cloud.resetCalls();
      await settle({ source: 'rename' });
      await settle({ source: 'stop' });
      assert.equal(source.cloud.calls.writes, 0);
    });

    it('is noted to be deleted, with its day and what stands for it', async () => {
      await start();
      await settle({ source: 'delete-after-days', days: 3 });
      const day = new Date(Date.now() + 3 * 86_400_000).toISOString().slice(0, 10);
      assert.equal(look('status'), 'SHUTOFF');
      assert.deepEqual(look('metadata'), { drover_delete_after: day, drover_migrated_to: 'a-server' });
      source.cloud.resetCalls();
      await settle({ source: 'delete-after-days', days: 9 });
      assert.equal(source.cloud.calls.writes, 0);
    });
  });

  describe('whose day has come', () => {
    let other: string;
    const bothSides = async (days: number): Promise<Destination> => {
      await start();
      there = await startDestination();
      other = makeServer(there, 'web');
      await settleSource({
        ...request(),
        postMigration: { source: 'delete-after-days', days, destination: 'start' },
        destination: other,
      });
      return there;
    };
    const run = async (args: object = {}, checkMode = false): Promise<Outcome> => {
      const made = testRun({ checkMode });
      try {
        const auth = there?.cloud.auth('dst', 'dst');
        const given = { auth, source_auth: source.cloud.auth('src', 'src'), ...args };
        return await runModule(deleteMigratedServers, given, made);
      } finally {
        await made.close();
      }
    };
    const isThere = (): boolean => source.cloud.state.compute.servers.get(id) !== undefined;

    it('is deleted, where the destination has it ACTIVE', async () => {
      await bothSides(0);
      const planned = await run({}, true);
      assert.equal(planned.plan?.action, 'delete');
      assert.deepEqual(planned.result['deleted'], [`server "web" (${id})`]);
      assert.ok(isThere());
      await run();
      assert.ok(!isThere());
      assert.equal((await run()).plan?.action, 'unchanged');
    });

    it('is not yet deleted before that day', async () => {
      await bothSides(2);
      const { plan } = await run();
      assert.equal(plan?.action, 'unchanged');
      assert.deepEqual(plan.warnings, []);
      assert.ok(isThere());
    });

    it('is left where its server at the destination does not run', async () => {
      const { cloud, tenant, get } = await bothSides(0);
      tenant.call('POST', `/v2.1/servers/${other}/action`, { 'os-stop': null }, 'compute');
      get(`/v2.1/servers/${other}`);
      const { plan } = await run();
      assert.match(plan?.warnings?.join() ?? '', /which stands for it, is SHUTOFF\. It is left/);
      assert.ok(isThere());
      assert.equal((await run({ accept_stopped: true }, true)).plan?.action, 'delete');
      cloud.state.compute.servers.remove(other);
      assert.match((await run()).plan?.warnings?.join() ?? '', /does not have server/);
    });

    it('is left where somebody uses it again', async () => {
      await bothSides(0);
      await startServer(request());
      assert.match((await run()).plan?.warnings?.join() ?? '', /it is ACTIVE, so somebody uses it/);
      assert.ok(isThere());
    });
  });
});
