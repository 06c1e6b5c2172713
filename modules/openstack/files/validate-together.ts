import type { Diagnostic } from '../../../engine/diagnostics/diagnostic.ts';
import { formatPlace } from '../../../engine/diagnostics/span.ts';
import { cidrOf, overlaps, type Cidr } from '../kind/addresses.ts';
import { nameIn } from '../kind/labels.ts';
import { isBody } from '../kind/wire.ts';
import { sourceIdOf } from './record.ts';
import { found, type KnownRecord } from './validate.ts';

/** Records that stand for one thing, and subnets that overlap. */
export function validateTogether(records: readonly KnownRecord[]): readonly Diagnostic[] {
  return [...sameIds(records), ...sameThings(records), ...overlappingSubnets(records)];
}

function sameIds(records: readonly KnownRecord[]): readonly Diagnostic[] {
  return repeated(records, ({ kind, item }) => {
    const id = sourceIdOf(item.record);
    return id === undefined ? undefined : `${kind.type} ${id}`;
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
  return repeated(records, ({ kind, item }) => `${kind.type} ${kind.identity(item.record.params)}`)
    .filter(([first, second]) => !hasSameId(first, second))
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

interface Range {
  readonly record: KnownRecord;
  readonly cidr: Cidr;
}

function overlappingSubnets(records: readonly KnownRecord[]): readonly Diagnostic[] {
  const byNetwork = new Map<string, Range[]>();
  for (const record of records) {
    const { cidr, network_ref: network } = record.item.record.params;
    const range = typeof cidr === 'string' ? cidrOf(cidr) : undefined;
    if (range === undefined || !isBody(network)) continue;
    const key = `${nameIn(network)} ${String(network['project_name'])} ${String(network['domain_name'])}`;
    byNetwork.set(key, [...(byNetwork.get(key) ?? []), { record, cidr: range }]);
  }
  return [...byNetwork.values()].flatMap((ranges) =>
    ranges.flatMap((range, index) => {
      const other = ranges.slice(0, index).find((before) => overlaps(before.cidr, range.cidr));
      return other === undefined ? [] : [overlap(other, range)];
    }),
  );
}

function overlap(first: Range, { record, cidr }: Range): Diagnostic {
  const { kind, item } = record;
  const { params } = item.record;
  return found(
    'subnet-overlap',
    item.spanAt(['params', 'cidr']),
    `${kind.label(params)} (${cidr.text}) overlaps ${first.record.kind.label(first.record.item.record.params)} (${first.cidr.text}, at ${place(first.record)}) in network "${nameIn(params['network_ref'])}".`,
    { help: 'Give one of them another range: a cloud refuses ranges of one network that overlap.' },
  );
}

function place({ item }: KnownRecord): string {
  return formatPlace(item.spanAt([]));
}
