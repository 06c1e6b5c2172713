import { DroverError } from '../../../engine/diagnostics/drover-error.ts';
import type { Plan } from '../../../engine/module.ts';
import type { Body } from '../api/session.types.ts';
import type { Belonging, Collection } from '../kind/collection.ts';
import { isBody, isSame } from '../kind/wire.ts';
import type { Dependent } from './dependents.ts';
import type { UndoStep } from './steps.ts';

/** All that the plan of a step depends on. */
export interface StepFacts {
  readonly step: UndoStep;
  readonly collection: Collection;
  readonly cloud: string;
  /** What the run wrote, as it is now; undefined if it is gone. */
  readonly found: Body | undefined;
  /** What refers to it, where it is to be removed. */
  readonly dependents: readonly Dependent[];
  /** What goes along with it, and is to be removed first. */
  readonly parts: readonly Belonging[];
}

/** What is to be done so that a write of a run is taken back; throws `undo-refused` where that would do harm. */
export function planStep(facts: StepFacts): Plan<StepFacts> {
  const { step, found } = facts;
  if (step.call === undefined)
    return unchanged(facts, `It cannot be taken back: ${step.impossible ?? ''}`, true);
  switch (step.operation) {
    case 'create':
      return found === undefined ? unchanged(facts, 'It is gone already.') : removal(facts);
    case 'update':
      return found === undefined ? unchanged(facts, 'It is gone.') : restoration(facts, found);
    case 'delete':
      return found === undefined
        ? planned(facts, 'create', 'The run removed it: it is made again.')
        : unchanged(facts, 'It is there again already.');
    case 'act':
      return found === undefined
        ? unchanged(facts, 'It is undone already.')
        : planned(facts, 'delete', 'The run did it: it is taken back.');
  }
}

function removal(facts: StepFacts): Plan<StepFacts> {
  const { dependents, step, cloud } = facts;
  if (dependents.length === 0) return planned(facts, 'delete', 'The run made it: it is removed.');
  const shown = dependents.slice(0, SHOWN).join(', ');
  const more = dependents.length > SHOWN ? ` and ${dependents.length - SHOWN} more` : '';
  throw new DroverError('undo-refused', {
    detail: `${capitalised(step.name)} of ${cloud} is not removed, since something that the run did not make depends on it: ${shown}${more}.`,
    help: 'Remove that first, or keep both.',
  });
}

const SHOWN = 5;

function restoration(facts: StepFacts, found: Body): Plan<StepFacts> {
  const { step, collection, cloud } = facts;
  const before = isBody(step.before) ? step.before : {};
  const after = innerOf(step.after, collection);
  const answered = innerOf(step.answered, collection);
  const keys = Object.keys(before).filter((key) => key in found);
  const differing = keys.filter((key) => !isSame(found[key], before[key] ?? null));
  // What cannot be read back has to be believed: it is set as it was.
  if (keys.length > 0 && differing.length === 0) return unchanged(facts, 'It is as it was before the run.');
  // Clouds keep values in forms of their own.
  const isOurs = (key: string): boolean =>
    [after, answered].some((values) => key in values && isSame(found[key], values[key]));
  const foreign = differing.filter((key) => key in after && !isOurs(key));
  if (foreign.length > 0) {
    throw new DroverError('undo-refused', {
      detail: `${capitalised(step.name)} of ${cloud} is not restored: ${foreign.join(', ')} ${foreign.length === 1 ? 'has' : 'have'} changed since the run set ${foreign.length === 1 ? 'it' : 'them'}.`,
      help: 'Set it as it is to be by hand, or run the import again.',
    });
  }
  return {
    ...planned(facts, 'update', `The run changed ${keys.join(', ')}: what was there before is restored.`),
    changes: differing.map((key) => ({ pointer: `/${key}`, before: found[key], after: before[key] })),
  };
}

/** The resource in a body. */
function innerOf(value: unknown, { one }: Collection): Body {
  const body = isBody(value) ? value : {};
  const inner = body[one];
  return isBody(inner) ? inner : body;
}

function planned(facts: StepFacts, action: 'create' | 'update' | 'delete', reason: string): Plan<StepFacts> {
  return { action, subject: facts.step.name, reason, changes: [], detail: facts };
}

function unchanged(facts: StepFacts, reason: string, isWarning = false): Plan<StepFacts> {
  return {
    action: 'unchanged',
    subject: facts.step.name,
    reason,
    changes: [],
    ...(isWarning ? { warnings: [`${facts.step.name}: ${reason}`] } : {}),
    detail: facts,
  };
}

function capitalised(text: string): string {
  return text.charAt(0).toUpperCase() + text.slice(1);
}
