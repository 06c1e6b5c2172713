import { mkdirSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import type { Side } from '../../../modules/openstack/conversion/conversion-host.types.ts';
import { hostsText } from '../../../modules/openstack/conversion/hosts-file.ts';
import { openHosts, type FastHost, type HostSettings } from '../../clouds/hosts/open-hosts.ts';
import { at } from '../../clouds/contract/words.ts';
import type { LoopbackCloud } from '../../clouds/openstack/cloud.ts';
import { openWorkspace, type Workspace, type WorkspaceOptions } from '../migration/workspace.ts';
import { handOf } from './hand.ts';
import { seedForOperators, seedSurroundings, SURROUNDING_KINDS } from './seed-surroundings.ts';
import {
  seedServer,
  seedVolume,
  type SeededServer,
  type ServerSeed,
  type VolumeSeed,
} from './seed-servers.ts';

/** Two clouds with bytes, a tenant whose networks have been moved, and conversion hosts that copy. */
export interface WorkloadWorkspace extends Workspace {
  readonly hosts: { readonly source: readonly FastHost[]; readonly destination: readonly FastHost[] };
  /** The machine that has the disks of the source's servers; drover is told of it by nobody but the test. */
  readonly hypervisor: FastHost;
  /** Makes a server at the source. */
  readonly addServer: (seed: ServerSeed) => SeededServer;
  /** Makes a volume at the source that no server has; gives its id. */
  readonly addVolume: (seed: VolumeSeed) => string;
}

export interface WorkloadWorkspaceOptions extends WorkspaceOptions {
  /** How many conversion hosts either cloud has; 1 if not said. */
  readonly hosts?: number;
  /** One backend for both clouds, so that volumes can change hands. */
  readonly sharesBackend?: boolean;
  /** The surroundings of servers are moved with drover; true if not said. */
  readonly isMoved?: boolean;
}

/**
 * A workspace for servers and their data. At the source, `src` has the networks `app-net` and `data-net` behind a router,
 * the security group `web`, the key `ops`, the server group `apart` and the images `guest` and `guest-uefi`, and all of it
 * is at the destination, moved by drover. Conversion hosts run as servers `conversion-1` … in `src` and `dst`, and stand in
 * `conversion/hosts.yml`.
 */
export async function openWorkloadWorkspace({
  hosts = 1,
  sharesBackend = false,
  isMoved = true,
  ...options
}: WorkloadWorkspaceOptions = {}): Promise<WorkloadWorkspace> {
  const workspace = await openWorkspace({
    ...options,
    each: (side, folder) => ({
      dataDirectory: join(folder, side),
      ...(sharesBackend ? { volumeDirectory: join(folder, 'backend') } : {}),
      ...options.each?.(side, folder),
    }),
  });
  try {
    return await furnish(workspace, { hosts, isMoved });
  } catch (error) {
    await workspace.close();
    throw error;
  }
}

interface Furniture {
  readonly hosts: number;
  readonly isMoved: boolean;
}

async function furnish(workspace: Workspace, { hosts, isMoved }: Furniture): Promise<WorkloadWorkspace> {
  const { source, destination, folder, dataDir } = workspace;
  for (const cloud of [source, destination]) seedForOperators(cloud);
  seedSurroundings(source);
  if (isMoved) await workspace.succeed('migrate', '--yes', '--kinds', SURROUNDING_KINDS);
  const numbers = Array.from({ length: hosts }, (_each, index) => index + 1);
  const open = await openHosts(folder, [
    ...numbers.map((number) => hostOn('source', source, 'src', number)),
    ...numbers.map((number) => hostOn('destination', destination, 'dst', number)),
    { side: 'source', cloud: source, serverId: 'hypervisor', isHypervisor: true },
  ]);
  const conversion = open.hosts.slice(0, 2 * hosts);
  mkdirSync(join(dataDir, 'conversion'), { recursive: true });
  const text = hostsText(conversion.map(({ record }) => record));
  writeFileSync(join(dataDir, 'conversion', 'hosts.yml'), text);
  return {
    ...workspace,
    hosts: { source: conversion.slice(0, hosts), destination: conversion.slice(hosts) },
    hypervisor: open.hosts.at(-1)!,
    addServer: (seed) => seedServer(source, seed),
    addVolume: (seed) => seedVolume(source, seed),
    close: async () => {
      await open.close();
      await workspace.close();
    },
  };
}

/** A server that is a conversion host. */
function hostOn(side: Side, cloud: LoopbackCloud, who: string, number: number): HostSettings {
  const hand = handOf(cloud, who, who);
  const image = cloud.state.image.images.all().find(({ name }) => name === 'bed-image');
  const server = { name: `conversion-${number}`, imageRef: image!.id, flavorRef: '1', networks: 'none' };
  const made = hand.call('compute', 'POST', '/servers', { server });
  return { side, cloud, serverId: String(at(made, 'server.id')) };
}
