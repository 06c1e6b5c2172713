import { hypervisorProblems } from '../../conversion/check/check-hypervisor.ts';
import { hypervisorsOf, type Hypervisor } from '../../conversion/hypervisors.ts';
import { readInstanceFolder, readLocalDisk, type InstanceFolder } from '../../conversion/instance-folder.ts';
import { toRecord } from '../../files/record.ts';
import { bodiesAt, idOf, textOf } from '../../kind/wire.ts';
import { bootsFromVolume } from '../migration-modes.ts';
import { freeDevices } from './free-devices.ts';
import { refusedFor, type Direct, type DirectDisk, type DirectRequest } from './direct.types.ts';

/** Disks beside the one that it boots from: `disk.local` where nobody asked for them by themselves. */
const EPHEMERAL = /^disk\.(local|eph\d+)$/;

/** Ids of servers go into paths. */
const UUID = /^[0-9a-f]{8}(?:-[0-9a-f]{4}){3}-[0-9a-f]{12}$/i;

/** The files that a server's disks are on its hypervisor. */
export async function fromHypervisor(request: DirectRequest): Promise<Direct> {
  const hypervisor = await hypervisorOf(request);
  if (typeof hypervisor === 'string') return refusedFor(hypervisor);
  const { server, record, context, ephemeralSize } = request;
  const problems = await hypervisorProblems(hypervisor, context);
  if (problems.length > 0) return refusedFor(...problems.map(({ detail, help }) => `${detail} ${help}`));
  const id = idOf(server);
  if (!UUID.test(id)) return refusedFor(`Its id ${JSON.stringify(id)} is none of Nova's.`);
  const folder = await readInstanceFolder(hypervisor, id, context.signal);
  const missing = whatIsMissing(folder, hypervisor, !bootsFromVolume(record), ephemeralSize);
  if (missing !== undefined) return refusedFor(missing);
  return disksIn(folder, hypervisor, request);
}

async function hypervisorOf(request: DirectRequest): Promise<Hypervisor | string> {
  const { server, record, args, context, source } = request;
  const name =
    textOf(server, 'OS-EXT-SRV-ATTR:hypervisor_hostname') ?? textOf(record._info, 'hypervisor_hostname');
  if (name === undefined)
    return `${source.session.label} does not tell on which hypervisor it is, and its disks are to be read there (use_nbdkit_direct): use the credentials of an administrator of the source, or have one write the hypervisor's name to hypervisor_hostname in _info of its record.`;
  const all = await hypervisorsOf(args, context);
  const found = all.find((one) => one.name === name);
  if (found !== undefined) return found;
  const named = all.length === 0 ? 'none' : all.map((one) => one.name).join(', ');
  return `Its disks are to be read on hypervisor "${name}" (use_nbdkit_direct), and os_migrate_src_hypervisors names ${named}: add it, with its address, user and host_keys.`;
}

function whatIsMissing(
  { path, exists, names }: InstanceFolder,
  { machine }: Hypervisor,
  hasRoot: boolean,
  ephemeralSize: number,
): string | undefined {
  const otherwise =
    'Disks in Ceph or LVM are read through the conversion hosts: set use_nbdkit_direct: false, and boot_disk_copy: true.';
  if (!exists)
    return `${machine.name} has no folder ${path}: correct instances_path in os_migrate_src_hypervisors, or see whether the server is on another hypervisor.`;
  if (hasRoot && !names.includes('disk'))
    return `${machine.name} has no file ${path}/disk, so its root disk is no file of the hypervisor. ${otherwise}`;
  if (ephemeralSize > 0 && !names.some((name) => EPHEMERAL.test(name)))
    return `It has an ephemeral disk of ${ephemeralSize} GiB, and ${machine.name} has no file ${path}/disk.eph0 or ${path}/disk.local. ${otherwise}`;
  return undefined;
}

async function disksIn(
  folder: InstanceFolder,
  hypervisor: Hypervisor,
  request: DirectRequest,
): Promise<Direct> {
  const { record, context } = request;
  const isRoot = (name: string): boolean => name === 'disk';
  const wanted = folder.names.filter(
    (name) => EPHEMERAL.test(name) || (isRoot(name) && !bootsFromVolume(record)),
  );
  const devices = devicesFor(wanted.filter((name) => !isRoot(name)).length, request);
  const disks: DirectDisk[] = [];
  const problems: string[] = [];
  for (const name of wanted) {
    const file = await readLocalDisk(hypervisor, folder, name, context.signal);
    if ('refused' in file) problems.push(file.refused);
    else
      disks.push({
        isRoot: isRoot(name),
        key: name.replace('disk.', ''),
        name: isRoot(name) ? 'boot disk' : `ephemeral disk ${name.replace(/^disk\.(?:eph)?/, '')}`,
        device: isRoot(name) ? undefined : devices.shift(),
        size: file.size,
        way: { way: 'hypervisor', hypervisor, file },
      });
  }
  const notes = folder.names.includes('disk.swap')
    ? ['Its swap disk is not copied: it has an empty one where its flavor at the destination has swap.']
    : [];
  return { disks, problems, notes };
}

/** Nova names ephemeral disks before volumes: they have, in their order, the first names that no volume has. */
function devicesFor(count: number, { server, record }: DirectRequest): string[] {
  const ofVolumes = bodiesAt(record.params, 'volumes').flatMap((volume) => {
    const device = textOf(toRecord(volume)?.params ?? {}, 'device');
    return device === undefined ? [] : [device];
  });
  const root =
    textOf(server, 'OS-EXT-SRV-ATTR:root_device_name') ??
    textOf(record._info, 'root_device_name') ??
    '/dev/vda';
  return [...freeDevices(count, root, ofVolumes)];
}
