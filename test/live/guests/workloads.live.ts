import assert from 'node:assert/strict';
import { randomBytes } from 'node:crypto';
import { mkdtemp, readFile, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { parse, stringify } from 'yaml';
import type { Body } from '../seed/cloud.ts';
import { clientsOf, type Clients } from '../seed/whole/clients.ts';
import { administrator } from '../support/administrator.ts';
import { firstDifference, volumeFile, writeBytes } from '../support/backend-files.ts';
import { startCountingProxy, type CountingProxy } from '../support/counting-proxy.ts';
import { buildDrover, drover, said, type Ended } from '../support/drover.ts';
import { makeGuestNetwork, type BootedServer, type GuestNetwork } from '../support/guest-network.ts';
import { bringUpGuests, openGuest } from '../support/guests.ts';
import { inventory } from '../support/inventory.ts';

const NAME = 'move';
const PROJECT = 'bench';
const KINDS = 'networks,subnets,routers,router_interfaces,security_groups,security_group_rules';
const ONLY_OURS = ['networks', 'subnets', 'routers', 'security_groups'];
const MIB = 1024 ** 2;
const GIB = 1024 ** 3;

interface RunLine {
  readonly id: string;
  readonly created: number;
  readonly updated: number;
  readonly deleted: number;
  readonly acted: number;
}

type ServerBody = Body & { readonly id: string; readonly name: string };

/** Real guests with real data, moved from one real cloud to the other through real conversion hosts. */
describe('Servers with their data, on two real clouds', () => {
  let folder: string;
  let toSource: CountingProxy;
  let toDestination: CountingProxy;
  let source: Clients;
  let destination: Clients;
  let network: GuestNetwork;
  let beforeAll: readonly unknown[];
  const booted = new Map<string, BootedServer>();
  const volumes = new Map<string, string>();
  const removals: (() => Promise<unknown>)[] = [];
  let isTakenBack = false;

  const data = (...names: readonly string[]): string => join(folder, 'data', ...names);
  const run = (...args: readonly string[]): Promise<Ended> =>
    drover([...args, '-e', `@${join(folder, 'vars.yml')}`]);
  const succeed = async (...args: readonly string[]): Promise<Ended> => {
    const ended = await run(...args);
    assert.equal(ended.code, 0, `${args.join(' ')}: ${said(ended)}`);
    return ended;
  };
  const writes = (): readonly unknown[] => [...toSource.writes(), ...toDestination.writes()];
  const forget = (): void => {
    toSource.forget();
    toDestination.forget();
  };
  const server = (name: string): BootedServer => booted.get(name) ?? assert.fail(`no server ${name}`);
  const serverOf = async (clients: Clients, name: string): Promise<ServerBody> => {
    // Boundary: a list of servers.
    const found = (await clients.call('compute', 'GET', `/servers/detail?name=^${name}$`))['servers'];
    const [one, ...others] = found as readonly ServerBody[];
    assert.ok(one && others.length === 0, `servers called ${name}: ${JSON.stringify(found)}`);
    return one;
  };
  const volumesOf = ({ 'os-extended-volumes:volumes_attached': attached }: Body): readonly string[] =>
    // Boundary: what a server tells of its volumes.
    (attached as readonly { readonly id: string }[]).map(({ id }) => id);

  /** Undoes all runs, last one first. */
  const takeBack = async (): Promise<void> => {
    const { stdout } = await succeed('runs', '--output', 'json');
    // Boundary: the output of drover.
    const runs = JSON.parse(stdout) as readonly RunLine[];
    for (const { id, created, updated, deleted, acted } of runs.toReversed())
      if (created + updated + deleted + acted > 0) await succeed('undo', id, '--yes');
    isTakenBack = true;
  };

  /** A data volume with something on it, at a server. */
  const addData = async (name: string, of: string, pieces: readonly (readonly [number, number])[]) => {
    const id = await network.volume(name);
    for (const [at, length] of pieces) await writeBytes(volumeFile('source', id), at, randomBytes(length));
    volumes.set(name, id);
    if (of !== '')
      await source.call('compute', 'POST', `/servers/${server(of).id}/os-volume_attachments`, {
        volumeAttachment: { volumeId: id },
      });
  };

  before('makes servers at the source, and their networks at both clouds', async () => {
    await bringUpGuests();
    await buildDrover();
    [source, destination] = await Promise.all([
      clientsOf('source', PROJECT),
      clientsOf('destination', PROJECT),
    ]);
    [toSource, toDestination] = await Promise.all([startCountingProxy(), startCountingProxy()]);
    folder = await mkdtemp(join(tmpdir(), 'drover-workloads-'));
    removals.push(
      () => toSource.close(),
      () => toDestination.close(),
      () => rm(folder, { recursive: true, force: true }),
    );
    beforeAll = await Promise.all([inventory(source), inventory(destination)]);
    network = await makeGuestNetwork(source, NAME);
    removals.push(network.remove);
    for (const [name, from, bus] of [
      [`${NAME}-image`, 'image', 'virtio'],
      [`${NAME}-copied`, 'image', 'virtio'],
      [`${NAME}-volume`, 'volume', 'scsi'],
    ] as const)
      booted.set(name, await network.boot({ name, from, bus }));
    await addData(`${NAME}-random`, `${NAME}-copied`, [
      [0, 3 * MIB],
      [GIB - 512, 512],
    ]);
    await addData(`${NAME}-sparse`, `${NAME}-volume`, [[300 * MIB + 4096, 70_000]]);
    await addData(`${NAME}-zero`, `${NAME}-volume`, []);
    await addData(`${NAME}-alone`, '', [[17 * MIB + 1, 100_001]]);
    for (const [name, { id, address }] of booted) {
      const guest = await openGuest(source, id, address);
      await guest.ask(`echo ${name} >/disk/marker; sync`);
      await guest.close();
    }
    const [from, to] = await Promise.all([
      administrator('source', PROJECT, toSource),
      administrator('destination', PROJECT, toDestination),
    ]);
    const variables = {
      os_migrate_src_auth: from,
      os_migrate_dst_auth: to,
      os_migrate_data_dir: data(),
      os_migrate_workloads_filter: [{ regex: `^${NAME}-` }],
      os_migrate_volumes_filter: [{ regex: `^${NAME}-` }],
      os_migrate_workload_stop_before_migration: true,
      os_migrate_timeout: 300,
      ...Object.fromEntries(ONLY_OURS.map((kind) => [`os_migrate_${kind}_filter`, [NAME]])),
      ...both('conversion_image_name', 'conversion'),
      os_migrate_conversion_flavor_name: 'm1.conversion',
      os_migrate_conversion_host_deploy_timeout: 600,
      ...both('conversion_external_network_name', 'public'),
      ...both('conversion_availability_zone', 'kvm'),
    };
    await writeFile(join(folder, 'vars.yml'), stringify(variables), { mode: 0o600 });
    await succeed('migrate', '--yes', '--kinds', KINDS);
  });

  after('leaves nothing', async () => {
    if (!isTakenBack) await takeBack();
    for (const remove of removals.reverse()) await remove();
  });

  it('deploys conversion hosts, once', async () => {
    await succeed('run', 'playbooks/deploy_conversion_hosts.yml');
    forget();
    await succeed('run', 'playbooks/deploy_conversion_hosts.yml');
    assert.deepEqual(writes(), []);
  });

  it('exports servers and volumes, and takes edits', async () => {
    await succeed('run', 'playbooks/export_workloads.yml');
    await succeed('run', 'playbooks/export_detached_volumes.yml');
    const path = data('workloads.yml');
    // Boundary: an export file of drover's.
    const file = parse(await readFile(path, 'utf8')) as {
      resources: { params: { name: string }; _migration_params: Record<string, unknown> }[];
    };
    assert.deepEqual(
      file.resources.map(({ params }) => params.name).toSorted(),
      [...booted.keys()].toSorted(),
    );
    for (const { params, _migration_params: how } of file.resources) {
      how['boot_disk_copy'] = params.name !== `${NAME}-image`;
      how['verify'] = ['active', 'port_22'];
    }
    await writeFile(path, stringify(file));
  });

  it('plans with no write, and shows every volume', async () => {
    forget();
    const ended = await succeed('plan', 'playbooks/import_workloads.yml');
    assert.deepEqual(writes(), []);
    for (const name of volumes.keys())
      if (!name.endsWith('alone')) assert.ok(ended.stdout.includes(name), said(ended));
    assert.match(ended.stdout, /3 to create/);
  });

  it('moves the servers', async () => {
    const ended = await succeed('run', 'playbooks/import_workloads.yml');
    assert.match(ended.stdout, /changed=1/);
  });

  it('moves volumes that no server has', async () => {
    await succeed('run', 'playbooks/import_detached_volumes.yml');
  });

  it('has the same bytes at the destination', async () => {
    // Boundary: a list of volumes.
    const there = (await destination.call('volume', 'GET', '/volumes/detail'))['volumes'] as readonly Body[];
    for (const [name, id] of volumes) {
      const twins = there.filter((volume) => volume['name'] === name);
      assert.equal(twins.length, 1, `${name}: ${JSON.stringify(twins)}`);
      const difference = await firstDifference(
        volumeFile('source', id),
        volumeFile('destination', String(twins[0]?.['id'])),
      );
      assert.equal(difference, undefined, name);
    }
  });

  it('has servers that boot with what was on their disks, at their addresses', async () => {
    for (const [name, { id }] of booted) {
      const [was, is] = await Promise.all([
        source.call('compute', 'GET', `/servers/${id}`),
        serverOf(destination, name),
      ]);
      assert.equal(is['status'], 'ACTIVE');
      assert.deepEqual(fixedAddresses(is), fixedAddresses(was['server'] as Body), name);
      const guest = await openGuest(
        destination,
        is.id,
        floatingAddress(is) ?? assert.fail(`${name} has no floating IP`),
      );
      const marker = await guest.run('cat /disk/marker');
      if (name === `${NAME}-image`) assert.notEqual(marker.code, 0, 'its own disk is not brought along');
      else assert.equal(marker.stdout.trim(), name);
      await guest.close();
    }
  });

  it('left the servers of the source off, with their volumes', async () => {
    for (const name of booted.keys()) {
      const was = await serverOf(source, name);
      assert.equal(was['status'], 'SHUTOFF');
      const expected = [...volumes].filter(([volume]) => attachedTo(volume) === name).map(([, id]) => id);
      for (const id of expected) assert.ok(volumesOf(was).includes(id), `${name} has not got back ${id}`);
    }
  });

  it('finds nothing to do in a second run', async () => {
    forget();
    for (const kind of ['workloads', 'detached_volumes'])
      await succeed('run', `playbooks/import_${kind}.yml`);
    assert.deepEqual(writes(), []);
  });

  it('takes all of it back', async () => {
    await takeBack();
    for (const name of booted.keys()) assert.equal((await serverOf(source, name))['status'], 'ACTIVE');
    assert.deepEqual(await inventory(destination), beforeAll[1]);
    await network.remove();
    assert.deepEqual(await inventory(source), beforeAll[0]);
  });
});

function both(name: string, value: string): Readonly<Record<string, string>> {
  return { [`os_migrate_src_${name}`]: value, [`os_migrate_dst_${name}`]: value };
}

function attachedTo(volume: string): string {
  return volume === `${NAME}-random` ? `${NAME}-copied` : volume === `${NAME}-alone` ? '' : `${NAME}-volume`;
}

interface Address {
  readonly addr: string;
  readonly 'OS-EXT-IPS:type': string;
  readonly 'OS-EXT-IPS-MAC:mac_addr': string;
}

/** Boundary: the addresses of a server. */
const addresses = (server: Body): readonly Address[] =>
  Object.values(server['addresses'] as Record<string, readonly Address[]>).flat();

/** What a server is known by inside: its fixed addresses with their MAC addresses. */
function fixedAddresses(server: Body): readonly string[] {
  return addresses(server)
    .filter((one) => one['OS-EXT-IPS:type'] === 'fixed')
    .map((one) => `${one.addr} ${one['OS-EXT-IPS-MAC:mac_addr']}`);
}

function floatingAddress(server: Body): string | undefined {
  return addresses(server).find((one) => one['OS-EXT-IPS:type'] === 'floating')?.addr;
}
