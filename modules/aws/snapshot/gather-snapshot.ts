import { createHash } from 'node:crypto';
import type { Aws, Place } from '../api/aws.types.ts';
import type { Discovery } from '../discovery/config/discovery.types.ts';
import { transitGatewayOf } from '../discovery/config/settings.ts';
import { placeOf, transitPlaceIn, transitPlaceOf } from '../discovery/places.ts';
import { gatherRegion } from './gather-region.ts';
import { gatherTransits } from './gather-transit.ts';
import { refuseMissing, type Gathered } from './missing-vpcs.ts';
import { compareTexts, normal } from './normal.ts';
import { openReader, type Gap } from './reader.ts';
import type { Snapshot, TransitSnapshot } from './snapshot.types.ts';

export interface GatherOptions {
  readonly signal?: AbortSignal;
  /** For what cannot be read. */
  readonly warn: (message: string) => void;
  readonly now?: () => Date;
}

/**
 * Everything that discovery.yaml asks about, of all accounts and regions side by side. What may not be read is a gap
 * in the snapshot, and is warned of; a VPC that is not there is an error.
 */
export async function gatherSnapshot(aws: Aws, config: Discovery, options: GatherOptions): Promise<Snapshot> {
  const taken = (options.now ?? (() => new Date()))().toISOString();
  const asked = config.account_info.flatMap((account) =>
    account.regions.map((region) => ({ account, region })),
  );
  const gathered = await Promise.all(
    asked.map(async ({ account, region }) => {
      const place = placeOf(account, region.region);
      const read = openReader(aws, place, options.signal);
      const vpcs = region.vpcs.map(({ vpc_id }) => vpc_id);
      return {
        account,
        region,
        ...(await gatherRegion(read, aws.partitionOf(region.region), vpcs)),
      };
    }),
  );
  refuseMissing(gathered);
  const wanted = gathered.map((one) => transitsOf(config, one));
  const transits = await readTransits(aws, wanted.flat(), options);
  const regions = gathered.map(({ snapshot }, index) => {
    const keys = new Set((wanted[index] ?? []).map(({ place }) => keyOfPlace(place)));
    const gaps = transits.filter(({ key }) => keys.has(key)).flatMap((one) => one.gaps);
    return { ...snapshot, gaps: [...snapshot.gaps, ...gaps].toSorted(byAction) };
  });
  for (const { account, region, gaps } of regions)
    for (const { message } of gaps) options.warn(`${account}/${region}: ${message}`);
  return {
    version: 1,
    taken,
    discovery: digestOf(config),
    regions,
    transits: transits.flatMap((one) => one.transits),
  };
}

/** The calls were made side by side: which of them failed first says nothing. */
function byAction(one: Gap, other: Gap): number {
  return compareTexts(one.action, other.action) || compareTexts(one.message, other.message);
}

/** `sha256:…` of a discovery.yaml in its normal form: the order of its keys and its defaults do not matter. */
export function digestOf(config: Discovery): string {
  return `sha256:${createHash('sha256')
    .update(JSON.stringify(normal(config)))
    .digest('hex')}`;
}

interface WantedTransit {
  readonly id: string;
  readonly place: Place;
}

interface PlaceTransits {
  readonly key: string;
  readonly transits: readonly TransitSnapshot[];
  readonly gaps: readonly Gap[];
}

/** Transit gateways as their owners see them, place by place. */
async function readTransits(
  aws: Aws,
  wanted: readonly WantedTransit[],
  { signal }: GatherOptions,
): Promise<readonly PlaceTransits[]> {
  const places = new Map(wanted.map(({ place }) => [keyOfPlace(place), place]));
  const read = [...places].map(async ([key, place]) => {
    const reader = openReader(aws, place, signal);
    const ids = wanted.filter((one) => keyOfPlace(one.place) === key).map(({ id }) => id);
    return { key, transits: await gatherTransits(reader, ids), gaps: reader.gaps };
  });
  const all = await Promise.all(read);
  return all.toSorted((one, other) => compareTexts(one.key, other.key));
}

function keyOfPlace({ account, region }: Place): string {
  return `${account}/${region}`;
}

/**
 * The transit gateways that discovery.yaml names, and those that the VPCs are attached to. An owner that it says nothing of cannot be
 * asked: there is no role to assume.
 */
function transitsOf(config: Discovery, { region, snapshot }: Gathered): readonly WantedTransit[] {
  const named = transitGatewayOf(config, region);
  const place = transitPlaceOf(config, region);
  const owners = new Map(snapshot.transitGateways.map((one) => [one.TransitGatewayId, one.OwnerId]));
  const attached = snapshot.attachments.flatMap(({ TransitGatewayId: id }) => {
    const asOwner = transitPlaceIn(config, region, owners.get(id));
    return id === undefined || asOwner === undefined ? [] : [{ id, place: asOwner }];
  });
  return named?.id === undefined || place === undefined ? attached : [{ id: named.id, place }, ...attached];
}
