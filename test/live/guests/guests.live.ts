import assert from 'node:assert/strict';
import { Buffer } from 'node:buffer';
import { clientsOf, type Clients } from '../seed/whole/clients.ts';
import { firstDifference, readBytes, volumeFile } from '../support/backend-files.ts';
import { makeGuestNetwork, type BootedServer, type GuestNetwork } from '../support/guest-network.ts';
import { bringUpGuests, openGuest, waitFor, type Guest } from '../support/guests.ts';
import { inventory } from '../support/inventory.ts';

const SIDES = ['source', 'destination'] as const;
const NAME = 'guests-live';

interface Side {
  readonly clients: Clients;
  readonly network: GuestNetwork;
  readonly before: unknown;
  readonly fromImage: BootedServer;
  readonly fromVolume: BootedServer;
}

describe('Real guests of the bed', () => {
  const sides = new Map<string, Side>();
  const guests = new Map<string, Guest>();
  const removals: (() => Promise<void>)[] = [];

  const side = (name: string): Side => sides.get(name) ?? assert.fail(`${name} did not come up`);
  const guest = async (name: string, which: 'fromImage' | 'fromVolume'): Promise<Guest> => {
    const known = guests.get(`${name} ${which}`);
    if (known) return known;
    const { clients, [which]: server } = side(name);
    const opened = await openGuest(clients, server.id, server.address);
    guests.set(`${name} ${which}`, opened);
    return opened;
  };

  before('boots two guests at each cloud, one from an image and one from a volume', async () => {
    await bringUpGuests();
    await Promise.all(
      SIDES.map(async (name) => {
        const clients = await clientsOf(name, 'bench');
        const state = await inventory(clients);
        const network = await makeGuestNetwork(clients, NAME);
        removals.push(network.remove);
        const [fromImage, fromVolume] = await Promise.all([
          network.boot({ name: `${NAME}-image`, from: 'image' }),
          network.boot({
            name: `${NAME}-volume`,
            from: 'volume',
            bus: name === 'destination' ? 'scsi' : 'virtio',
          }),
        ]);
        sides.set(name, { clients, network, before: state, fromImage, fromVolume });
      }),
    );
  });

  after('leaves nothing', async () => {
    await Promise.all([...guests.values()].map(({ close }) => close()));
    await Promise.all(removals.map((remove) => remove()));
    for (const { clients, before: state } of sides.values())
      assert.deepEqual(await inventory(clients), state);
  });

  for (const name of SIDES) {
    it(`boot and answer over their floating IPs: ${name}`, async () => {
      const [fromImage, fromVolume] = await Promise.all([
        guest(name, 'fromImage'),
        guest(name, 'fromVolume'),
      ]);
      assert.equal(await fromImage.ask('cat /disk/boots'), '1');
      const device = name === 'destination' ? '/dev/sda1' : '/dev/vda1';
      assert.equal(await fromVolume.ask('awk \'$2 == "/disk" { print $1 }\' /proc/mounts'), device);
    });

    it(`see a volume that is attached to them, and its bytes: ${name}`, async () => {
      const { clients, network, fromImage } = side(name);
      const within = await guest(name, 'fromImage');
      const id = await network.volume(`${NAME}-data`);
      const path = `/servers/${fromImage.id}/os-volume_attachments`;
      await clients.call('compute', 'POST', path, { volumeAttachment: { volumeId: id } });
      const serial = await waitFor('The volume is not seen', async () => {
        const { stdout } = await within.run('cat /sys/block/vdb/serial');
        return stdout === '' ? undefined : stdout.trim();
      });
      assert.equal(serial, id.slice(0, 20));
      await within.ask('dd of=/dev/vdb bs=4096 seek=100 2>/dev/null && sync', 'written by a guest');
      await network.statusOf('volumes', id, 'in-use');
      await clients.call('compute', 'DELETE', `${path}/${id}`);
      await network.statusOf('volumes', id, 'available');
      assert.equal((await within.run('test -e /sys/block/vdb')).code, 1);

      const file = volumeFile(name, id);
      assert.equal((await readBytes(file, 409_600, 18)).toString(), 'written by a guest');
      const empty = volumeFile(name, await network.volume(`${NAME}-empty`));
      assert.match((await firstDifference(file, empty)) ?? 'the same', /409600/);
      assert.deepEqual(await readBytes(empty, 409_600, 4), Buffer.alloc(4));
    });
  }

  it('stop at the power button, and boot again with what is on their disk', async () => {
    const { clients, network, fromVolume } = side('source');
    const within = await guest('source', 'fromVolume');
    // Not synced: it is on the disk only if the guest had the time to unmount it.
    await within.ask('echo moved >/disk/marker');
    const action = (body: Record<string, unknown>): Promise<unknown> =>
      clients.call('compute', 'POST', `/servers/${fromVolume.id}/action`, body);
    await action({ 'os-stop': null });
    await network.statusOf('servers', fromVolume.id, 'SHUTOFF');
    await action({ 'os-start': null });
    await network.statusOf('servers', fromVolume.id, 'ACTIVE');
    const again = await openGuest(clients, fromVolume.id, fromVolume.address);
    assert.equal(await again.ask('cat /disk/boots /disk/marker'), '2\nmoved');
    await again.close();
  });

  it('reach a floating IP of the other cloud', async () => {
    const within = await guest('destination', 'fromVolume');
    const banner = await within.ask(`nc -w 10 ${side('source').fromImage.address} 22 </dev/null | head -n 1`);
    assert.match(banner, /^SSH-2\.0-dropbear/);
  });
});
