import type { JournaledOperation } from '../../../engine/module.ts';
import type { UndoCall } from '../kind/write.ts';
import { aspectOf, keyOf, statusAfter, type Aspect } from './aspect.ts';
import { sideOf } from './side.ts';

/** An operation of a journal with the call that takes it back. */
export interface Undoable {
  readonly operation: JournaledOperation;
  readonly call: UndoCall;
}

/**
 * The numbers of operations that need no step of their own, since they are about the same as others: a volume that was
 * taken from a server and given back. Of several, the first is taken back: it knows what there was before. None is,
 * where the last one brought that about.
 */
export function superseded(all: readonly Undoable[]): ReadonlySet<number> {
  const passed = new Set<number>();
  for (const group of byAspect(all)) {
    const [first, ...others] = group;
    const last = group.at(-1);
    if (first === undefined || last === undefined) continue;
    for (const { operation } of others) passed.add(operation.number);
    // Of what has no end nobody knows what came of it: the cloud is asked.
    const isKnown = group.every(({ operation }) => operation.state === 'done');
    if (isKnown && effectOf(last) === first.aspect.wanted) passed.add(first.operation.number);
  }
  return passed;
}

interface Known extends Undoable {
  readonly aspect: Aspect;
}

function byAspect(all: readonly Undoable[]): readonly (readonly Known[])[] {
  const groups = new Map<string, Known[]>();
  for (const undoable of all) {
    const aspect = aspectOf(undoable.call);
    if (aspect === undefined) continue;
    const key = `${sideOf(undoable.operation.entry.cloud)} ${keyOf(aspect)}`;
    groups.set(key, [...(groups.get(key) ?? []), { ...undoable, aspect }]);
  }
  return [...groups.values()];
}

/** What an operation brought about. */
function effectOf({ aspect, operation }: Known): string | undefined {
  switch (aspect.about) {
    case 'power':
      return statusAfter(operation.entry.after);
    case 'attachment':
      return aspect.wanted === 'attached' ? 'detached' : 'attached';
    case 'metadata':
      return undefined;
  }
}
