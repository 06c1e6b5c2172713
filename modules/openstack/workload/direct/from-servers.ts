import { posix } from 'node:path';
import { checkTools } from '../../../disk/check-tools.ts';
import { isNbd, sizeOverNbd } from '../../../disk/nbd-source.ts';
import { hostsOf } from '../../conversion/hosts-of.ts';
import { bootsFromVolume } from '../migration-modes.ts';
import type { DirectParams } from '../workload.types.ts';
import { refusedFor, type Direct, type DirectDisk, type DirectRequest } from './direct.types.ts';

interface Named {
  readonly uri: string;
  readonly device: string | undefined;
  readonly isRoot: boolean;
}

/** Whether a record names servers of NBD that somebody else runs. */
export function namesServers({ disks, socketUri }: DirectParams): boolean {
  return disks.length > 0 || socketUri !== undefined;
}

/** The disks of servers of NBD that somebody runs: a conversion host of the source reads them, so that it all goes on over SSH. */
export async function fromServers(request: DirectRequest): Promise<Direct> {
  const { params, args, context, record } = request;
  const named = disksNamed(params);
  const wrong = whatIsWrong(named, bootsFromVolume(record));
  if (wrong !== undefined) return refusedFor(wrong);
  const [host] = await hostsOf('source', args, context);
  if (host === undefined)
    return refusedFor(
      'Its disks are to be read from NBD servers (nbdkit_disks), and the source has no conversion host that could do so: run deploy_conversion_hosts.yml, or leave nbdkit_disks out to have drover read them on the hypervisor.',
    );
  const { machine } = host;
  const lacks = await context.pool.get(`openstack:relay-tools:${host.server_id}`, () =>
    checkTools(machine, 'relay'),
  );
  if (lacks.length > 0) return refusedFor(...lacks);
  const disks: DirectDisk[] = [];
  for (const one of named) disks.push(disk(one, await sizeOverNbd(machine, one.uri, context.signal)));
  return { disks, problems: [], notes: [] };
}

function disk({ uri, device, isRoot }: Named, size: number): DirectDisk {
  const short = posix.basename(device ?? uri);
  return {
    isRoot,
    key: short,
    name: isRoot ? 'boot disk' : `disk ${short}`,
    device: isRoot ? undefined : device,
    size,
    way: { way: 'nbd', uri, bytes: size },
  };
}

function whatIsWrong(named: readonly Named[], hasBootVolume: boolean): string | undefined {
  const other = named.find(({ uri }) => !isNbd(uri));
  if (other !== undefined)
    return `${other.uri} is no URI of an NBD server: those begin with nbd://, nbds://, nbd+unix:// or nbds+unix://.`;
  const roots = named.filter(({ isRoot }) => isRoot).length;
  if (hasBootVolume && roots > 0)
    return 'It boots from a volume, and one of nbdkit_disks is bootable: set bootable to false there.';
  if (!hasBootVolume && roots !== 1)
    return `It boots from its own disk, and ${roots === 0 ? 'none' : `${roots}`} of nbdkit_disks ${roots > 1 ? 'are' : 'is'} bootable: set bootable to true at the one that it boots from.`;
  return undefined;
}

function disksNamed({ disks, socketUri = '', exportName }: DirectParams): readonly Named[] {
  if (disks.length > 0)
    return disks.map(({ uri, device, bootable }) => ({
      uri,
      device: device === '' ? undefined : device,
      isRoot: bootable,
    }));
  return [{ uri: withExport(socketUri, exportName), device: undefined, isRoot: true }];
}

/** The URI of an export; OS-Migrate keeps its name apart, and where a socket is may stand there as a path. */
export function withExport(uri: string, name = ''): string {
  if (uri.startsWith('/')) return `nbd+unix:///${encodeURIComponent(name)}?socket=${encodeURIComponent(uri)}`;
  const [, server = '', path = '', query = ''] = /^([^:]+:\/\/[^/?]*)(\/[^?]*)?(\?.*)?$/.exec(uri) ?? [];
  if (server === '' || name === '' || path.length > 1) return uri;
  return `${server}/${encodeURIComponent(name)}${query}`;
}
