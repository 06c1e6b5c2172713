import assert from 'node:assert/strict';
import { setTimeout as sleep } from 'node:timers/promises';
import { needTransferTools } from '../../clouds/hosts/need-tools.ts';
import type { Ended } from '../built.ts';
import { assertSameDisks } from './compare.ts';
import { inventoryOf } from './inventory.ts';
import type { SeededServer } from './seed-servers.ts';
import { openWorkloadWorkspace, type WorkloadWorkspace } from './workspace.ts';

/** Something that goes wrong while a server is moved; the function makes it right again. */
interface Trouble {
  readonly name: string;
  readonly arm: (workspace: WorkloadWorkspace, server: SeededServer) => () => void;
}

/** What a run that fails leaves as it was, and what the next run mends. */
const FATAL: readonly Trouble[] = [
  {
    name: 'a snapshot that ends in an error',
    arm: ({ source }) => source.fates.add({ work: 'snapshot', fate: { fails: 'no luck' } }),
  },
  {
    name: 'a copy of the snapshot that ends in an error',
    arm: ({ source }) => source.fates.add({ service: 'volume', work: 'create', fate: { fails: 'no luck' } }),
  },
  {
    name: 'a snapshot that is never ready',
    arm: ({ source }) => source.fates.add({ work: 'snapshot', fate: 'stuck' }),
  },
  {
    name: 'a volume of the destination that ends in an error',
    arm: ({ destination }) =>
      destination.fates.add({ service: 'volume', work: 'create', fate: { fails: 'no luck' } }),
  },
  {
    name: 'a quota of volumes that is full by then',
    arm: ({ destination }) =>
      destination.faults.add({
        kind: 'status',
        status: 413,
        body: {
          overLimit: {
            code: 413,
            message: 'VolumeLimitExceeded: Maximum number of volumes allowed (1) exceeded',
          },
        },
        match: { method: 'POST', path: /\/volumes$/, nth: 2 },
        times: Infinity,
      }),
  },
  {
    name: 'an attachment at the destination that never ends',
    arm: ({ destination }) => destination.fates.add({ work: 'attach_volume', fate: 'stuck' }),
  },
  {
    name: 'an attachment at the destination that fails',
    arm: ({ destination }) => destination.fates.add({ work: 'attach_volume', fate: { fails: 'no luck' } }),
  },
  {
    name: 'an attachment at the source that fails',
    arm: ({ source }) => source.fates.add({ work: 'attach_volume', fate: { fails: 'no luck' } }),
  },
  {
    name: 'a server of the source that does not let go of its volume',
    arm: ({ source }, { id }) => source.fates.add({ work: 'detach_volume', id, fate: { fails: 'no luck' } }),
  },
  {
    name: 'a server of the source that does not stop',
    arm: ({ source }, { id }) => source.fates.add({ work: 'stop', id, fate: { fails: 'no luck' } }),
  },
  {
    name: 'a server that ends in an error at the destination',
    arm: ({ destination }, { name }) =>
      destination.fates.add({
        service: 'compute',
        work: 'create',
        name: new RegExp(`^${name}$`),
        fate: { fails: 'no luck' },
      }),
  },
  {
    name: 'a guest that does not see its new disks',
    arm: ({ hosts: { destination } }) => {
      destination[0]!.faults.hideNewDevices(true);
      return () => {
        destination[0]!.faults.hideNewDevices(false);
      };
    },
  },
  {
    name: 'a host that shows another key than it had',
    arm: ({ hosts: { source } }) => {
      source[0]!.faults.changeHostKey(true);
      return () => {
        source[0]!.faults.changeHostKey(false);
      };
    },
  },
  {
    name: 'a host that nobody reaches',
    arm: ({ hosts: { destination } }) => {
      destination[0]!.faults.refuse(true);
      return () => {
        destination[0]!.faults.refuse(false);
      };
    },
  },
  {
    name: 'a disk of the destination that cannot be written to',
    arm: ({ hosts: { destination } }) => {
      const script = `case "$*" in *--version*|*--help*) exec "$REAL" "$@" ;; esac; echo 'nbdcopy: write: No space left on device' >&2; exit 1`;
      destination[0]!.faults.replaceProgram('nbdcopy', script);
      return () => {
        destination[0]!.faults.replaceProgram('nbdcopy', undefined);
      };
    },
  },
];

const until = async (what: string, condition: () => boolean): Promise<void> => {
  for (let tries = 0; !condition(); tries += 1) {
    if (tries > 2000) throw new Error(`${what} did not come about`);
    await sleep(20);
  }
};

