import assert from 'node:assert/strict';
import { once } from 'node:events';
import { needTransferTools } from '../../clouds/hosts/need-tools.ts';
import { assertNothingLeft } from '../../transfer/copying.ts';
import type { Hosts } from '../../transfer/hosts.ts';
import type { Ended } from '../built.ts';
import { assertSameDisks, serverNamed } from './compare.ts';
import { inventoryOf } from './inventory.ts';
import { said, temporaryIn } from './moving.ts';
import { useNamespaceHosts } from './namespace-hosts.ts';
import type { SeededServer } from './seed-servers.ts';
import { openWorkloadWorkspace, type WorkloadWorkspace } from './workspace.ts';

/** How many volumes a conversion host may have, and how many servers may be under way. */
const LIMITS = { volumes: 5, servers: 4 } as const;

/** The server that fails at the destination the first time. */
const UNLUCKY = 'm3';

describe('Several servers with several volumes', function () {
  this.timeout(120_000);
  let workspace: WorkloadWorkspace;
  let hosts: Hosts | undefined;
  const servers: SeededServer[] = [];

  before(async () => {
    needTransferTools();
    workspace = await openWorkloadWorkspace({
      // As libvirt does: what is given back in another order would have another name.
      ignoresDeviceNames: true,
      variables: {
        os_migrate_workload_stop_before_migration: true,
        os_migrate_conversion_host_volumes: LIMITS.volumes,
        os_migrate_workloads_at_once: LIMITS.servers,
      },
    });
    hosts = await useNamespaceHosts(workspace);
    for (const number of [1, 2, 3, 4, 5]) {
      const name = `m${number}`;
      const data = [
        { name: `${name}-data`, content: 'random' as const },
        { name: `${name}-logs`, content: number % 2 === 0 ? ('sparse' as const) : ('end' as const) },
      ];
      servers.push(workspace.addServer({ name, boot: '/dev/vda', data }));
    }
    await workspace.succeed('run', 'export_workloads.yml');
  });
  after(async () => {
    await hosts?.stop();
    await workspace.close();
  });

  /** What was under way at most while a run went on. */
  interface Peaks {
    atSource: number;
    atDestination: number;
    servers: number;
  }

  /** Runs the import, and looks all the time at what is under way. */
  const imported = async (): Promise<Ended & { readonly peaks: Peaks }> => {
    const peaks: Peaks = { atSource: 0, atDestination: 0, servers: 0 };
    const watch = setInterval(() => {
      look(peaks);
    }, 10);
    try {
      const child = workspace.begin('run', 'import_workloads.yml');
      let [stdout, stderr] = ['', ''];
      child.stdout?.setEncoding('utf8').on('data', (part: string) => (stdout += part));
      child.stderr?.setEncoding('utf8').on('data', (part: string) => (stderr += part));
      const [code] = (await once(child, 'close')) as [number | null];
      return { code, stdout, stderr, peaks };
    } finally {
      clearInterval(watch);
    }
  };
  const look = (peaks: Peaks): void => {
    const { source, destination } = workspace;
    const held = ({ state }: typeof source): number =>
      state.compute.servers.all().find(({ name }) => name === 'conversion-1')?.attachments.length ?? 0;
    const underWay = servers.filter(({ id, name }) => {
      const there = destination.state.compute.servers.all().find((server) => server.name === name);
      return source.state.compute.servers.get(id)?.vm_state === 'stopped' && there?.vm_state !== 'active';
    });
    peaks.atSource = Math.max(peaks.atSource, held(source));
    peaks.atDestination = Math.max(peaks.atDestination, held(destination));
    peaks.servers = Math.max(peaks.servers, underWay.length);
  };

  /** What is there of a server and its volumes, but for whether it runs. */
  const volumesOf = (server: SeededServer) => {
    const found = inventoryOf(workspace.source).servers.find(({ id }) => id === server.id);
    return found?.['volumes'];
  };

  it('are moved side by side, as far as limits go, and one that fails stops no other', async () => {
    const { source, destination } = workspace;
    const [before, there] = [inventoryOf(source), inventoryOf(destination)];
    const devices = servers.map(volumesOf);
    destination.fates.add({
      service: 'compute',
      work: 'create',
      name: new RegExp(`^${UNLUCKY}$`),
      fate: { fails: 'no luck' },
    });
    const ended = await imported();
    assert.notEqual(ended.code, 0, said(ended));
    assert.deepEqual(
      ended.peaks,
      { atSource: LIMITS.volumes, atDestination: LIMITS.volumes, servers: LIMITS.servers },
      said(ended),
    );
    for (const server of servers)
      if (server.name !== UNLUCKY) assertSameDisks(workspace, server, { bootDisk: 'copied' });
    // Of the one that failed nothing is left there, and it runs as before.
    const arrived = inventoryOf(destination);
    assert.equal(arrived.servers.length, there.servers.length + 4, said(ended));
    assert.equal(arrived.volumes.length, there.volumes.length + 12);
    assert.equal(arrived.ports.length, there.ports.length + 4);
    const unlucky = servers.find(({ name }) => name === UNLUCKY) ?? assert.fail();
    assert.equal(serverNamed(source, UNLUCKY).vm_state, 'active');
    assert.deepEqual(volumesOf(unlucky), devices[servers.indexOf(unlucky)]);
    // At the source all is as it was, each volume under its name, but that those which are moved are off.
    const { servers: _servers, ...rest } = inventoryOf(source);
    const { servers: _before, ...restBefore } = before;
    assert.deepEqual(rest, restBefore);
    assert.deepEqual(servers.map(volumesOf), devices);
    assert.deepEqual(temporaryIn(workspace), []);
    if (hosts !== undefined) await assertNothingLeft(hosts);
  });

  it('are left alone by the next run, which moves the one that failed', async () => {
    const there = inventoryOf(workspace.destination);
    const ended = await imported();
    assert.equal(ended.code, 0, said(ended));
    assert.equal(ended.peaks.servers, 1);
    for (const server of servers) assertSameDisks(workspace, server, { bootDisk: 'copied' });
    const arrived = inventoryOf(workspace.destination);
    assert.equal(arrived.servers.length, there.servers.length + 1);
    assert.equal(arrived.volumes.length, there.volumes.length + 3);
    assert.deepEqual(temporaryIn(workspace), []);
  });
});
