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
 * the copy of each disk that is read from one. These go again when it has been read: as many servers count as are
 * migrated side by side.
 */
export const checkQuotas: Check = async (request) => ({
  problems: [
    ...(await shortages(await destinationNeeds(request), request, {
      index: request.destination,
      others: 'the servers before it',
    })),
    ...(await shortages(await sourceNeeds(request), request, {
      index: request.source,
      others: 'those that are migrated beside it',
      atOnce: request.atOnce,
    })),
    ...(await tooMuchForOne(request)),
  ],
});

interface Place {
  readonly index: IndexOfCloud;
  /** What other servers are called that take of the same quota. */
  readonly others: string;
  /** How many servers take of it at a time; without it: all, since they stay. */
  readonly atOnce?: number;
}

async function shortages(
  needs: readonly Need[],
  request: PreflightRequest,
  { index, others, atOnce }: Place,
): Promise<readonly string[]> {
  const problems: string[] = [];
  const { projectName = '' } = await index.identity();
  const bookings = await bookingsOf(request, index);
  const booked = new Map(needs.map(([service, name, count]) => [`${service} ${name}`, count]));
  const total = bookings.book(idOf(request.server), booked, atOnce);
  for (const [service, name, count] of needs) {
    if (count === 0) continue;
    const quota = (await quotasOf(service, index, request.context))?.get(name);
    if (quota === undefined || quota.limit < 0) continue;
    const all = Math.max(count, total.get(`${service} ${name}`) ?? 0);
    if (quota.used + all <= quota.limit) continue;
    const further = all > count ? ` and ${others} ${all - count}` : '';
    const fewer = all > count && atOnce !== undefined ? ', or set os_migrate_workloads_at_once lower' : '';
    problems.push(
      `The quota of ${name} of project "${projectName}" at ${index.session.label} is ${quota.limit}, of which ${quota.used} ${quota.used === 1 ? 'is' : 'are'} used: this server needs ${count}${further}. Have it raised to ${quota.used + all} or more${fewer}.`,
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

/** What is at the source for a while, for one disk. */
interface Temporary {
  readonly size: number;
  /** The type of the volume that it is made of, which it has, too. */
  readonly type: string | undefined;
  /** A volume is made by way of a snapshot. */
  readonly hasSnapshot: boolean;
}

/**
 * A snapshot and a volume made of it for each disk that is read from one, a volume for one that is read from an image, and
 * a clone of each that changes hands. Gibibytes count for both of the first.
 */
async function sourceNeeds({ disks, params, server, source }: PreflightRequest): Promise<readonly Need[]> {
  const isWarm = params.warm && textOf(server, 'status') === 'ACTIVE';
  const isSwung = params.storage === 'swing';
  const known = await source.load(volumes);
  const made = disks.moved.flatMap(({ way, size }): readonly Temporary[] => {
    if (way.way === 'image') return [{ size, type: undefined, hasSnapshot: false }];
    // Nothing is made of what is read directly.
    if (!('volume' in way)) return [];
    const hasSnapshot = !isSwung && (way.way === 'snapshot' || (isWarm && way.way === 'lend'));
    const type = textOf(known.byId(way.volume) ?? {}, 'volume_type');
    return hasSnapshot || isSwung ? [{ size, type, hasSnapshot }] : [];
  });
  const types = new Set(made.flatMap(({ type }) => type ?? []));
  return [
    ...temporaryNeeds(made, ''),
    ...[...types].flatMap((type) =>
      temporaryNeeds(
        made.filter((one) => one.type === type),
        `_${type}`,
      ),
    ),
  ];
}

function temporaryNeeds(made: readonly Temporary[], suffix: string): readonly Need[] {
  const snapped = made.filter(({ hasSnapshot }) => hasSnapshot);
  const sum = (all: readonly Temporary[]): number => all.reduce((total, { size }) => total + size, 0);
  return [
    ['block-storage', `snapshots${suffix}`, snapped.length],
    ['block-storage', `volumes${suffix}`, made.length],
    ['block-storage', `gigabytes${suffix}`, sum(made) + sum(snapped)],
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
