import type { Body } from '../../api/session.types.ts';
import { flavors, serverGroups } from '../../compute/collections.ts';
import type { IndexOfCloud } from '../../kind/index-of-cloud.ts';
import { bodiesAt, idOf, isBody, textOf } from '../../kind/wire.ts';
import { trunks, floatingIps, ports } from '../../network/collections.ts';
import { macIn } from '../../network/port-identity.ts';
import { volumes } from '../../volume/collections.ts';
import { chooseFloatingIp } from '../server/floating-ip-choice.ts';
import { bookingsOf } from './bookings.ts';
import { movedVolumes } from './moved-volumes.ts';
import type { Check, PreflightRequest } from './preflight-request.ts';
import { quotasOf } from './quotas.ts';

/** A quota by service and name, as bookings know it. */
type Need = readonly [service: 'compute' | 'network' | 'block-storage', name: string, count: number];

/**
 * The quotas on both sides: at the destination for all servers of the run together, at the source for the snapshot and
 * the copy of each disk that is read from one, which go again when it has been read.
 */
export const checkQuotas: Check = async (request) => {
  const atDestination = await destinationNeeds(request);
  const bookings = await bookingsOf(request);
  const total = bookings.book(
    idOf(request.server),
    new Map(atDestination.map(([service, name, count]) => [`${service} ${name}`, count])),
  );
  return {
    problems: [
      ...(await shortages(atDestination, request.destination, request, total)),
      ...(await shortages(sourceNeeds(request), request.source, request)),
      ...(await tooMuchForOne(request)),
    ],
  };
};

async function shortages(
  needs: readonly Need[],
  index: IndexOfCloud,
  { context }: PreflightRequest,
  total: ReadonlyMap<string, number> = new Map(),
): Promise<readonly string[]> {
  const problems: string[] = [];
  const { projectName = '' } = await index.identity();
  for (const [service, name, count] of needs) {
    if (count === 0) continue;
    const quota = (await quotasOf(service, index, context))?.get(name);
    if (quota === undefined || quota.limit < 0) continue;
    const all = Math.max(count, total.get(`${service} ${name}`) ?? 0);
    if (quota.used + all <= quota.limit) continue;
    const others = all > count ? ` and the servers before it ${all - count}` : '';
    problems.push(
      `The quota of ${name} of project "${projectName}" at ${index.session.label} is ${quota.limit}, of which ${quota.used} ${quota.used === 1 ? 'is' : 'are'} used: this server needs ${count}${others}. Have it raised to ${quota.used + all} or more.`,
    );
  }
  return problems;
}

async function destinationNeeds(request: PreflightRequest): Promise<readonly Need[]> {
  return [
    ...(await computeNeeds(request)),
    ...(await networkNeeds(request)),
    ...(await volumeNeeds(request)),
  ];
}

async function computeNeeds({ wanted, destination, found }: PreflightRequest): Promise<readonly Need[]> {
  if (found !== undefined) return [];
  const flavor = (await destination.load(flavors)).byId(wanted.flavor_id ?? '') ?? {};
  return [
    ['compute', 'instances', 1],
    ['compute', 'cores', numberIn(flavor, 'vcpus')],
    ['compute', 'ram', numberIn(flavor, 'ram')],
  ];
}

async function networkNeeds(request: PreflightRequest): Promise<readonly Need[]> {
  const { wanted, params, destination, found } = request;
  if (found !== undefined) return [];
  const known = (await destination.load(ports)).all();
  const isThere = (port: Body): boolean =>
    known.some(
      (one) =>
        macIn(port) !== undefined && macIn(one) === macIn(port) && one['network_id'] === port['network_id'],
    );
  const hasTrunks = (await destination.session.extensions(trunks.service)).has('trunk');
  const made = await Promise.all(
    wanted.floating_ips.map((one) => chooseFloatingIp(one, params.floatingIpMode, destination)),
  );
  return [
    ['network', ports.one, wanted.ports.filter((port) => !isThere(port)).length],
    ['network', floatingIps.one, made.filter((choice) => 'make' in choice).length],
    ['network', trunks.one, hasTrunks ? wanted.ports.filter(({ trunk }) => isBody(trunk)).length : 0],
  ];
}

