import { basename, join } from 'node:path';
import { DroverError } from '../../../engine/diagnostics/drover-error.ts';
import { formatPlace } from '../../../engine/diagnostics/span.ts';
import type { Files } from '../../../engine/module.ts';
import type { ExportFile } from '../files/export-file.ts';
import { nameFilter } from '../files/name-filter.ts';
import type { Places } from '../files/places.ts';
import { readExportFile } from '../files/read-export-file.ts';
import type { ExportRecord } from '../files/record.ts';
import { importFilters } from '../kind/filters-of-kind.ts';
import type { Kind } from '../kind/kind.ts';
import { parentsFirst } from '../kind/parents-first.ts';
import { isBody } from '../kind/wire.ts';

/** Values of the variables that select, by their names: those that are not there let everything pass. */
export type FilterValues = Readonly<Record<string, unknown>>;

/** Every record of a file, in an order in which none refers to a later one; their places are noted. */
export async function readRecords(
  path: string,
  kinds: readonly Kind[],
  files: Pick<Files, 'read'>,
  places: Places,
): Promise<readonly ExportRecord[]> {
  const file = await readExportFile(path, files);
  return parentsFirst(kinds, path, recordsOf(file, places));
}

function recordsOf(file: ExportFile, places: Places): readonly ExportRecord[] {
  const records = new Map(file.records.map((record) => [record.index, record]));
  return file.items.map((item) => {
    const known = records.get(item.index);
    if (known === undefined) {
      const what = isBody(item.value) ? 'it lacks type or params' : 'it is no mapping';
      throw new DroverError('record-type', {
        detail: `${formatPlace(item.spanAt([]))}: This is no record: ${what}.`,
        help: 'A record has type, params, _info and _migration_params.',
        span: item.spanAt([]),
      });
    }
    places.note(known.record, known.place);
    return known.record;
  });
}

/** The records of a kind in a data directory that its filters let pass. */
export async function selectedRecords(
  kind: Kind,
  kinds: readonly Kind[],
  { folder, filters }: { readonly folder: string; readonly filters: FilterValues },
  files: Pick<Files, 'read'>,
  places: Places,
): Promise<readonly ExportRecord[]> {
  const path = join(folder, basename(kind.file));
  const records = await readRecords(path, kinds, files, places);
  const tests = Object.entries(importFilters(kind, kinds)).flatMap(([variable, attribute]) => {
    const value = filters[variable];
    return value == null ? [] : [{ test: nameFilter(value), keys: attribute.split('.') }];
  });
  return records.filter((record) => tests.every(({ test, keys }) => test(textAt(record, keys))));
}

function textAt(record: ExportRecord, keys: readonly string[]): string {
  let here: unknown = record;
  for (const key of keys) here = isBody(here) ? here[key] : undefined;
  return typeof here === 'string' ? here : '';
}
