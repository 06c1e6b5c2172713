import { DroverError } from '../../../engine/diagnostics/drover-error.ts';
import type { DescribedObjectSchema } from '../../../engine/schema/types.ts';
import { didYouMean } from '../api/nearest.ts';
import type { Kind } from '../kind/kind.ts';
import { oneOf } from '../kind/labels.ts';
import { paramsSchema } from '../kind/record-schema.ts';
import { isBody } from '../kind/wire.ts';
import { checkValue, type Flaw } from './check-value.ts';
import { toRecord, type ExportRecord } from './record.ts';
import { renewed } from './versions.ts';

export interface CheckedRecord {
  readonly record: ExportRecord;
  /** Keys that nobody reads, and other things that do no harm. */
  readonly warnings: readonly string[];
}

/**
 * The record that an import module was given, in today's form. Throws `record-type` or `record-field` for one that
 * cannot be imported as this kind; fields that are merely missing are not looked at.
 */
export function recordFor(
  kind: Kind,
  data: unknown,
  place: string | undefined,
  schema: DescribedObjectSchema = paramsSchema(kind),
): CheckedRecord {
  const where = place === undefined ? '' : `${place}: `;
  const type = isBody(data) ? data['type'] : undefined;
  if (type !== kind.type) throw wrongType(kind, type, where);
  const read = toRecord(data);
  if (read === undefined) {
    throw new DroverError('record-field', {
      detail: `${where}The record has no params.`,
      help: 'Give the whole record, as it stands in the export file.',
    });
  }
  const record = renewed(read);
  const flaws = checkValue(record.params, schema, 'params');
  const wrong = [
    ...flaws.filter((flaw) => flaw.kind === 'wrong' || isNeeded(kind, flaw)),
    ...(kind.migration?.flaws(record) ?? []).filter(({ isWarning }) => isWarning !== true),
  ];
  if (wrong.length > 0) throw wrongFields(kind, record, wrong, where);
  return { record, warnings: flaws.filter(({ kind: of }) => of === 'unknown').map(({ detail }) => detail) };
}

/** What is told of anything that is wrong. */
type Told = Pick<Flaw, 'detail' | 'help'>;

/** A key that is missing in a part of a field is an error; a field that is missing is merely not looked at. */
function isNeeded(kind: Kind, flaw: Flaw): boolean {
  return (
    flaw.kind === 'missing' && flaw.path.length > 0 && kind.fields.some(({ name }) => name === flaw.path[0])
  );
}

function wrongType(kind: Kind, type: unknown, where: string): DroverError {
  const shown = typeof type === 'string' ? `of type "${type}"` : 'without a type';
  const like = typeof type === 'string' ? didYouMean(type, [kind.type]) : '';
  return new DroverError('record-type', {
    detail: `${where}The record is ${shown}, but ${oneOf(kind.collection.title)} has the type "${kind.type}".${like}`,
    help: `Give records of ${kind.file} to this module, and others to the modules of their own kind.`,
  });
}

function wrongFields(kind: Kind, record: ExportRecord, flaws: readonly Told[], where: string): DroverError {
  const label = kind.label(record.params);
  return new DroverError('record-field', {
    detail: `${where}The record of ${label} cannot be used: ${flaws.map(({ detail }) => detail).join(' ')}`,
    help: flaws.find(({ help }) => help !== undefined)?.help ?? 'Mend the record in the export file.',
  });
}
