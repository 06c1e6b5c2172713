import assert from 'node:assert/strict';
import { existsSync, mkdtempSync, readFileSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { parse } from 'yaml';
import type { HostRecord } from '../../../modules/openstack/conversion/conversion-host.types.ts';
import { newKeyPair } from '../../../modules/openstack/conversion/keys/openssh-key.ts';
import type { CloudOptions, LoopbackCloud } from '../../clouds/openstack/cloud.ts';
import { freePort } from '../../engine/transport/ssh/sshd.ts';
import { startMachines, type Machine } from './conversion-machines.ts';
import { openWorkspace, type Workspace } from './workspace.ts';

/** A workspace where conversion hosts can be deployed. */
export interface ConversionSpace extends Workspace {
  readonly port: number;
  /** The machines that have booted at both clouds. */
  machines(): readonly Machine[];
  /** What stands in conversion/hosts.yml. */
  hosts(): readonly HostRecord[];
  /** Deletes it. */
  forgetHosts(): void;
  /** Deletes the data directory. */
  forgetData(): void;
  /** The public key of machines that are handed none. */
  readonly ownKey: string;
  /** A private key that no machine has. */
  readonly otherKey: string;
}

/** What both projects have that is of use to conversion hosts, without what changes by looking. */
export function everything({ source, destination }: Workspace): readonly string[] {
  return [
    ...belongings(source, 'src'),
    ...belongings(destination, 'dst'),
    ...[source, destination].flatMap((cloud) => [
      ...cloud.state.compute.servers.all().map(({ name }) => `server ${name}`),
      ...cloud.state.compute.keypairs.all().map(({ name }) => `keypair ${name}`),
    ]),
  ].sort();
}

const COLLECTIONS = [
  'networks',
  'subnets',
  'routers',
  'ports',
  'floatingips',
  'security-groups',
  'security-group-rules',
];

function belongings(cloud: LoopbackCloud, name: string): readonly string[] {
  const tenant = cloud.tenant(name, name);
  return COLLECTIONS.flatMap((collection) =>
    tenant
      .list(collection)
      .filter((body) => body['project_id'] === tenant.projectId)
      .map(({ id, name, floating_ip_address: address }) => [collection, name ?? address, id].join(' ')),
  );
}

export async function openConversionSpace(
  variables: Readonly<Record<string, unknown>> = {},
  options: CloudOptions = {},
): Promise<ConversionSpace> {
  const port = await freePort();
  const own = newKeyPair('image');
  const linkFolder = mkdtempSync(join(tmpdir(), 'drover-link-'));
  const space = await openWorkspace({
    ...options,
    each: (side) => ({
      // Floating IPs that lead to this computer.
      publicNetwork: { name: 'public', cidr: side === 'source' ? '127.77.0.0/24' : '127.78.0.0/24' },
    }),
    variables: {
      os_migrate_conversion_flavor_name: 'm1.small',
      os_migrate_src_conversion_external_network_name: 'public',
      os_migrate_dst_conversion_external_network_name: 'public',
      os_migrate_conversion_host_ssh_user: 'root',
      os_migrate_conversion_host_ssh_port: port,
      os_migrate_conversion_host_deploy_timeout: 20,
      os_migrate_conversion_ssh_from: ['192.0.2.7/32'],
      os_migrate_conversion_host_link_key_path: join(linkFolder, 'folder', 'link.key'),
      ...variables,
    },
  });
  for (const cloud of [space.source, space.destination]) addImage(cloud);
  const started = [space.source, space.destination].map((cloud) =>
    startMachines({ cloud, port, folder: space.folder, ownKey: own.privateKey }),
  );
  const path = join(space.dataDir, 'conversion', 'hosts.yml');
  return {
    ...space,
    port,
    ownKey: own.publicKey,
    otherKey: newKeyPair('somebody').privateKey,
    forgetData: () => {
      rmSync(space.dataDir, { recursive: true, force: true });
    },
    forgetHosts: () => {
      rmSync(path);
    },
    machines: () => started.flatMap((each) => each.all()),
    hosts: () => {
      if (!existsSync(path)) return [];
      // Boundary: drover has written it.
      return (parse(readFileSync(path, 'utf8')) as { readonly hosts: readonly HostRecord[] }).hosts;
    },
    close: async () => {
      await Promise.all(started.map((each) => each.stop()));
      await space.close();
      rmSync(linkFolder, { recursive: true });
    },
  };
}

function addImage(cloud: LoopbackCloud): void {
  const admin = cloud.tenant('admin', 'admin');
  const image = {
    name: 'os_migrate_conv',
    disk_format: 'raw',
    container_format: 'bare',
    visibility: 'public',
  };
  const made = admin.call('POST', '/v2/images', image, 'image');
  assert.equal(made.status, 201, JSON.stringify(made.body));
  // Boundary: an image has an id.
  const { id } = made.body as { readonly id: string };
  const headers = { 'content-type': 'application/octet-stream' };
  const sent = admin.call('PUT', `/v2/images/${id}/file`, Buffer.from('an image'), 'image', headers);
  assert.equal(sent.status, 204, JSON.stringify(sent.body));
}
