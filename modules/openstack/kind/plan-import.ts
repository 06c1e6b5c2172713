import type { Change, Plan } from '../../../engine/module.ts';
import { differences, isSettableNow, type Difference } from './compare.ts';
import type { ImportFacts } from './import-facts.ts';
import type { Field } from './kind.ts';
import { sourceIdOf } from '../files/record.ts';
import { nameOf } from './id-map.ts';
import { pluralOf } from './labels.ts';
import { idOf, isEmpty } from './wire.ts';

/** What `apply` needs of a plan. */
export interface ImportDetail {
  readonly facts: ImportFacts;
  readonly changed: readonly Difference[];
}

/** What is to be done so that the cloud has what the record says. */
export function planImport(facts: ImportFacts): Plan<ImportDetail> {
  const { found, label, kind, same, updateOnly } = facts;
  if (same !== undefined) {
    return unchanged(
      facts,
      `Another record (${same}) of the same file says the same: one of them is enough.`,
    );
  }
  if (found === undefined) {
    if (updateOnly) return unchanged(facts, `The cloud has no ${label}, so there is nothing to set.`);
    if (kind.madeElsewhere !== undefined) {
      const why = `The cloud has no ${label}. ${kind.madeElsewhere}`;
      return { ...unchanged(facts, why), warnings: [...facts.wanted.warnings, why] };
    }
    return planCreate(facts);
  }
  const all = differences(kind, facts.wanted.values, found);
  const changed = all.filter(isSettableNow);
  const drift = all
    .filter((difference) => !isSettableNow(difference))
    .map((difference) => changeOf(facts, difference));
  const { completion } = facts;
  const reason = [reasonFor(facts, changed, drift), completion?.reason ?? []].flat().join(' ');
  return {
    action: changed.length > 0 || completion !== undefined ? 'update' : 'unchanged',
    subject: label,
    reason,
    changes: [...changed.map((difference) => changeOf(facts, difference)), ...(completion?.changes ?? [])],
    ...(drift.length === 0 ? {} : { drift }),
    ...warningsOf(facts),
    result: { id: idOf(found) },
    ...(isToBeNoted(facts) ? { hasNotes: true } : {}),
    detail: { facts, changed },
  };
}

/** Whether the plan will be to make it. */
export function isToBeMade({ found, same, updateOnly, kind }: ImportFacts): boolean {
  return found === undefined && same === undefined && !updateOnly && kind.madeElsewhere === undefined;
}

/** Whether the id map does not know yet what the record stands for, or under which name. */
export function isToBeNoted({ found, record, mapping }: ImportFacts): boolean {
  if (found === undefined || sourceIdOf(record) === undefined) return false;
  return mapping?.destination !== idOf(found) || mapping.name !== nameOf(record);
}

function planCreate(facts: ImportFacts): Plan<ImportDetail> {
  const { label, wanted, kind, record } = facts;
  const changes = kind.fields
    .filter((field) => wanted.values.has(field.name) && !isEmpty(record.params[field.name]))
    .map((field) => ({
      pointer: pointerTo(field.name),
      before: undefined,
      after: shown(field, record.params[field.name]),
    }));
  return {
    action: 'create',
    subject: label,
    reason: [`The cloud has no ${label}.`, ...wanted.notes].join(' '),
    changes,
    ...warningsOf(facts, makerWarnings(facts)),
    ...(wanted.notes.length === 0 ? {} : { notes: wanted.notes }),
    detail: { facts, changed: [] },
  };
}

function unchanged(facts: ImportFacts, reason: string): Plan<ImportDetail> {
  const { found } = facts;
  return {
    action: 'unchanged',
    subject: facts.label,
    reason,
    changes: [],
    ...warningsOf(facts),
    ...(found === undefined ? {} : { result: { id: idOf(found) } }),
    detail: { facts, changed: [] },
  };
}

function changeOf({ foundParams, record }: ImportFacts, { field }: Difference): Change {
  return {
    pointer: pointerTo(field.name),
    before: shown(field, foundParams[field.name]),
    after: shown(field, record.params[field.name]),
  };
}

/** What may hold passwords is not shown; of what is long, the words that people look for. */
function shown(field: Field, value: unknown): unknown {
  if (field.schema.secret === true && !isEmpty(value)) return '(not shown)';
  return field.shown === undefined ? value : field.shown(value);
}

function pointerTo(field: string): string {
  return `/params/${field.replaceAll('~', '~0').replaceAll('/', '~1')}`;
}

function warningsOf(
  { wanted }: ImportFacts,
  further: readonly string[] = [],
): { readonly warnings?: readonly string[] } {
  const warnings = [...wanted.warnings, ...further];
  return warnings.length === 0 ? {} : { warnings };
}

/** Policies can be changed, so that it is tried all the same. */
function makerWarnings({ kind, isAdmin }: ImportFacts): readonly string[] {
  if (kind.adminOnly !== true || isAdmin) return [];
  return [`By the usual policy only administrators make ${pluralOf(kind.collection.title)}.`];
}

function reasonFor(
  { label, kind, wanted }: ImportFacts,
  changed: readonly Difference[],
  drift: readonly Change[],
): string {
  const names = changed.map(({ field }) => field.name).join(', ');
  const differs = `${label} is there, but ${names} ${changed.length === 1 ? 'differs' : 'differ'}.`;
  const same = drift.length === 0 ? `${label} is there as the record has it.` : `${label} is there.`;
  const fixed =
    drift.length === 0
      ? []
      : [
          `Only a new ${kind.collection.title} could have another ${drift.map(({ pointer }) => pointer.slice(8)).join(', ')}.`,
        ];
  const first = changed.length > 0 ? differs : same;
  return [capitalised(first), ...fixed, ...wanted.notes].join(' ');
}

function capitalised(text: string): string {
  return text.charAt(0).toUpperCase() + text.slice(1);
}
