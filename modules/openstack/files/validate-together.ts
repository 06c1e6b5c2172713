import type { Diagnostic } from '../../../engine/diagnostics/diagnostic.ts';
import { formatPlace } from '../../../engine/diagnostics/span.ts';
import type { Body } from '../api/session.types.ts';
import { nameIn } from '../kind/labels.ts';
import { bodiesAt, isBody } from '../kind/wire.ts';
import { addressOf, overlapping, rangeOf, type IpRange } from './ip-range.ts';
import { sourceIdOf } from './record.ts';
import { found, type KnownRecord } from './validate.ts';

const SUBNET = 'openstack.subnet.Subnet';
const INTERFACE = 'openstack.network.RouterInterface';

/** Records that stand for one thing, or that contradict each other. */
export function validateTogether(records: readonly KnownRecord[]): readonly Diagnostic[] {
  return [
    ...sameIds(records),
    ...sameThings(records),
    ...overlappingSubnets(records),
    ...strayInterfaces(records),
  ];
}

function sameIds(records: readonly KnownRecord[]): readonly Diagnostic[] {
  return repeated(records, ({ kind, item }) => {
    const id = sourceIdOf(item.record);
    return id === undefined ? undefined : `${kind.plural} ${id}`;
  }).map(([first, { kind, item }]) =>
    found(
      'record-duplicate',
      item.spanAt(['_info', 'id']),
      `${kind.label(item.record.params)} has two records of one id; the other stands at ${place(first)}.`,
      {
        help: 'Take one of them out.',
      },
    ),
  );
}

function sameThings(records: readonly KnownRecord[]): readonly Diagnostic[] {
  return repeated(records, thingOf)
    .filter(([first, second]) => !hasSameId(first, second) && !areTold(first, second))
    .map(([first, { kind, item }]) => {
      const label = kind.label(item.record.params);
      const path = item.record.params['name'] === undefined ? ['params'] : ['params', 'name'];
      return kind.sameIsOne === true
        ? found(
            'record-duplicate',
            item.spanAt(path),
            `${label} says the same as the record at ${place(first)}: the cloud takes them for one.`,
            {
              isWarning: true,
              help: 'Take one of them out.',
            },
          )
        : found(
            'record-duplicate',
            item.spanAt(path),
            `${label} has a second record at ${place(first)}: at the destination they would be one.`,
            {
              help: 'Give one of them another name, also where other records refer to it, or take it out.',
            },
          );
    });
}

/** What a record stands for; undefined where it lacks the name that would say so, which is told by itself. */
function thingOf({ kind, item }: KnownRecord): string | undefined {
  const { params } = item.record;
  const isNamed = kind.fields.some(({ name }) => name === 'name');
  return isNamed && typeof params['name'] !== 'string'
    ? undefined
    : `${kind.plural} ${kind.identity(params)}`;
}

/** Whether the ids at the source tell two records apart that say the same. */
function areTold({ kind, item: one }: KnownRecord, { item: other }: KnownRecord): boolean {
  const ids = [sourceIdOf(one.record), sourceIdOf(other.record)];
  return kind.namesMayRepeat === true && ids.every((id) => id !== undefined);
}

function hasSameId({ item: one }: KnownRecord, { item: other }: KnownRecord): boolean {
  const id = sourceIdOf(one.record);
  return id !== undefined && id === sourceIdOf(other.record);
}

/** Pairs of the first record with a key and each later one with the same. */
function repeated(
  records: readonly KnownRecord[],
  keyOf: (record: KnownRecord) => string | undefined,
): readonly (readonly [KnownRecord, KnownRecord])[] {
  const first = new Map<string, KnownRecord>();
  const pairs: (readonly [KnownRecord, KnownRecord])[] = [];
  for (const record of records) {
    const key = keyOf(record);
    if (key === undefined) continue;
    const before = first.get(key);
    if (before === undefined) first.set(key, record);
    else pairs.push([before, record]);
  }
  return pairs;
}

interface PlacedRange {
  readonly record: KnownRecord;
  readonly range: IpRange;
}

function overlappingSubnets(records: readonly KnownRecord[]): readonly Diagnostic[] {
  const byNetwork = new Map<string, PlacedRange[]>();
  for (const record of records) {
    const { cidr, network_ref: network } = record.item.record.params;
    const range = record.kind.type === SUBNET ? rangeOf(cidr) : undefined;
    if (range === undefined || !isBody(network)) continue;
    const key = networkKey(network);
    const ranges = byNetwork.get(key);
    if (ranges === undefined) byNetwork.set(key, [{ record, range }]);
    else ranges.push({ record, range });
  }
  return [...byNetwork.values()].flatMap((ranges) =>
    overlapping(ranges).map(([first, second]) => overlap(first, second)),
  );
}

function networkKey(network: Body): string {
  return `${nameIn(network)} ${String(network['project_name'])} ${String(network['domain_name'])}`;
}

/** Interfaces of routers with addresses that their subnets do not have. */
function strayInterfaces(records: readonly KnownRecord[]): readonly Diagnostic[] {
  const subnets = new Map<string, IpRange | undefined>();
  for (const { kind, item } of records) {
    const { cidr, name, network_ref: network } = item.record.params;
    if (kind.type !== SUBNET || !isBody(network) || typeof name !== 'string') continue;
    const key = `${nameIn(network)} ${name}`;
    // Of several of one name, it cannot be told which is meant.
    subnets.set(key, subnets.has(key) ? undefined : rangeOf(cidr));
  }
  return records.flatMap(({ kind, item }) =>
    kind.type === INTERFACE
      ? bodiesAt(item.record.params, 'fixed_ips_refs').flatMap((ip, index) => {
          const subnet = nameIn(ip['subnet_ref']);
          const range = subnets.get(`${nameIn(item.record.params['network_ref'])} ${subnet}`);
          const address = addressOf(ip['ip_address']);
          if (range === undefined || address === undefined || isWithin(address, range)) return [];
          return [
            found(
              'record-field',
              item.spanAt(['params', 'fixed_ips_refs', index, 'ip_address']),
              `${kind.label(item.record.params)}: the address ${String(ip['ip_address'])} is not in subnet "${subnet}" (${range.text}).`,
              { help: 'Mend the address here, or the range of the subnet in its file.' },
            ),
          ];
        })
      : [],
  );
}

function isWithin({ version, number }: NonNullable<ReturnType<typeof addressOf>>, range: IpRange): boolean {
  return version === range.version && number >= range.first && number <= range.last;
}

function overlap(first: PlacedRange, { record, range }: PlacedRange): Diagnostic {
  const { kind, item } = record;
  const { params } = item.record;
  return found(
    'subnet-overlap',
    item.spanAt(['params', 'cidr']),
    `${kind.label(params)} (${range.text}) overlaps ${first.record.kind.label(first.record.item.record.params)} (${first.range.text}, at ${place(first.record)}) in network "${nameIn(params['network_ref'])}".`,
    { help: 'Give one of them another range: a cloud refuses ranges of one network that overlap.' },
  );
}

function place({ item }: KnownRecord): string {
  return formatPlace(item.spanAt([]));
}
