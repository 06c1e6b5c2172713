/** Conversion hosts that are network namespaces with OpenSSH's server, in place of those of a workspace: their volumes are loop devices. */
import { writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { userInfo } from 'node:os';
import type { HostRecord } from '../../../modules/openstack/conversion/conversion-host.types.ts';
import { hostsText } from '../../../modules/openstack/conversion/hosts-file.ts';
import type { FastHost } from '../../clouds/hosts/open-hosts.ts';
import type { LoopbackCloud } from '../../clouds/openstack/cloud.ts';
import type { Sshd } from '../../engine/transport/ssh/sshd.ts';
import { run, startHosts, type Hosts } from '../../transfer/hosts.ts';
import type { WorkloadWorkspace } from './workspace.ts';

const PATH = '/usr/local/sbin:/usr/local/bin:/usr/sbin:/usr/bin:/sbin:/bin';

/** Starts them, and writes them down in `conversion/hosts.yml`. Needs root; the workspace has one host a cloud. */
export async function useNamespaceHosts(workspace: WorkloadWorkspace): Promise<Hosts> {
  const [source] = workspace.hosts.source;
  const [destination] = workspace.hosts.destination;
  if (source === undefined || destination === undefined) throw new Error('Either cloud needs a host.');
  showLoopDevices(workspace.source, source);
  showLoopDevices(workspace.destination, destination);
  const hosts = await startHosts([environmentOf(source)], [environmentOf(destination)]);
  const atSource = recordOf(source, hosts.source.sshd);
  // The destination reaches the address by which drover knows the source over the cable between the two.
  run(
    ...(['ip', '-n', hosts.destination.namespace, 'route', 'add'] as const),
    ...[atSource.address, 'via', hosts.link.address],
  );
  const atDestination = recordOf(destination, hosts.destination.sshd);
  const records = [atSource, { ...atDestination, link_key: hosts.link.identityFile }];
  writeFileSync(join(workspace.dataDir, 'conversion', 'hosts.yml'), hostsText(records));
  return {
    ...hosts,
    stop: async () => {
      await hosts.stop();
      detachLoops(workspace.folder);
    },
  };
}

function recordOf({ record }: FastHost, sshd: Sshd): HostRecord {
  const { host: address } = sshd.settings();
  return {
    side: record.side,
    name: record.name,
    server_id: record.server_id,
    address,
    port: sshd.port,
    user: userInfo().username,
    private_key: sshd.keys.ed25519,
    host_keys: [sshd.hostKeys.ed25519],
  };
}

/** The programs of the host stand before those of this machine. */
function environmentOf({ home }: FastHost): string {
  return `SetEnv PATH=${join(home, 'bin')}:${PATH} SHLVL=2`;
}

/** A guest's disks are block devices: whoever looks for them finds each volume of the server as a loop device. */
function showLoopDevices(cloud: LoopbackCloud, host: FastHost): void {
  const devices = cloud.state.volume.files?.devices(host.record.server_id) ?? '';
  host.faults.replaceProgram(
    'lsblk',
    `
case "$*" in
  *SERIAL*) ;;
  *) exec "$REAL" "$@" ;;
esac
exec 9>'${join(host.home, 'lock')}'
flock 9
for link in '${devices}'/*; do
  file=$(readlink "$link") || continue
  loop=$(losetup -nO NAME -j "$file" | head -n 1)
  [ -n "$loop" ] || loop=$(losetup --find --show "$file" 9>&-) || continue
  printf '%s %s\\n' "$loop" "\${link##*/}"
done
`,
  );
}

/** Loop devices on files of this folder go. */
function detachLoops(folder: string): void {
  const lines = run('losetup', '-nlO', 'NAME,BACK-FILE').split('\n');
  for (const line of lines) {
    const [name = '', file = ''] = line.trim().split(/\s+/);
    if (file.startsWith(`${folder}/`)) run('losetup', '--detach', name);
  }
}
