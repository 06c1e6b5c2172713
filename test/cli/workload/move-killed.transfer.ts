import assert from 'node:assert/strict';
import { once } from 'node:events';
import { needTransferTools } from '../../clouds/hosts/need-tools.ts';
import type { LoopbackCloud } from '../../clouds/openstack/cloud.ts';
import { assertSameDisks } from './compare.ts';
import { assertNothingLeftOver, move, said } from './moving.ts';
import type { SeededServer } from './seed-servers.ts';
import { isCopy, until } from './troubles.ts';
import { openWorkloadWorkspace, type WorkloadWorkspace } from './workspace.ts';

const has = (cloud: LoopbackCloud, method: string, path: RegExp): boolean =>
  cloud.calls.list.some((call) => call.method === method && path.test(call.path));

/** When drover is killed. */
const MOMENTS: readonly {
  readonly name: string;
  readonly isCome: (workspace: WorkloadWorkspace) => boolean;
}[] = [
  { name: 'the source stops', isCome: ({ source }) => has(source, 'POST', /\/servers\/[^/]+\/action$/) },
  { name: 'a snapshot is asked for', isCome: ({ source }) => has(source, 'POST', /\/snapshots$/) },
  { name: 'a copy of the snapshot is asked for', isCome: ({ source }) => has(source, 'POST', /\/volumes$/) },
  {
    name: 'a volume leaves its server',
    isCome: ({ source }) => has(source, 'DELETE', /\/os-volume_attachments\//),
  },
  {
    name: 'a volume of the destination is asked for',
    isCome: ({ destination }) => has(destination, 'POST', /\/volumes$/),
  },
  {
    name: 'data are copied',
    isCome: ({ hosts: { destination } }) => destination[0]!.running().some(isCopy),
  },
  {
    name: 'a port of the destination is asked for',
    isCome: ({ destination }) => has(destination, 'POST', /\/v2\.0\/ports$/),
  },
  {
    name: 'the server is asked for',
    isCome: ({ destination }) => has(destination, 'POST', /\/v2\.1\/servers$/),
  },
];

describe('A migration whose drover is killed', function () {
  this.timeout(240_000);
  let workspace: WorkloadWorkspace;
  const servers: SeededServer[] = [];

  before(async () => {
    needTransferTools();
    workspace = await openWorkloadWorkspace({
      variables: { os_migrate_workload_stop_before_migration: true, os_migrate_copy_chunk_size: 1 },
    });
    for (const index of MOMENTS.keys()) {
      const data = [{ name: `k${index}-data` }];
      servers.push(workspace.addServer({ name: `k${index}`, boot: '/dev/vda', data }));
    }
    await workspace.succeed('run', 'export_workloads.yml');
  });
  after(() => workspace.close());

  for (const [index, { name, isCome }] of MOMENTS.entries()) {
    it(`when ${name} is brought to its end by the next run`, async () => {
      const server = servers[index]!;
      const { source, destination } = workspace;
      for (const cloud of [source, destination]) cloud.resetCalls();
      const filter = JSON.stringify({ os_migrate_workloads_filter: [server.name] });
      const { slowDown } = workspace.hosts.source[0]!.faults;
      // Else what is copied has come through before anybody sees it.
      slowDown(1 << 20);
      const child = workspace.begin('run', 'import_workloads.yml', '-e', filter);
      const ended = once(child, 'exit');
      await until(`the moment when ${name}`, () => isCome(workspace) || child.exitCode !== null);
      child.kill('SIGKILL');
      await ended;
      slowDown(undefined);
      assert.equal(child.signalCode, 'SIGKILL', 'drover ended before it could be killed');
      const again = await move(workspace, server);
      assert.equal(again.code, 0, said(again));
      assertSameDisks(workspace, server, { bootDisk: 'copied' });
      await assertNothingLeftOver(workspace);
      const ports = workspace.destination.tenant('dst', 'dst').list('ports', `name=${server.name}-app-net`);
      assert.equal(ports.length, 1, 'a port is there twice');
    });
  }
});
