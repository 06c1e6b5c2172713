import type { JournaledOperation } from '../../../../engine/module.ts';
import { isBody, textOf } from '../../kind/wire.ts';

/** What the journal says of a clone that changes hands. */
export interface SwingNote {
  /** `given up` by the source; then `taken` by the destination, or `taken back` by the source. */
  readonly step: 'given up' | 'taken' | 'taken back';
  /** The id at the source of the volume that it is a clone of. */
  readonly of: string;
  /** Its id at the source, before it was given up: the backend calls it by that. */
  readonly clone: string;
  /** Where the source had it. */
  readonly host?: string | null;
}

/** What an operation says of a clone; undefined if it is about something else. */
export function swingNoteOf({ entry: { after } }: Pick<JournaledOperation, 'entry'>): SwingNote | undefined {
  const swing = isBody(after) ? after['swing'] : undefined;
  if (!isBody(swing) || textOf(swing, 'clone') === undefined) return undefined;
  // Boundary: drover has written it.
  return swing as unknown as SwingNote;
}

/** The clones that some cloud knows again since they were given up. */
export function clonesTaken(operations: readonly JournaledOperation[]): ReadonlySet<string> {
  return new Set(
    operations.flatMap((operation) => {
      const note = operation.state === 'done' ? swingNoteOf(operation) : undefined;
      return note === undefined || note.step === 'given up' ? [] : [note.clone];
    }),
  );
}
