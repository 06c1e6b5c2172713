import assert from 'node:assert/strict';
import { randomBytes } from 'node:crypto';
import { rm, writeFile } from 'node:fs/promises';
import type { Body } from '../seed/cloud.ts';
import type { Clients } from '../seed/whole/clients.ts';
import { sharedVolumeFile, volumeFile, writeBytes } from '../support/backend-files.ts';
import { said } from '../support/drover.ts';
import type { BootedServer, GuestWish } from '../support/guest-network.ts';
import { waitFor } from '../support/guests.ts';
import type { Inventory } from '../support/inventory.ts';
import { openMoves, serverNamed, serverOf, volumesOf, type Moves } from './moves.ts';
import { SCENARIOS, type Given, type Scenario } from './scenarios.ts';
import { removeSharedHostsAtTheEnd } from './shared-hosts.ts';

const NAME = 'ways';
const MIB = 1024 ** 2;
const IMPORT = ['run', 'playbooks/import_workloads.yml'] as const;

/** Servers beside the table: they are moved in runs of their own. */
const NOT_THERE = `${NAME}-nowhere`;
const UNVERIFIED = `${NAME}-unverified`;

removeSharedHostsAtTheEnd();

/** What `_migration_params` say, on two real clouds: all servers of the table are moved in one run. */
describe('What the record of a server says', () => {
  let moves: Moves;
  let given: Given;
  let there: Inventory;
  let here: Inventory;
  const seeded = new Map<string, BootedServer>();
  const removals: (() => Promise<unknown>)[] = [];
  const names = SCENARIOS.map(({ name }) => `${NAME}-${name}`);

  const seed = async (wish: GuestWish): Promise<BootedServer> => {
    const server = await moves.network.boot({ zone: 'nova', ...wish });
    seeded.set(wish.name, server);
    return server;
  };
  const seedScenario = async ({ name, wish, data = [] }: Scenario): Promise<void> => {
    const { id, root } = await seed({ name: `${NAME}-${name}`, from: 'image', ...wish });
    if (root !== '') await writeSome(root, wish?.volumeType);
    for (const { name: title, type } of data) {
      const volume = await moves.network.volume(`${NAME}-${title}`, type);
      await writeSome(volume, type);
      await moves.network.attach(id, volume);
    }
  };
  const serverAtSource = (name: string): BootedServer => seeded.get(name) ?? assert.fail(`no server ${name}`);

  before('makes the servers, what the destination has already, and the records', async () => {
    moves = await openMoves({ name: NAME });
    const { destination } = moves;
    for (const scenario of SCENARIOS) await seedScenario(scenario);
    for (const name of [NOT_THERE, UNVERIFIED]) await seed({ name, from: 'image' });
    const volumes: Record<string, string> = {};
    for (const name of ['boot', 'one', 'two', 'three', 'four'])
      volumes[name] = await volumeThere(destination, name, removals);
    given = { volumes, scratch: moves.scratch };
    const addresses = SCENARIOS.filter(({ hasAddressThere }) => hasAddressThere).map(
      ({ name }) => serverAtSource(`${NAME}-${name}`).address,
    );
    await addressesThere(destination, addresses, removals);
    [here, there] = await moves.inventories();
    await moves.succeed('run', 'playbooks/export_workloads.yml');
    await moves.edit('workloads.yml', ({ params, _migration_params: how }) => {
      const scenario = SCENARIOS.find(({ name }) => params.name === `${NAME}-${name}`);
      Object.assign(how, scenario?.params(given));
      for (const volume of params.volumes ?? [])
        Object.assign(volume._migration_params, scenario?.ofVolume?.(volume.params.name, given));
      if (params.name === NOT_THERE) how['floating_ip_mode'] = 'existing';
      if (params.name === UNVERIFIED) how['verify'] = [{ command: `test -e ${moves.scratch('flag')}` }];
    });
    const host = await poolOf(destination, 'shared');
    await writeFile(moves.scratch('swing.json'), JSON.stringify({ os_migrate_dst_volume_host: host }));
  });
  after('leaves nothing', async () => {
    await moves.close();
    for (const remove of removals.reverse()) await remove();
  });

  const withTable = (): readonly string[] => [
    ...['-e', `@${moves.scratch('swing.json')}`],
    ...['-e', JSON.stringify({ os_migrate_workloads_filter: names })],
  ];

  it('moves all of them in one run', async () => {
    await moves.succeed(...IMPORT, ...withTable());
  });

  for (const { name, says, leaves = 'SHUTOFF', then } of SCENARIOS)
    it(`${says} (${name})`, async () => {
      const { source, destination } = moves;
      const one = serverAtSource(`${NAME}-${name}`);
      const [was, is] = await Promise.all([
        serverOf(source, one.id),
        serverNamed(destination, `${NAME}-${name}`),
      ]);
      const [hadVolumes, volumes] = await Promise.all([
        volumesOf(source, one.id),
        volumesOf(destination, is.id),
      ]);
      assert.equal(was.status, leaves, 'the server of the source');
      await then({ was, is, seeded: one, hadVolumes, volumes, given });
    });

  it('left the source its volumes, snapshots, images, ports and addresses', async () => {
    const [{ servers: _servers, ...now }] = await moves.inventories();
    const { servers: _before, ...before } = here;
    assert.deepEqual(now, before);
  });

  it('finds nothing to do in a second run', async () => {
    moves.forget();
    const again = await moves.succeed(...IMPORT, ...withTable());
    assert.match(again.stdout, /changed=0/);
    assert.deepEqual(moves.writes(), []);
  });

  it('refuses floating_ip_mode: existing where the destination does not have the address', async () => {
    moves.forget();
    const ended = await moves.move([NOT_THERE]);
    assert.notEqual(ended.code, 0);
    assert.ok(said(ended).includes(serverAtSource(NOT_THERE).address), said(ended));
    assert.deepEqual(moves.writes(), []);
    assert.equal((await serverOf(moves.source, serverAtSource(NOT_THERE).id)).status, 'ACTIVE');
  });

  it('does not count a server as migrated that does not pass its checks, and goes on once it does', async () => {
    const ended = await moves.move([UNVERIFIED], { os_migrate_timeout: 20 });
    assert.notEqual(ended.code, 0);
    assert.match(said(ended), /does not pass the check command \\?"test -e .*flag/);
    const first = await serverNamed(moves.destination, UNVERIFIED);
    await writeFile(moves.scratch('flag'), '');
    const again = await moves.move([UNVERIFIED]);
    assert.equal(again.code, 0, said(again));
    assert.equal((await serverNamed(moves.destination, UNVERIFIED)).id, first.id);
    await rm(moves.scratch('flag'));
  });

  it('takes all of it back, swings among it: both clouds have what they had', async () => {
    await moves.takeBack();
    const [source, destination] = await moves.inventories();
    assert.deepEqual(source, here);
    // The networks of the tests are gone as well, which were there when it was looked at first.
    for (const kind of ['servers', 'volumes', 'snapshots', 'images', 'attachments', 'floatingips'])
      assert.deepEqual(destination[kind], there[kind], kind);
  });
});

/** Something that is worth a copy, at the beginning and at the end. */
async function writeSome(id: string, type: string | undefined): Promise<void> {
  const file = type === 'shared' ? sharedVolumeFile(id) : volumeFile('source', id);
  await writeBytes(file, 0, randomBytes(MIB));
  await writeBytes(file, 1024 * MIB - 512, randomBytes(512));
}

/** Boundary: an id in the one key of an answer. */
const idIn = (body: Body, key: string): string => (body[key] as { readonly id: string }).id;

/** A volume that somebody has brought to the destination, and can be booted. */
async function volumeThere(
  cloud: Clients,
  name: string,
  removals: (() => Promise<unknown>)[],
): Promise<string> {
  const made = await cloud.call('volume', 'POST', '/volumes', {
    volume: { name: `${NAME}-there-${name}`, size: 1 },
  });
  const id = idIn(made, 'volume');
  removals.push(() => cloud.call('volume', 'DELETE', `/volumes/${id}`));
  await waitFor(`${name} is not available`, async () => {
    // Boundary: a volume.
    const { status } = (await cloud.call('volume', 'GET', `/volumes/${id}`))['volume'] as { status: string };
    return status === 'available' ? true : undefined;
  });
  await cloud.call('volume', 'POST', `/volumes/${id}/action`, { 'os-set_bootable': { bootable: true } });
  return id;
}

/** Gives the destination's project floating IPs with addresses of the source, as where both clouds announce one prefix. */
async function addressesThere(
  cloud: Clients,
  addresses: readonly string[],
  removals: (() => Promise<unknown>)[],
): Promise<void> {
  // Boundary: a list of networks.
  const { networks } = (await cloud.call('network', 'GET', '/networks?name=public')) as {
    networks: readonly { readonly id: string }[];
  };
  const network = networks[0]?.id;
  const subnet = idIn(
    await cloud.call('network', 'POST', '/subnets', {
      subnet: {
        name: `${NAME}-announced`,
        network_id: network,
        ip_version: 4,
        cidr: '172.24.4.0/24',
        gateway_ip: null,
        enable_dhcp: false,
        // Nobody gets one of the source's by chance: those come from .10 to .250.
        allocation_pools: [{ start: '172.24.4.252', end: '172.24.4.254' }],
      },
    }),
    'subnet',
  );
  removals.push(() => cloud.call('network', 'DELETE', `/subnets/${subnet}`));
  for (const address of addresses) {
    const wanted = { floating_network_id: network, floating_ip_address: address };
    const id = idIn(
      await cloud.call('network', 'POST', '/floatingips', { floatingip: wanted }),
      'floatingip',
    );
    removals.push(() => cloud.call('network', 'DELETE', `/floatingips/${id}`));
  }
}

/** The host of Cinder's that has a backend, as an administrator sees it. */
async function poolOf(cloud: Clients, backend: string): Promise<string> {
  // Boundary: what the scheduler tells of backends.
  const { pools } = (await cloud.call('volume', 'GET', '/scheduler-stats/get_pools')) as {
    pools: readonly { readonly name: string }[];
  };
  return (
    pools.find(({ name }) => name.includes(`@${backend}#`))?.name ?? assert.fail(`no pool of ${backend}`)
  );
}
