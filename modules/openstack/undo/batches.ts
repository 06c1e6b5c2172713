import { journaledAs } from '../kind/collection.ts';
import type { Kind } from '../kind/kind.ts';
import { aspectOf } from './aspect.ts';
import type { UndoStep } from './steps.ts';

/**
 * Steps that may be done side by side: those of one kind at one cloud that follow one another. Kinds whose resources refer to others
 * of the same kind (nested projects) are taken back one by one, in order;
 * volumes go back to their servers one by one, since their order says which device they become.
 */
export function batchesOf(
  steps: readonly UndoStep[],
  kinds: readonly Kind[],
): readonly (readonly UndoStep[])[] {
  const alone = new Set(
    kinds
      .filter(({ collection, fields }) => fields.some(({ codec }) => codec?.refersTo.includes(collection)))
      .map(({ collection }) => journaledAs(collection)),
  );
  const batches: UndoStep[][] = [];
  for (const step of steps) {
    const last = batches.at(-1);
    const before = last?.[0];
    // What was done to one thing is taken back in order.
    const isSameThing = last?.some(({ id }) => id !== undefined && id === step.id) === true;
    const isAlike =
      before?.kind === step.kind &&
      before.operation === step.operation &&
      before.side === step.side &&
      !isSameThing;
    if (last !== undefined && isAlike && !alone.has(step.kind) && !isAttachment(step)) last.push(step);
    else batches.push([step]);
  }
  return batches;
}

function isAttachment({ call }: UndoStep): boolean {
  const aspect = call === undefined ? undefined : aspectOf(call);
  return aspect?.about === 'attachment' && aspect.wanted === 'attached';
}
