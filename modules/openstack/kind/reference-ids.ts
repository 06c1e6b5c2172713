import type { ExportRecord } from '../files/record.ts';
import type { Names } from './codec.ts';
import { bodiesAt, isBody, textOf } from './wire.ts';

/** The key of `_info` that says which of several of one name a reference means. */
export const REFERENCE_IDS = 'reference_ids';

interface ReferenceId {
  readonly name: string;
  readonly id: string;
}

/** Notes references that their names do not tell, by the fields that they stand in. */
export interface ReferenceIds {
  /** The names for one field. */
  forField(field: string): Names;
  /** What `_info` is to have; undefined where all names do. */
  noted(): Readonly<Record<string, readonly ReferenceId[]>> | undefined;
}

/** Makes references as `names` does, and notes the ids of those whose name several things have. */
export function referenceIds(names: Names): ReferenceIds {
  const byField: Record<string, ReferenceId[]> = {};
  return {
    forField: (field) => ({
      ...names,
      reference: async (collection, id) => {
        const found = await names.reference(collection, id);
        if (found !== undefined && (await names.isShared(collection, id)))
          (byField[field] ??= []).push({ name: found.name, id });
        return found;
      },
    }),
    noted: () => (Object.keys(byField).length === 0 ? undefined : byField),
  };
}

/** The id at the source that a reference means, where the record says so for this name and no other. */
export function referenceIdIn(
  { _info: info }: ExportRecord,
  field: string,
  name: string,
): string | undefined {
  const noted = info[REFERENCE_IDS];
  if (!isBody(noted)) return undefined;
  const [only, another] = bodiesAt(noted, field).filter((entry) => entry['name'] === name);
  return only === undefined || another !== undefined ? undefined : textOf(only, 'id');
}
