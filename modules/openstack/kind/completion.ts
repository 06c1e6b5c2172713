import type { Change, JournaledOperation } from '../../../engine/module.ts';
import type { Body } from '../api/session.types.ts';
import { journaledAs } from './collection.ts';
import type { Kind } from './kind.ts';
import { idOf } from './wire.ts';
import type { Writer } from './write.ts';

/** What a run that was cut off between the calls of a create has left to do on what it made. */
export interface Completion {
  readonly reason: string;
  readonly changes: readonly Change[];
  /** What the resource is then, for check mode. */
  readonly after: Body;
  readonly apply: (writer: Writer) => Promise<unknown>;
}

/**
 * The remainder that was journaled with the create of a resource. One whose create was only intended may be there all
 * the same, since the answer was lost with the run: its name and cloud have to do.
 */
export function remainderIn(
  operations: readonly JournaledOperation[],
  kind: Kind,
  found: Body,
  called: { readonly name: string; readonly cloud: string },
): unknown {
  const made = operations.findLast(
    ({ entry, state, id }) =>
      entry.operation === 'create' &&
      entry.kind === journaledAs(kind.collection) &&
      (state === 'done'
        ? id === idOf(found)
        : state === 'intended' && entry.name === called.name && entry.cloud === called.cloud),
  );
  return made?.entry.remainder;
}
