import type { DiagnosticCode } from '../../../engine/diagnostics/catalogue/index.ts';
import type { DescribedObjectSchema } from '../../../engine/schema/types.ts';
import { diagnostic, type Diagnostic } from '../../../engine/diagnostics/diagnostic.ts';
import { formatPlace, type Span } from '../../../engine/diagnostics/span.ts';
import { didYouMean, nearest } from '../api/nearest.ts';
import type { Body } from '../api/session.types.ts';
import type { Kind } from '../kind/kind.ts';
import { paramsSchema } from '../kind/record-schema.ts';
import { isBody, textOf } from '../kind/wire.ts';
import { checkValue, type Flaw } from './check-value.ts';
import type { ExportFile, FileItem, FileRecord } from './export-file.ts';
import { kindOfRecord } from './kind-of-record.ts';
import { meaningFlaws } from './meaning.ts';
import { sourceIdOf } from './record.ts';

/** A record together with its kind. */
export interface KnownRecord {
  readonly kind: Kind;
  readonly item: FileRecord;
}

export interface TypesOfRecords {
  readonly kinds: readonly Kind[];
  /** Types that are known, but not looked into. */
  readonly others: readonly string[];
}

/** What is wrong in the records of files, each by itself. All is found and told together. */
export function validateRecords(files: readonly ExportFile[], types: TypesOfRecords): readonly Diagnostic[] {
  const schemas = new Map(types.kinds.map((kind) => [kind, paramsSchema(kind)]));
  return files.flatMap((file) => {
    const records = new Map(file.records.map((record) => [record.index, record]));
    return file.items.flatMap((item) =>
      validateItem(file, item, records.get(item.index), { ...types, schemas }),
    );
  });
}

/** The records of files that are of a kind. */
export function knownRecords(files: readonly ExportFile[], kinds: readonly Kind[]): readonly KnownRecord[] {
  return files.flatMap((file) =>
    file.records.flatMap((item) => {
      const kind = kindOfRecord(kinds, item.record.type, file.source.path);
      return kind === undefined ? [] : [{ kind, item }];
    }),
  );
}

interface Looking extends TypesOfRecords {
  readonly schemas: ReadonlyMap<Kind, DescribedObjectSchema>;
}

function validateItem(
  file: ExportFile,
  item: FileItem,
  record: FileRecord | undefined,
  { kinds, others, schemas }: Looking,
): readonly Diagnostic[] {
  if (!isBody(item.value)) return [noRecord(item)];
  const { type } = item.value;
  if (typeof type !== 'string') return [withoutType(item, item.value)];
  if (others.includes(type)) return [];
  const kind = kindOfRecord(kinds, type, file.source.path);
  if (kind === undefined) return [ofUnknownType(item, type, [...kinds.map((one) => one.type), ...others])];
  const schema = schemas.get(kind);
  if (record === undefined || schema === undefined) {
    const detail = `The ${kind.collection.title} has no params.${slipOf('params', item.value)}`;
    return [
      found('record-field', item.spanAt(['params']), detail, {
        help: 'Give it a mapping of fields under params, or take the record out.',
      }),
    ];
  }
  return [
    ...valueFlaws(file, record, kind, schema),
    ...flawsOfMeaning(record, kind),
    ...migrationFlaws(record, kind),
    ...keyFlaws(record),
    ...nameFlaws(record, kind),
  ];
}

function noRecord(item: FileItem): Diagnostic {
  const what = item.value === null ? 'nothing' : Array.isArray(item.value) ? 'a list' : 'text or a number';
  return found('record-type', item.spanAt([]), `Here stands ${what}, and not a record.`, {
    help: 'A record is a mapping with the keys type, params, _info and _migration_params.',
  });
}

function withoutType(item: FileItem, value: Body): Diagnostic {
  const detail = `The record has no type, so it cannot be told what it is.${slipOf('type', value)}`;
  return found('record-type', item.spanAt(['type']), detail, {
    help: 'Give it a type such as openstack.network.Network, or take it out.',
  });
}

/** The key that stands there in place of one that is missing. */
function slipOf(missing: string, value: Body): string {
  const others = Object.keys(value).filter((key) => !PARTS.includes(key));
  const key = nearest(missing, others);
  return key === undefined ? '' : ` It has the key "${key}": should that be "${missing}"?`;
}

const PARTS = ['type', 'params', '_info', '_migration_params'];

function ofUnknownType(item: FileItem, type: string, known: readonly string[]): Diagnostic {
  const detail = `The type "${type}" is unknown.${didYouMean(type, known)}`;
  return found('record-type', item.spanAt(['type']), detail, {
    help: 'Mend the type, or take the record out.',
  });
}