async function volumeNeeds({
  wanted,
  disks,
  destination,
  idMap,
}: PreflightRequest): Promise<readonly Need[]> {
  const known = await destination.load(volumes);
  const isThere = (id: string): boolean => {
    const mapped = idMap?.ofSource(volumes, id)?.destination;
    return mapped !== undefined && known.byId(mapped) !== undefined;
  };
  const made = movedVolumes(wanted, disks).filter(({ disk }) => !isThere(idOf(disk.record._info)));
  const sum = (all: typeof made): number => all.reduce((total, { disk }) => total + disk.size, 0);
  const types = new Set(made.flatMap(({ type }) => type ?? []));
  return [
    ['block-storage', 'volumes', made.length],
    ['block-storage', 'gigabytes', sum(made)],
    ...[...types].flatMap((type): readonly Need[] => {
      const ofType = made.filter((one) => one.type === type);
      return [
        ['block-storage', `volumes_${type}`, ofType.length],
        ['block-storage', `gigabytes_${type}`, sum(ofType)],
      ];
    }),
  ];
}

/** A snapshot and a volume made of it for each disk that is read from one; its gibibytes count for both. */
function sourceNeeds({ disks, params, server }: PreflightRequest): readonly Need[] {
  const isWarm = params.warm && textOf(server, 'status') === 'ACTIVE';
  const snapped = disks.moved.filter(({ way }) => way.way === 'snapshot' || (isWarm && way.way === 'lend'));
  const imaged = disks.moved.filter(({ way }) => way.way === 'image');
  if (params.storage === 'swing') return [];
  const sum = (all: typeof snapped): number => all.reduce((total, { size }) => total + size, 0);
  return [
    ['block-storage', 'snapshots', snapped.length],
    ['block-storage', 'volumes', snapped.length + imaged.length],
    ['block-storage', 'gigabytes', 2 * sum(snapped) + sum(imaged)],
  ];
}

/** Limits of one server, of one server group and of one volume. */
async function tooMuchForOne(request: PreflightRequest): Promise<readonly string[]> {
  const { wanted, disks, destination, context, found } = request;
  const where = destination.session.label;
  const compute = await quotasOf('compute', destination, context);
  const storage = await quotasOf('block-storage', destination, context);
  const keys = Object.keys(wanted.metadata ?? {}).length;
  const metadata = compute?.get('metadata_items')?.limit ?? -1;
  const largest = storage?.get('per_volume_gigabytes')?.limit ?? -1;
  const members = compute?.get('server_group_members')?.limit ?? -1;
  const group = (await destination.load(serverGroups)).byId(wanted.server_group_id ?? '');
  const have = group === undefined || found !== undefined ? 0 : listLength(group['members']);
  return [
    ...(metadata >= 0 && keys > metadata
      ? [
          `It has ${keys} keys of metadata, and a server at ${where} may have ${metadata}: take some out of the record.`,
        ]
      : []),
    ...(members >= 0 && group !== undefined && found === undefined && have + 1 > members
      ? [
          `Server group "${textOf(group, 'name') ?? ''}" of ${where} has ${have} servers, and no more than ${members} may be in one: clear server_group_ref, or have the quota of server_group_members raised.`,
        ]
      : []),
    ...disks.moved.flatMap(({ name, size }) =>
      largest >= 0 && size > largest
        ? [
            `Disk "${name}" has ${size} GiB, and a volume at ${where} may have ${largest}: have the quota per_volume_gigabytes raised.`,
          ]
        : [],
    ),
  ];
}

function listLength(value: unknown): number {
  return bodiesAt({ value }, 'value').length || (Array.isArray(value) ? value.length : 0);
}

function numberIn(body: Body, key: string): number {
  const value = Number(body[key] ?? 0);
  return Number.isFinite(value) ? value : 0;
}
