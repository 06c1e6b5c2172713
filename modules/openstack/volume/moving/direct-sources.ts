import { DroverError } from '../../../../engine/diagnostics/drover-error.ts';
import { diskInImage } from '../../../disk/serve-image.ts';
import { chooseHost } from '../../conversion/hosts-of.ts';
import type { Hypervisor } from '../../conversion/hypervisors.ts';
import { readInstanceFolder, readLocalDisk, type LocalDisk } from '../../conversion/instance-folder.ts';
import type { HostRecord } from '../../conversion/conversion-host.types.ts';
import type { DataSource, Movers, OpenedDisk } from './moving.types.ts';

/** A disk that is read where it is: nothing is made for that, and nothing to be put back. */
interface Direct {
  readonly movers: Movers;
  /** For messages: `boot disk of server "web"`. */
  readonly label: string;
  /** GiB of the volume that it becomes. */
  readonly size: number;
}

const nothing = (): Promise<void> => Promise.resolve();

/** A file of a hypervisor. It is looked at again before it is read: a plan may be hours old. */
export function fileOfHypervisor(
  { movers, label, size }: Direct,
  { server, hypervisor, file }: { server: string; hypervisor: Hypervisor; file: LocalDisk },
): DataSource {
  const { machine } = hypervisor;
  return {
    called: `${label}, read on ${machine.name}`,
    size,
    bytes: file.size,
    open: async () => {
      const folder = await readInstanceFolder(hypervisor, server, movers.signal);
      const now = await readLocalDisk(hypervisor, folder, file.name, movers.signal);
      if ('refused' in now || now.size !== file.size || now.format !== file.format)
        throw new DroverError('disk-unusable', {
          detail: `${label} is not what it was when the migration was planned: ${'refused' in now ? now.refused : `${now.path} has the format ${now.format} and ${now.size} bytes, and had ${file.format} and ${file.size}`}.`,
          help: 'Run again: it is planned anew.',
        });
      return { disk: diskInImage(machine, now), link: linkTo(hypervisor), close: nothing };
    },
  };
}

/** The disk of a server of NBD that somebody runs, through a host of the source. */
export function diskOfServer({ movers, label, size }: Direct, uri: string, bytes: number): DataSource {
  return {
    called: `${label}, read at ${uri}`,
    size,
    bytes,
    open: (): Promise<OpenedDisk> => {
      const host = chooseHost(movers.sourceHosts, 'source');
      return Promise.resolve({
        disk: { machine: host.machine, device: uri },
        link: linkTo(host),
        close: nothing,
      });
    },
  };
}

function linkTo({
  address,
  port,
  user,
  host_keys: hostKeys,
}: Pick<HostRecord, 'address' | 'port' | 'user' | 'host_keys'>): OpenedDisk['link'] {
  return { address, port, user, hostKeys };
}
