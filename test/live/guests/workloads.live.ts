import assert from 'node:assert/strict';
import { randomBytes } from 'node:crypto';
import { firstDifference, volumeFile, writeBytes } from '../support/backend-files.ts';
import { said } from '../support/drover.ts';
import type { BootedServer, GuestWish } from '../support/guest-network.ts';
import { openGuest } from '../support/guests.ts';
import {
  fixedAddresses,
  floatingAddress,
  openMoves,
  serverNamed,
  serverOf,
  volumesOf,
  type Moves,
  type VolumeBody,
} from './moves.ts';
import { removeSharedHostsAtTheEnd } from './shared-hosts.ts';
import { isCopying, moment } from './troubles.ts';

const NAME = 'move';
const MIB = 1024 ** 2;
const GIB = 1024 ** 3;

const IMAGE = `${NAME}-image`;
const COPIED = `${NAME}-copied`;
const VOLUME = `${NAME}-volume`;
const WARM = `${NAME}-warm`;
/** Those that are stopped and moved in one run. */
const COLD = [IMAGE, COPIED, VOLUME];

const GUESTS: readonly GuestWish[] = [
  { name: IMAGE, from: 'image' },
  { name: COPIED, from: 'image' },
  { name: VOLUME, from: 'volume', bus: 'scsi', hasTwoNics: true },
  { name: WARM, from: 'volume' },
];

/** Data volumes of 1 GiB: whose they are, and what is on them, in bytes from where and how many. */
const DATA: readonly {
  readonly name: string;
  readonly of?: string;
  readonly pieces: readonly (readonly [from: number, bytes: number])[];
}[] = [
  {
    name: `${NAME}-random`,
    of: COPIED,
    pieces: [
      [0, 3 * MIB],
      [GIB - 512, 512],
    ],
  },
  { name: `${NAME}-sparse`, of: VOLUME, pieces: [[300 * MIB + 4096, 70_000]] },
  { name: `${NAME}-zero`, of: VOLUME, pieces: [] },
  { name: `${NAME}-alone`, pieces: [[17 * MIB + 1, 100_001]] },
  { name: `${NAME}-busy`, of: WARM, pieces: [[0, 24 * MIB]] },
];

removeSharedHostsAtTheEnd();

