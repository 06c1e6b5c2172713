import type { ExportRecord } from '../files/record.ts';
import type { IdMap } from './id-map.ts';
import type { NameMaps } from './name-maps.ts';
import type { Turn } from './under-way.ts';

/** Whose references are resolved, for messages. */
export interface Referrer {
  /** `networks.yml:12:3: Subnet "web"`, or without the place where it is not known. */
  readonly label: string;
  /** The field that holds the reference: `network_ref`. */
  readonly field: string;
  readonly record: ExportRecord;
  readonly idMap: IdMap;
  readonly nameMaps: NameMaps;
  /** Imports that began earlier may still make what is referred to. */
  readonly turn?: Turn | undefined;
  /** Whether a record of this id at the source takes part in the run. */
  readonly isAnnounced?: (source: string) => boolean;
}
