import { DroverError } from '../../../engine/diagnostics/drover-error.ts';
import type { TaskContext } from '../../../engine/module.ts';
import type { Body } from '../api/session.types.ts';
import type { FileRecord } from '../files/export-file.ts';
import { sourceIdOf } from '../files/record.ts';
import { differences, isSettableNow } from '../kind/compare.ts';
import { isSameField } from '../kind/field.ts';
import { gatherImport } from '../kind/gather-import.ts';
import { idMapFor } from '../kind/id-map.ts';
import type { ImportFacts } from '../kind/import-facts.ts';
import type { IndexOfCloud } from '../kind/index-of-cloud.ts';
import type { NameMaps } from '../kind/name-maps.ts';
import type { Field, Kind } from '../kind/kind.ts';
import { isSame } from '../kind/wire.ts';
import type { Finding } from './report.ts';
import type { SourceOfRecords } from './source-of-records.ts';

export interface VerifyRequest {
  readonly kind: Kind;
  readonly item: FileRecord;
  readonly destination: IndexOfCloud;
  /** Undefined where the source is not asked. */
  readonly source: SourceOfRecords | undefined;
  readonly isAnnounced: (source: string) => boolean;
  readonly nameMaps: NameMaps;
  readonly context: Pick<TaskContext, 'pool' | 'state' | 'journal'>;
}

/** Where a record and what it stands for at the destination and at the source differ. */
export async function verifyRecord(request: VerifyRequest): Promise<readonly Finding[]> {
  const { kind, item, source } = request;
  const at = { resource: kind.label(item.record.params), place: item.place };
  const original = await source?.recordOf(kind, item.record);
  try {
    const facts = await factsOf(request);
    const found = facts.found === undefined ? [missing(at, kind)] : compared(facts, original?.params, at);
    return [...found, ...leftOut(facts, at), ...ofSource(request, original?.params, found, at)];
  } catch (error) {
    if (!(error instanceof DroverError)) throw error;
    return [{ ...at, state: 'unclear', field: null, why: error.message }];
  }
}

type Place = Pick<Finding, 'resource' | 'place'>;

async function factsOf({
  kind,
  item,
  destination,
  isAnnounced,
  nameMaps,
  context,
}: VerifyRequest): Promise<ImportFacts> {
  return gatherImport({
    kind,
    record: item.record,
    index: destination,
    place: item.place,
    filters: undefined,
    // All fields are asked for by name: those that an import puts off are to be there by now.
    options: { fields: kind.fields.map(({ name }) => name), siblings: [] },
    earlier: () => Promise.resolve([]),
    idMap: await idMapFor(item.record, kind.collection, destination, context),
    nameMaps,
    isAnnounced,
  });
}

function missing(at: Place, kind: Kind): Finding {
  return {
    ...at,
    state: 'missing',
    field: null,
    why: kind.madeElsewhere ?? 'The destination does not have it: import it.',
  };
}

function compared(facts: ImportFacts, original: Body | undefined, at: Place): readonly Finding[] {
  const { kind, wanted, found, record, foundParams } = facts;
  return differences(kind, wanted.values, found ?? {}).map((difference) => {
    const { field } = difference;
    const values = {
      source: original?.[field.name],
      file: record.params[field.name],
      destination: foundParams[field.name],
    };
    return {
      ...at,
      ...values,
      state: isSettableNow(difference) ? ('differs' as const) : ('drift' as const),
      field: field.name,
      why: whyDiffering(field, values, original !== undefined),
    };
  });
}

interface Values {
  readonly source: unknown;
  readonly file: unknown;
  readonly destination: unknown;
}

function whyDiffering(field: Field, { source, file, destination }: Values, isSourceKnown: boolean): string {
  const fixed = field.set === 'create' ? ' Only a new one could have what the file says.' : '';
  if (!isSourceKnown) return `The destination has not what the file says.${fixed}`;
  if (isSameValue(field, source, file))
    return `The destination was changed, or has never got what source and file have.${fixed}`;
  if (isSameValue(field, source, destination))
    return `The file was edited and has not been imported since.${fixed}`;
  return `Source, file and destination all differ.${fixed}`;
}

function isSameValue(field: Field, one: unknown, other: unknown): boolean {
  return field.codec === undefined ? isSameField(field, one, other) : isSame(one, other);
}

function leftOut({ wanted }: ImportFacts, at: Place): readonly Finding[] {
  return wanted.warnings.map((why) => ({
    ...at,
    state: 'left-out' as const,
    field: null,
    why: capitalised(why),
  }));
}

/** What the source has otherwise than the file, where file and destination agree. */
function ofSource(
  { kind, item, source }: VerifyRequest,
  original: Body | undefined,
  found: readonly Finding[],
  at: Place,
): readonly Finding[] {
  if (source === undefined || sourceIdOf(item.record) === undefined) return [];
  if (original === undefined) {
    return [{ ...at, state: 'source-gone', field: null, why: 'The source does not have it any more.' }];
  }
  const told = new Set(found.map(({ field }) => field));
  return kind.fields.flatMap((field) => {
    const { name } = field;
    const file = item.record.params[name];
    if (told.has(name) || file === undefined || original[name] === undefined) return [];
    if (isSameValue(field, original[name], file)) return [];
    return [
      {
        ...at,
        state: 'source-differs' as const,
        field: name,
        source: original[name],
        file,
        why: 'The file was edited, or the source has changed since the export.',
      },
    ];
  });
}

function capitalised(text: string): string {
  return text.charAt(0).toUpperCase() + text.slice(1);
}
