import { idOf, textOf } from '../../kind/wire.ts';
import { volumes, volumeTypes } from '../../volume/collections.ts';
import { movedVolumes } from './moved-volumes.ts';
import type { Check, PreflightRequest } from './preflight-request.ts';

/** Types of volumes that are to be made, and volumes of the destination that the record names. */
export const checkVolumes: Check = async (request) => ({
  problems: [...(await typeProblems(request)), ...(await givenProblems(request))],
});

async function typeProblems({ wanted, disks, destination }: PreflightRequest): Promise<readonly string[]> {
  const asked = new Set(movedVolumes(wanted, disks).flatMap(({ type }) => type ?? []));
  if (asked.size === 0) return [];
  const known = await destination.load(volumeTypes);
  return [...asked]
    .filter((type) => known.byName(type).length === 0 && known.byId(type) === undefined)
    .map(
      (type) =>
        `${destination.session.label} has no volume type "${type}", or does not show it: change volume_type, or say what it is called there with os_migrate_volume_type_map.`,
    );
}

async function givenProblems({ disks, destination, found }: PreflightRequest): Promise<readonly string[]> {
  const given = disks.given.flatMap(({ from, bootIndex }) =>
    'volume' in from ? [{ id: from.volume, isBoot: bootIndex === 0 }] : [],
  );
  if (given.length === 0) return [];
  const known = await destination.load(volumes);
  const where = destination.session.label;
  return given.flatMap(({ id, isBoot }) => {
    const volume = known.byId(id);
    if (volume === undefined)
      return [`${where} has no volume ${id}, which the record names: mend its _migration_params.`];
    const holders = attachedTo(volume['attachments']);
    if (found !== undefined && holders.includes(idOf(found))) return [];
    const status = textOf(volume, 'status') ?? '';
    const mayBeShared = volume['multiattach'] === true && status === 'in-use';
    return [
      ...(status === 'available' || mayBeShared
        ? []
        : [
            `Volume ${id} of ${where}, which the record names, is ${status}${holders.length === 0 ? '' : ` (server ${holders.join(', ')} has it)`}: it has to be available.`,
          ]),
      ...(isBoot && volume['bootable'] !== true
        ? [
            `Volume ${id} of ${where}, which the server is to boot from, is not bootable: openstack volume set --bootable ${id}.`,
          ]
        : []),
    ];
  });
}

function attachedTo(attachments: unknown): readonly string[] {
  if (!Array.isArray(attachments)) return [];
  return attachments.flatMap((one: { readonly server_id?: unknown } | null) =>
    typeof one?.server_id === 'string' ? [one.server_id] : [],
  );
}
