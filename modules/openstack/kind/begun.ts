import type { JournaledOperation } from '../../../engine/module.ts';
import type { Body } from '../api/session.types.ts';
import { journaledAs } from './collection.ts';
import { isSameField, wireValue } from './field.ts';
import type { Kind } from './kind.ts';
import { isBody } from './wire.ts';

/** A create of an earlier run of which nobody knows whether it took place: the run was cut off, or the answer was lost. */
export interface Begun {
  /** The id that the record has at the source. */
  readonly source: string;
  /** What was sent. */
  readonly sent: Body;
}

/** Such creates of a kind in a project. */
export function begunIn(
  operations: readonly JournaledOperation[],
  { collection }: Pick<Kind, 'collection'>,
  projectId: string | undefined,
): readonly Begun[] {
  const kind = journaledAs(collection);
  return operations.flatMap(({ entry, state }) => {
    if (state === 'done' || entry.operation !== 'create' || entry.kind !== kind) return [];
    if (entry.project !== projectId || entry.source === undefined) return [];
    const sent = isBody(entry.after) ? (entry.after[collection.one] ?? entry.after) : undefined;
    return isBody(sent) ? [{ source: entry.source, sent }] : [];
  });
}

/** Whether a resource has all that was sent to make one, so that it can be what came of it. */
export function canBeMadeBy({ fields }: Pick<Kind, 'fields'>, { sent }: Begun, body: Body): boolean {
  return fields.every((field) => {
    const value = wireValue(field, sent);
    return value === undefined || isSameField(field, value, wireValue(field, body));
  });
}
