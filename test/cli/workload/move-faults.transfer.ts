import assert from 'node:assert/strict';
import { setTimeout as sleep } from 'node:timers/promises';
import { needTransferTools } from '../../clouds/hosts/need-tools.ts';
import { assertSameDisks } from './compare.ts';
import { settle } from './hand.ts';
import { inventoryOf } from './inventory.ts';
import { assertNothingLeftOver, move, said, temporaryIn } from './moving.ts';
import type { SeededServer } from './seed-servers.ts';
import { FATAL, isCopy, SURVIVED, until } from './troubles.ts';
import { openWorkloadWorkspace, type WorkloadWorkspace } from './workspace.ts';

describe('A server that is moved under difficulties', function () {
  this.timeout(180_000);
  let workspace: WorkloadWorkspace;
  const servers: SeededServer[] = [];

  before(async () => {
    needTransferTools();
    workspace = await openWorkloadWorkspace({
      variables: {
        os_migrate_workload_stop_before_migration: true,
        os_migrate_timeout: 8,
        os_migrate_copy_retries: 5,
        os_migrate_copy_retry_delay: 1,
        os_migrate_copy_chunk_size: 1,
      },
    });
    for (let number = 1; number <= FATAL.length + SURVIVED.length; number += 1) {
      const data = [{ name: `s${number}-data` }];
      servers.push(workspace.addServer({ name: `s${number}`, boot: '/dev/vda', data }));
    }
    await workspace.succeed('run', 'export_workloads.yml');
  });
  after(() => workspace.close());

  for (const [index, { name, arm, holdsOn }] of FATAL.entries()) {
    it(`is as it was after ${name}, and is moved by the next run`, async () => {
      const server = servers[index]!;
      const { source, destination } = workspace;
      const left = temporaryIn(workspace);
      const look = () => [inventoryOf(source), inventoryOf(destination)];
      const before = look();
      const disarm = arm(workspace, server);
      const ended = await move(workspace, server).finally(disarm);
      assert.notEqual(ended.code, 0, 'the run says that all went well');
      for (const cloud of [source, destination]) settle(cloud);
      if (holdsOn !== true) assert.deepEqual(look(), before, said(ended));
      const again = await move(workspace, server);
      assert.equal(again.code, 0, said(ended, again));
      assertSameDisks(workspace, server, { bootDisk: 'copied' });
      await assertNothingLeftOver(workspace, left);
    });
  }

  for (const [index, { name, strike }] of SURVIVED.entries()) {
    it(`arrives although ${name} during the copy`, async () => {
      const server = servers[FATAL.length + index]!;
      const left = temporaryIn(workspace);
      const [source] = workspace.hosts.source;
      const [destination] = workspace.hosts.destination;
      source!.faults.slowDown(1 << 20);
      const moving = move(workspace, server);
      try {
        await until('a copy', () => destination!.running().some(isCopy));
        await strike(workspace);
        await sleep(300);
      } finally {
        source!.faults.slowDown(undefined);
        await moving;
      }
      const ended = await moving;
      assert.equal(ended.code, 0, said(ended));
      assertSameDisks(workspace, server, { bootDisk: 'copied' });
      await assertNothingLeftOver(workspace, left);
    });
  }
});