/** Real guests with real data, moved from one real cloud to the other through real conversion hosts. */
describe('Servers with their data, on two real clouds', () => {
  let moves: Moves;
  const booted = new Map<string, BootedServer>();
  const volumes = new Map<string, string>();

  const server = (name: string): BootedServer => booted.get(name) ?? assert.fail(`no server ${name}`);
  const guestThere = async (name: string) => {
    const is = await serverNamed(moves.destination, name);
    const address = floatingAddress(is) ?? assert.fail(`${name} has no floating IP`);
    return openGuest(moves.destination, is.id, address);
  };
  const hasSameBytes = async (name: string): Promise<void> => {
    const path = `/volumes/detail?name=${name}`;
    // Boundary: a list of volumes.
    const twins = (await moves.destination.call('volume', 'GET', path))['volumes'] as readonly VolumeBody[];
    assert.equal(twins.length, 1, `${name}: ${JSON.stringify(twins)}`);
    const files = [
      volumeFile('source', volumes.get(name) ?? ''),
      volumeFile('destination', twins[0]?.id ?? ''),
    ] as const;
    assert.equal(await firstDifference(...files), undefined, name);
  };

  before('makes guests at the source, and their networks at both clouds', async () => {
    moves = await openMoves({ name: NAME, hasSecondNetwork: true });
    const { network, source } = moves;
    for (const wish of GUESTS) booted.set(wish.name, await network.boot(wish));
    for (const { name, of, pieces } of DATA) {
      const id = await network.volume(name);
      for (const [from, bytes] of pieces)
        await writeBytes(volumeFile('source', id), from, randomBytes(bytes));
      volumes.set(name, id);
      if (of !== undefined) await network.attach(server(of).id, id);
    }
    for (const [name, { id, address }] of booted) {
      const guest = await openGuest(source, id, address);
      await guest.ask(`echo ${name} >/disk/marker; sync`);
      await guest.close();
    }
  });
  after('leaves nothing', () => moves.close());

  it('exports servers and volumes, and takes edits', async () => {
    await moves.succeed('run', 'playbooks/export_workloads.yml');
    await moves.succeed('run', 'playbooks/export_detached_volumes.yml');
    const records = await moves.edit('workloads.yml', ({ params, _migration_params: how }) => {
      how['boot_disk_copy'] = params.name !== IMAGE;
      how['warm'] = params.name === WARM;
      how['verify'] = ['active', 'port_22'];
    });
    assert.deepEqual(records.map(({ params }) => params.name).toSorted(), [...booted.keys()].toSorted());
  });

  it('plans with no write, and shows every volume', async () => {
    moves.forget();
    const ended = await moves.succeed('plan', 'playbooks/import_workloads.yml');
    assert.deepEqual(moves.writes(), []);
    for (const { name, of } of DATA)
      if (of !== undefined) assert.ok(ended.stdout.includes(name), said(ended));
    assert.match(ended.stdout, /4 to create/);
  });

  it('moves the servers', async () => {
    const ended = await moves.move(COLD);
    assert.equal(ended.code, 0, said(ended));
    assert.match(ended.stdout, /changed=1/);
  });

  it('moves volumes that no server has', async () => {
    await moves.succeed('run', 'playbooks/import_detached_volumes.yml');
  });

  it('has the same bytes at the destination', async () => {
    for (const { name, of } of DATA) if (of !== WARM) await hasSameBytes(name);
  });

  it('has servers that boot with what was on their disks', async () => {
    for (const name of COLD) {
      const guest = await guestThere(name);
      const marker = await guest.run('cat /disk/marker');
      if (name === IMAGE) assert.notEqual(marker.code, 0, 'its own disk is not brought along');
      else assert.equal(marker.stdout.trim(), name);
      await guest.close();
    }
  });

  it('has them at their addresses, with their MAC addresses, at each of their NICs', async () => {
    for (const name of COLD) {
      const [was, is] = await Promise.all([
        serverOf(moves.source, server(name).id),
        serverNamed(moves.destination, name),
      ]);
      assert.equal(is.status, 'ACTIVE');
      assert.deepEqual(fixedAddresses(is), fixedAddresses(was), name);
      assert.equal(fixedAddresses(is).length, name === VOLUME ? 2 : 1);
      const guest = await guestThere(name);
      // The other cloud has other addresses.
      assert.match(guest.address, /^172\.24\.5\./);
      // What the guest itself has, of its network cards and of DHCP.
      const within = await guest.ask('ip -o link; ip -4 -o addr');
      for (const { ip, mac } of fixedAddresses(was)) {
        assert.ok(within.includes(` ${ip}/`), `${ip} is not in ${within}`);
        assert.ok(within.includes(` ${mac} `), `${mac} is not in ${within}`);
      }
      await guest.close();
    }
  });

  it('left the servers of the source off, with their volumes', async () => {
    for (const name of COLD) {
      const { id, root } = server(name);
      assert.equal((await serverOf(moves.source, id)).status, 'SHUTOFF');
      const expected = DATA.filter(({ of }) => of === name).map((one) => volumes.get(one.name));
      const has = (await volumesOf(moves.source, id)).map((volume) => volume.id);
      assert.deepEqual(has, root === '' ? expected : [root, ...expected], name);
    }
  });

  it('makes a first copy of a guest that runs and writes, and has it down for the rest only', async () => {
    const guest = await openGuest(moves.source, server(WARM).id, server(WARM).address);
    let write: Promise<unknown> = Promise.resolve();
    const began = performance.now();
    const slowly = { os_migrate_workloads_filter: [WARM], os_migrate_copy_limit: 4 };
    // With -v, the result of the task is shown.
    const args = ['run', 'playbooks/import_workloads.yml', '-v', '-e', JSON.stringify(slowly)];
    const ended = await moves.run(args, (child) => {
      write = moment(
        'the first copy is sent',
        () => isCopying(moves, volumes.get(`${NAME}-busy`)),
        () => child.exitCode !== null,
      ).then(() => guest.ask('dd of=/dev/vdb bs=4096 seek=1000 conv=notrunc 2>/dev/null && sync', 'late'));
    });
    const seconds = (performance.now() - began) / 1000;
    await write;
    await guest.close();
    assert.equal(ended.code, 0, said(ended));
    await hasSameBytes(`${NAME}-busy`);
    const [, downtime] = /"downtime": ([\d.]+)/.exec(ended.stdout) ?? [];
    assert.ok(
      Number(downtime) > 0 && Number(downtime) < seconds / 1.5,
      `down for ${downtime ?? '?'} of ${seconds} s`,
    );
    const there = await guestThere(WARM);
    assert.equal(await there.ask('cat /disk/marker'), WARM);
    assert.equal(await there.ask('dd if=/dev/vdb bs=4096 skip=1000 count=1 2>/dev/null | head -c 4'), 'late');
    await there.close();
  });

  it('finds nothing to do in a second run', async () => {
    moves.forget();
    for (const kind of ['workloads', 'detached_volumes'])
      await moves.succeed('run', `playbooks/import_${kind}.yml`);
    assert.deepEqual(moves.writes(), []);
  });

  it('takes all of it back', async () => {
    await moves.takeBack();
    for (const { id } of booted.values()) assert.equal((await serverOf(moves.source, id)).status, 'ACTIVE');
    const [, destination] = await moves.inventories();
    assert.deepEqual(destination, moves.initial[1]);
    await moves.network.remove();
    const [source] = await moves.inventories();
    assert.deepEqual(source, moves.initial[0]);
  });
});
