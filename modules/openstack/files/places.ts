import type { Pool } from '../../../engine/module.ts';
import type { ExportRecord } from './record.ts';
import { sourceIdOf } from './record.ts';

/**
 * Where the records that a run has read stand in their files, so that messages about a record can say so: loops hand
 * on the record alone.
 */
export interface Places {
  note(record: ExportRecord, place: string): void;
  /** `networks.yml:12:3`, or undefined for a record that was not read from a file, or was changed since. */
  of(record: ExportRecord): string | undefined;
  /** Whether a record of this id at the source was read. */
  hasSource(id: string): boolean;
}

/** The places of a run. */
export function placesOf(pool: Pool): Promise<Places> {
  return pool.get('openstack:places', () => Promise.resolve(places()));
}

function places(): Places {
  const known = new Map<string, string>();
  const sources = new Set<string>();
  return {
    note: (record, place) => {
      known.set(keyOf(record), place);
      sources.add(sourceIdOf(record) ?? '');
    },
    of: (record) => known.get(keyOf(record)),
    hasSource: (id) => sources.has(id),
  };
}

function keyOf(record: ExportRecord): string {
  return `${record.type} ${sourceIdOf(record) ?? JSON.stringify(record.params)}`;
}
