import type { Body, Service } from '../../api/session.types.ts';
import type { Collection } from '../../kind/collection.ts';
import type { IndexOfCloud } from '../../kind/index-of-cloud.ts';
import { isBody, textOf } from '../../kind/wire.ts';
import { movedVolumes } from './moved-volumes.ts';
import { listed, type Check } from './preflight-request.ts';

/** Availability zones as users see them. */
const zones = (service: Service, title: string): Collection => ({
  name: `${service}_zone`,
  title,
  service,
  path: '/os-availability-zone',
  many: 'availabilityZoneInfo',
  one: 'availabilityZoneInfo',
  owned: false,
  item: (body) => ({ ...body, id: body['zoneName'], name: body['zoneName'] }),
});

const computeZones = zones('compute', 'availability zone');
const volumeZones = zones('block-storage', 'availability zone of the storage');

/** The availability zones of the server and of its volumes. */
export const checkZones: Check = async ({ wanted, disks, destination }) => {
  const ofVolumes = movedVolumes(wanted, disks).flatMap(
    ({ wanted: volume }) => textOf(volume, 'availability_zone') ?? [],
  );
  // Administrators may name a machine behind it.
  const [ofServer = ''] = (wanted.availability_zone ?? '').split(':');
  const problems = [
    ...(await missing(
      [ofServer],
      computeZones,
      destination,
      (zone, known) =>
        `${destination.session.label} has no availability zone "${zone}" (it has ${known}): change availability_zone, or say what it is called there with os_migrate_availability_zone_map.`,
    )),
    ...(await missing(
      ofVolumes,
      volumeZones,
      destination,
      (zone, known) =>
        `The block storage of ${destination.session.label} has no availability zone "${zone}" (it has ${known}): change availability_zone of the volumes, or say what it is called there with os_migrate_availability_zone_map.`,
    )),
  ];
  return { problems };
};

async function missing(
  asked: readonly string[],
  collection: Collection,
  index: IndexOfCloud,
  words: (zone: string, known: string) => string,
): Promise<readonly string[]> {
  const wanted = [...new Set(asked)].filter((zone) => zone !== '');
  if (wanted.length === 0) return [];
  const listing = await index.load(collection);
  if (listing.hidden !== undefined) return [];
  const open = listing.all().filter(isOpen);
  const names = open.flatMap((zone) => textOf(zone, 'name') ?? []).filter((name) => name !== 'internal');
  return wanted.filter((zone) => !names.includes(zone)).map((zone) => words(zone, listed(names)));
}

function isOpen({ zoneState: state }: Body): boolean {
  return !isBody(state) || state['available'] !== false;
}
