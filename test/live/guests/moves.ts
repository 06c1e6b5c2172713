import assert from 'node:assert/strict';
import type { ChildProcess } from 'node:child_process';
import { mkdtemp, readFile, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { parse, stringify } from 'yaml';
import type { Body } from '../seed/cloud.ts';
import { clientsOf, type Clients } from '../seed/whole/clients.ts';
import { administrator } from '../support/administrator.ts';
import { startCountingProxy, type Call, type CountingProxy } from '../support/counting-proxy.ts';
import { said, type Ended } from '../support/drover.ts';
import { makeGuestNetwork, secondNetwork, type GuestNetwork } from '../support/guest-network.ts';
import { inventory, type Inventory } from '../support/inventory.ts';
import { patientDrover, PROJECT, sharedHosts } from './shared-hosts.ts';

const KINDS = 'networks,subnets,routers,router_interfaces,security_groups,security_group_rules';
const ONLY_OURS = ['networks', 'subnets', 'routers', 'security_groups'];

/** A record of a server or volume, as somebody edits it. */
export interface EditedRecord {
  readonly params: Record<string, unknown> & { readonly name: string; readonly volumes?: EditedRecord[] };
  readonly _migration_params: Record<string, unknown>;
}

type WhenStarted = (child: ChildProcess) => void;

/** Both clouds, a network that was moved, and conversion hosts: all that servers need to be moved. */
export interface Moves {
  readonly source: Clients;
  readonly destination: Clients;
  readonly network: GuestNetwork;
  /** A path in the data directory. */
  readonly data: (...names: readonly string[]) => string;
  /** A path in a folder that goes with all this. */
  readonly scratch: (name: string) => string;
  readonly toSource: CountingProxy;
  readonly toDestination: CountingProxy;
  readonly run: (args: readonly string[], whenStarted?: WhenStarted) => Promise<Ended>;
  /** Throws with all that drover said unless it ends well. */
  readonly succeed: (...args: readonly string[]) => Promise<Ended>;
  /** Moves the servers with these names. */
  readonly move: (
    names: readonly string[],
    extra?: Readonly<Record<string, unknown>>,
    whenStarted?: WhenStarted,
  ) => Promise<Ended>;
  readonly edit: (file: string, change: (record: EditedRecord) => void) => Promise<readonly EditedRecord[]>;
  readonly writes: () => readonly Call[];
  readonly forget: () => void;
  /** What both projects have. */
  readonly inventories: () => Promise<readonly [Inventory, Inventory]>;
  /** What they had before anything was made here; the conversion hosts are among it. */
  readonly initial: readonly [Inventory, Inventory];
  /** Undoes all runs, the last one first. */
  readonly takeBack: () => Promise<void>;
  /** Takes back what is not taken back yet, and removes all that was made here. */
  readonly close: () => Promise<void>;
}

export interface MovesOptions {
  /** Of networks, servers and volumes: they are told apart from those of others by it. */
  readonly name: string;
  readonly hasSecondNetwork?: boolean;
  readonly variables?: Readonly<Record<string, unknown>>;
}

/** Opens a place for moves; what is in it goes with `close`, but for the conversion hosts. */
export async function openMoves({ name, hasSecondNetwork, variables }: MovesOptions): Promise<Moves> {
  const hosts = await sharedHosts();
  const [source, destination, toSource, toDestination, folder] = await Promise.all([
    clientsOf('source', PROJECT),
    clientsOf('destination', PROJECT),
    startCountingProxy(),
    startCountingProxy(),
    mkdtemp(join(tmpdir(), 'drover-moves-')),
  ]);
  const data = (...names: readonly string[]): string => join(folder, 'data', ...names);
  const inventories = (): Promise<[Inventory, Inventory]> =>
    Promise.all([inventory(source), inventory(destination)]);
  const initial = await inventories();
  const network = await makeGuestNetwork(source, name, { hasSecond: hasSecondNetwork === true });
  const [from, to] = await Promise.all([
    administrator('source', PROJECT, toSource),
    administrator('destination', PROJECT, toDestination),
  ]);
  const text = stringify({
    os_migrate_src_auth: from,
    os_migrate_dst_auth: to,
    os_migrate_data_dir: data(),
    os_migrate_workloads_filter: [{ regex: `^${name}-` }],
    os_migrate_volumes_filter: [{ regex: `^${name}-` }],
    os_migrate_workload_stop_before_migration: true,
    os_migrate_timeout: 300,
    ...Object.fromEntries(
      ONLY_OURS.map((kind) => [`os_migrate_${kind}_filter`, [name, secondNetwork(name)]]),
    ),
    ...hosts.variables,
    ...variables,
  });
  await writeFile(join(folder, 'vars.yml'), text, { mode: 0o600 });
  await hosts.copyTo(data());

  // Of variables, what stands later counts.
  const run: Moves['run'] = ([command = '', ...args], whenStarted) =>
    patientDrover(
      [command, '-e', `@${join(folder, 'vars.yml')}`, ...args],
      whenStarted === undefined ? {} : { whenStarted },
    );
  const succeed: Moves['succeed'] = async (...args) => {
    const ended = await run(args);
    assert.equal(ended.code, 0, `${args.join(' ')}: ${said(ended)}`);
    return ended;
  };
  let isTakenBack = false;
  const takeBack = async (): Promise<void> => {
    for (const { id, created, updated, deleted, acted } of (await runsIn(succeed)).toReversed())
      if (created + updated + deleted + acted > 0) await succeed('undo', id, '--yes');
    isTakenBack = true;
  };
  await succeed('migrate', '--yes', '--kinds', KINDS);
  return {
    ...{ source, destination, network, data, toSource, toDestination, run, succeed, initial, inventories },
    scratch: (file) => join(folder, file),
    move: (names, extra = {}, whenStarted) => {
      const further = JSON.stringify({ os_migrate_workloads_filter: names, ...extra });
      return run(['run', 'playbooks/import_workloads.yml', '-e', further], whenStarted);
    },
    edit: (file, change) => editRecords(data(file), change),
    writes: () => [...toSource.writes(), ...toDestination.writes()],
    forget: () => {
      toSource.forget();
      toDestination.forget();
    },
    takeBack,
    close: async () => {
      if (!isTakenBack) await takeBack();
      await network.remove();
      await Promise.all([toSource.close(), toDestination.close()]);
      await rm(folder, { recursive: true });
    },
  };
}

interface RunLine {
  readonly id: string;
  readonly created: number;
  readonly updated: number;
  readonly deleted: number;
  readonly acted: number;
}

async function runsIn(succeed: Moves['succeed']): Promise<readonly RunLine[]> {
  const { stdout } = await succeed('runs', '--output', 'json');
  // Boundary: the output of drover.
  return JSON.parse(stdout) as readonly RunLine[];
}

async function editRecords(
  path: string,
  change: (record: EditedRecord) => void,
): Promise<readonly EditedRecord[]> {
  // Boundary: an export file of drover's.
  const file = parse(await readFile(path, 'utf8')) as { readonly resources: readonly EditedRecord[] };
  file.resources.forEach(change);
  await writeFile(path, stringify(file));
  return file.resources;
}

export type ServerBody = Body & { readonly id: string; readonly name: string; readonly status: string };

/** The server with this name; throws if there is not just one. */
export async function serverNamed(clients: Clients, name: string): Promise<ServerBody> {
  // Boundary: a list of servers.
  const found = (await clients.call('compute', 'GET', `/servers/detail?name=^${name}$`))['servers'];
  const [one, ...others] = found as readonly ServerBody[];
  assert.ok(one && others.length === 0, `servers called ${name}: ${JSON.stringify(found)}`);
  return one;
}

export async function serverOf(clients: Clients, id: string): Promise<ServerBody> {
  // Boundary: a server.
  return (await clients.call('compute', 'GET', `/servers/${id}`))['server'] as ServerBody;
}

export type VolumeBody = Body & {
  readonly id: string;
  readonly name: string;
  readonly attachments: readonly { readonly server_id: string; readonly device: string }[];
};

/** The volumes of a server, in the order of their devices. */
export async function volumesOf(clients: Clients, server: string): Promise<readonly VolumeBody[]> {
  // Boundary: a list of volumes.
  const all = (await clients.call('volume', 'GET', '/volumes/detail'))['volumes'] as readonly VolumeBody[];
  const deviceOf = ({ attachments }: VolumeBody): string | undefined =>
    attachments.find(({ server_id: holder }) => holder === server)?.device;
  return all
    .filter((volume) => deviceOf(volume) !== undefined)
    .toSorted((one, other) => ((deviceOf(one) ?? '') < (deviceOf(other) ?? '') ? -1 : 1));
}

interface Address {
  readonly addr: string;
  readonly 'OS-EXT-IPS:type': string;
  readonly 'OS-EXT-IPS-MAC:mac_addr': string;
}

/** Boundary: the addresses of a server. */
const addresses = (server: Body): readonly Address[] =>
  Object.values(server['addresses'] as Record<string, readonly Address[]>).flat();

/** What a server is known by inside: its fixed addresses, each with its MAC address. */
export function fixedAddresses(server: Body): readonly { readonly ip: string; readonly mac: string }[] {
  return addresses(server)
    .filter((one) => one['OS-EXT-IPS:type'] === 'fixed')
    .map((one) => ({ ip: one.addr, mac: one['OS-EXT-IPS-MAC:mac_addr'] }));
}

export function floatingAddress(server: Body): string | undefined {
  return addresses(server).find((one) => one['OS-EXT-IPS:type'] === 'floating')?.addr;
}
