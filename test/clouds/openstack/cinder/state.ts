import { folded } from '../neutron/listing/collation.ts';
import type { JsonObject } from '../http/exchange.ts';
import type { Ids } from '../store/ids.ts';
import { createJournal, type Journal } from '../store/journal.ts';
import { createLater, type Later } from '../store/later.ts';
import { createTable, type Table } from '../store/table.ts';
import type { DiskFiles, ImageBytes } from '../disks/disk-files.ts';
import type { QosSpec, QuotaSet, Snapshot, Texts, Volume, VolumeType } from './rows.ts';
import type { VolumeFate } from './work.ts';

/** An image as a volume is made from it. */
export interface SourceImage {
  readonly id: string;
  readonly name: string | null;
  /** What a volume remembers of it. */
  readonly metadata: Texts;
  /** In bytes. */
  readonly size: number;
  readonly minDisk: number;
  readonly isActive: boolean;
  /** What a machine sees of it, in bytes; null if nobody knows. */
  readonly virtualSize: number | null;
  readonly bytes: ImageBytes;
}

/** Finds the image that a caller may use, by id or name. */
export type FindImage = (
  reference: string,
  who: { readonly projectId: string; readonly isAdmin: boolean },
) => SourceImage | undefined;

/** How the service makes images. */
export interface ImageStore {
  /** Makes an image without bytes; throws what the image service answers if it refuses. */
  readonly make: (
    owner: { readonly projectId: string; readonly userId: string },
    values: JsonObject,
  ) => JsonObject;
  readonly fill: (id: string, chunks: readonly Buffer[]) => void;
  readonly remove: (id: string) => void;
}

export interface VolumeSettings {
  readonly ids: Ids;
  /** Milliseconds since the epoch. */
  readonly now: () => number;
  /** Limits by the name of the resource, for every project; -1 is none. */
  readonly quotas: Readonly<Record<string, number>>;
  /** The most items of a list answer. */
  readonly pageLimit: number;
  /** The name of the type that a volume gets if nobody says. */
  readonly defaultType: string;
  readonly zones: readonly string[];
  /** How many requests go by before a volume is ready, or gone: the last of them sees it so. */
  readonly requestsUntilDone: number;
  /** Where the identity service is, for the header of a 401. */
  readonly identityPath: string;
  readonly findImage: FindImage;
  /** Where the bytes of volumes and snapshots are; null in a cloud that keeps none. */
  readonly files: DiskFiles | null;
  readonly fateOf: VolumeFate;
  /** The service that images of volumes are uploaded to. */
  readonly imageStore: ImageStore;
}

/** Everything that the block storage service knows. */
export interface VolumeState extends VolumeSettings {
  readonly journal: Journal;
  readonly later: Later;
  readonly types: Table<VolumeType>;
  readonly qosSpecs: Table<QosSpec>;
  readonly volumes: Table<Volume>;
  readonly snapshots: Table<Snapshot>;
  readonly quotaSets: Table<QuotaSet>;
  /** The service that keeps the volumes, by its id. */
  readonly serviceId: string;
  readonly groupTypeId: string;
}

/** A block storage service without types and volumes. Names are found as the usual database finds them. */
export function createVolumeState(settings: VolumeSettings): VolumeState {
  const journal = createJournal();
  return {
    ...settings,
    journal,
    later: createLater(),
    types: createTable<VolumeType>(journal, { name: (row) => [folded(row.name)] }),
    qosSpecs: createTable<QosSpec>(journal, { name: (row) => [folded(row.name)] }),
    volumes: createTable<Volume>(journal, { project: (row) => [row.project_id] }),
    snapshots: createTable<Snapshot>(journal, {
      project: (row) => [row.project_id],
      volume: (row) => [row.volume_id],
    }),
    quotaSets: createTable<QuotaSet>(journal),
    serviceId: settings.ids.uuid(),
    groupTypeId: settings.ids.uuid(),
  };
}

/** Now, as Cinder writes a time that it keeps. */
export function timeOf({ now }: VolumeState): string {
  return new Date(now()).toISOString().replace(/\.\d{3}Z$/, '.000000');
}

/** Where volumes are: `host@backend#pool`. */
export const HOST = 'loopback-storage';
export const BACKEND = 'files';