/** What a run survives: the trouble comes while data are copied. */
const SURVIVED: readonly {
  readonly name: string;
  readonly strike: (workspace: WorkloadWorkspace) => void;
}[] = [
  {
    name: 'the link between the hosts is cut',
    strike: ({ hosts: { source } }) => {
      source[0]!.faults.cut();
    },
  },
  {
    name: 'the host of the destination is cut off',
    strike: ({ hosts: { destination } }) => {
      destination[0]!.faults.cut();
    },
  },
  {
    name: 'nbdkit is killed',
    strike: ({ hosts: { source } }) => {
      assert.ok(source[0]!.faults.kill(/nbdkit/) > 0);
    },
  },
  {
    name: 'nbdcopy is killed',
    strike: ({ hosts: { destination } }) => {
      assert.ok(destination[0]!.faults.kill(/nbdcopy/) > 0);
    },
  },
  {
    name: 'the host of the destination is booted anew',
    strike: ({ hosts: { destination } }) => {
      destination[0]!.faults.reboot(1500);
    },
  },
  {
    name: 'the host of the source is booted anew',
    strike: ({ hosts: { source } }) => {
      source[0]!.faults.reboot(1500);
    },
  },
];

describe('A server that is moved under difficulties', function () {
  this.timeout(120_000);
  let workspace: WorkloadWorkspace;
  let number = 0;

  before(async () => {
    needTransferTools();
    workspace = await openWorkloadWorkspace({
      variables: {
        os_migrate_workload_stop_before_migration: true,
        os_migrate_timeout: 6,
        os_migrate_copy_retries: 4,
        os_migrate_copy_retry_delay: 1,
        os_migrate_copy_chunk_size: 1,
      },
    });
  });
  after(() => workspace.close());

  const add = async (): Promise<SeededServer> => {
    number += 1;
    const name = `s${number}`;
    const server = workspace.addServer({
      name,
      boot: '/dev/vda',
      hasFloatingIp: number % 2 === 0,
      data: [{ name: `${name}-1` }, { name: `${name}-2`, content: 'sparse' }],
    });
    await workspace.succeed('run', 'export_workloads.yml');
    return server;
  };
  const move = ({ name }: SeededServer): Promise<Ended> =>
    workspace.drover(
      'run',
      'import_workloads.yml',
      '-e',
      JSON.stringify({ os_migrate_workloads_filter: [name] }),
    );
  const hostsAreIdle = async (): Promise<void> => {
    const { hosts } = workspace;
    for (const host of [...hosts.source, ...hosts.destination]) {
      await until(`the end of ${host.running().join(', ')}`, () => host.running().length === 0);
    }
  };
  const nothingTemporary = (): void => {
    for (const cloud of [workspace.source, workspace.destination]) {
      const { volumes, snapshots, images } = inventoryOf(cloud);
      const names = [...volumes, ...snapshots, ...images].map(({ name }) => String(name));
      assert.deepEqual(
        names.filter((name) => name.startsWith('os-migrate-')),
        [],
      );
    }
  };

  for (const { name, arm } of FATAL) {
    it(`is as it was after ${name}, and is moved by the next run`, async () => {
      const server = await add();
      const { source, destination } = workspace;
      const before = [inventoryOf(source), inventoryOf(destination)];
      const disarm = arm(workspace, server);
      let ended: Ended;
      try {
        ended = await move(server);
      } finally {
        disarm();
      }
      assert.notEqual(ended.code, 0, 'the run does not say that all went well');
      const said = `${ended.stdout}${ended.stderr}`;
      const after = [inventoryOf(source), inventoryOf(destination)];
      assert.deepEqual(after, before, said);
      await hostsAreIdle();
      const again = await move(server);
      assert.equal(again.code, 0, `${said}\n--- again ---\n${again.stdout}${again.stderr}`);
      assertSameDisks(workspace, server, { bootDisk: 'copied' });
      nothingTemporary();
    });
  }

  for (const { name, strike } of SURVIVED) {
    it(`arrives although ${name} during the copy`, async () => {
      const server = await add();
      const { source } = workspace.hosts;
      source[0]!.faults.slowDown(1 << 20);
      const moving = move(server);
      try {
        await until('a copy', () =>
          workspace.hosts.destination[0]!.running().some((each) => /^nbdcopy/.test(each)),
        );
        await sleep(700);
        strike(workspace);
        await sleep(300);
      } finally {
        source[0]!.faults.slowDown(undefined);
      }
      const ended = await moving;
      assert.equal(ended.code, 0, `${ended.stdout}${ended.stderr}`);
      assertSameDisks(workspace, server, { bootDisk: 'copied' });
      nothingTemporary();
      await hostsAreIdle();
    });
  }
});