/** Values and keys of params, by the kind's table. */
function valueFlaws(
  file: ExportFile,
  { record, spanAt }: FileRecord,
  kind: Kind,
  schema: DescribedObjectSchema,
): readonly Diagnostic[] {
  const label = kind.label(record.params);
  const flaws = checkValue(record.params, schema, 'params').filter((flaw) => !isOfMigration(kind, flaw));
  const absent = flaws.filter((flaw) => isMerelyAbsent(kind, flaw));
  const others = flaws
    .filter((flaw) => !absent.includes(flaw))
    .map(({ kind: of, path, detail, help }) =>
      found(CODES[of], spanAt(['params', ...path]), `${label}: ${detail}`, {
        isWarning: of === 'unknown',
        help: help ?? HELP[of],
      }),
    );
  // Files of 0.x had fewer keys.
  if (absent.length === 0 || file.version.startsWith('0')) return others;
  const keys = absent.flatMap(({ key }) => key ?? []).join(', ');
  const help = 'These fields are not looked at; OS-Migrate would refuse the record.';
  return [
    ...others,
    found('record-missing-key', spanAt(['params']), `${label} lacks ${keys}.`, { isWarning: true, help }),
  ];
}

/** Keys that say how a part of it is to be migrated are looked at by the kind itself. */
function isOfMigration({ migration }: Kind, { kind: of, path }: Flaw): boolean {
  return of === 'unknown' && migration !== undefined && path.includes('_migration_params');
}

const CODES = { unknown: 'record-key', missing: 'record-missing-key', wrong: 'record-field' } as const;

const HELP = {
  unknown: 'Rename it, or take it out.',
  missing: 'Add it.',
  wrong: 'Mend the value, or set it to null if that is allowed.',
} as const;

/** A field that a record may go without: nothing is said about it then. */
function isMerelyAbsent(kind: Kind, flaw: Flaw): boolean {
  if (flaw.kind !== 'missing' || flaw.path.length > 0) return false;
  const field = kind.fields.find(({ name }) => name === flaw.key);
  return field !== undefined && 'nullable' in field.schema;
}

/** Values that are of the right type and cannot be so. */
function flawsOfMeaning({ record, spanAt }: FileRecord, kind: Kind): readonly Diagnostic[] {
  return meaningFlaws(kind.type, record.params).map(({ path, detail, help, isWarning = false }) =>
    found('record-field', spanAt(['params', ...path]), `${kind.label(record.params)}: ${detail}`, {
      isWarning,
      ...(help === undefined ? {} : { help }),
    }),
  );
}

/** How to migrate. */
function migrationFlaws({ record, spanAt }: FileRecord, { migration, label }: Kind): readonly Diagnostic[] {
  return (migration?.flaws(record) ?? []).map(({ path, detail, help = HELP.wrong, isWarning = false }) =>
    found('record-field', spanAt(path), `${label(record.params)}: ${detail}`, { isWarning, help }),
  );
}

/** Parts of the record that are no mappings, and keys beside type, params, _info and _migration_params. */
function keyFlaws({ value, spanAt }: FileRecord): readonly Diagnostic[] {
  if (!isBody(value)) return [];
  const parts = ['_info', '_migration_params']
    .filter((key) => value[key] != null && !isBody(value[key]))
    .map((key) =>
      found('record-field', spanAt([key]), `${key} is no mapping.`, {
        help: `Write ${key}: {} if there is nothing in it.`,
      }),
    );
  const unknown = Object.keys(value)
    .filter((key) => !PARTS.includes(key))
    .map((key) =>
      found(
        'record-key',
        spanAt([key]),
        `The record has the key "${key}", which nobody reads.${didYouMean(key, PARTS)}`,
        { isWarning: true, help: 'Rename it, or take it out.' },
      ),
    );
  return [...parts, ...unknown];
}

function nameFlaws({ record, spanAt }: FileRecord, kind: Kind): readonly Diagnostic[] {
  const flaws: Diagnostic[] = [];
  const label = kind.label(record.params);
  if (textOf(record.params, 'name') === '') {
    flaws.push(
      found('record-field', spanAt(['params', 'name']), `The ${kind.collection.title} has an empty name.`, {
        isWarning: true,
        help: 'Only one without a name can be told from others. Give it a name if other records refer to it.',
      }),
    );
  }
  if (sourceIdOf(record) === undefined) {
    flaws.push(
      found('record-missing-key', spanAt(['_info']), `${label}: _info has no id.`, {
        isWarning: true,
        help: 'Without it, a later export can tell by the name alone which resource it is.',
      }),
    );
  }
  return flaws;
}

interface FoundOptions {
  readonly isWarning?: boolean;
  readonly help?: string;
}

/** A diagnostic whose text begins with the place. */
export function found(code: DiagnosticCode, span: Span, detail: string, options: FoundOptions): Diagnostic {
  return diagnostic(code, {
    detail: `${formatPlace(span)}: ${detail.charAt(0).toUpperCase()}${detail.slice(1)}`,
    span,
    help: options.help,
    severity: options.isWarning === true ? 'warning' : 'error',
  });
}
