import { sourceIdOf, type ExportRecord } from '../files/record.ts';
import type { IndexOfCloud } from '../kind/index-of-cloud.ts';
import type { Kind } from '../kind/kind.ts';
import { ownerIn } from '../kind/owners.ts';
import { namesOf } from '../kind/names.ts';
import { serialize } from '../kind/serialize.ts';
import { projectOf } from '../kind/wire.ts';

/** The source, as records of what it has now. */
export interface SourceOfRecords {
  readonly label: string;
  /** What an export would write now of the resource that a record came from; undefined if that is gone. */
  recordOf(kind: Kind, record: ExportRecord): Promise<ExportRecord | undefined>;
}

/** A cloud as the source of records. */
export function sourceOfRecords(index: IndexOfCloud): SourceOfRecords {
  return {
    label: index.session.label,
    async recordOf(kind, record) {
      const id = sourceIdOf(record);
      if (id === undefined) return undefined;
      const of = ownerIn(kind.collection, record._info);
      const body = (await index.load(kind.collection, of === undefined ? {} : { of })).byId(id);
      if (body === undefined) return undefined;
      const { isAdmin } = await index.identity();
      const whole = (await kind.complete?.(body, index, 'record')) ?? body;
      const home = isAdmin ? projectOf(body) : undefined;
      return serialize(
        kind,
        whole,
        namesOf(index, () => undefined, home),
      );
    },
  };
}
