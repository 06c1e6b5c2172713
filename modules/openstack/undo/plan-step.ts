import { DroverError } from '../../../engine/diagnostics/drover-error.ts';
import type { Plan } from '../../../engine/module.ts';
import type { Body } from '../api/session.types.ts';
import type { Belonging, Collection } from '../kind/collection.ts';
import { isBody, isSame } from '../kind/wire.ts';
import type { Dependent } from './dependents.ts';
import type { Aspect } from './aspect.ts';
import type { GoalFacts } from './goal.ts';
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
  /** What somebody has done with it since, in words, where it is to be removed. */
  readonly changed: readonly string[];
  /** How far the cloud is from what the step wants, where that can be told without the thing that was written. */
  readonly goal: GoalFacts | undefined;
}

/** What is to be done so that a write of a run is taken back; throws `undo-refused` where that would do harm. */
export function planStep(facts: StepFacts): Plan<StepFacts> {
  const { step, found } = facts;
  if (step.call === undefined)
    return unchanged(facts, `It cannot be taken back: ${step.impossible ?? ''}`, true);
  if (facts.goal !== undefined) return planGoal(facts, facts.goal);
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

function planGoal(facts: StepFacts, { aspect, state, now, refused }: GoalFacts): Plan<StepFacts> {
  const { step, cloud } = facts;
  const { wanted } = aspect;
  if (state === 'met') return unchanged(facts, `It is as it was before the run: ${wanted}.`);
  if (state === 'gone') return unchanged(facts, `It cannot become ${wanted} again: it is ${now}.`, true);
  if (refused !== undefined) {
    throw new DroverError('undo-refused', {
      detail: `${capitalised(step.name)} of ${cloud} does not become ${wanted} again: ${refused}.`,
      help: 'Somebody has changed it since the run. Bring it back into order by hand, or leave it as it is.',
    });
  }
  return {
    ...planned(facts, 'update', `The run changed it: it becomes ${wanted} again.`),
    changes: [{ pointer: `/${POINTERS[aspect.about]}`, before: now, after: wantedText(aspect) }],
  };
}

function wantedText(aspect: Aspect): string {
  if (aspect.about !== 'attachment') return aspect.wanted;
  const { wanted, server, device } = aspect;
  const place = device === undefined ? '' : ` as ${device}`;
  return wanted === 'attached' ? `attached to server ${server}${place}` : `detached from server ${server}`;
}

const POINTERS = { power: 'status', attachment: 'attachment', metadata: 'metadata' } as const;

function removal(facts: StepFacts): Plan<StepFacts> {
  const { dependents, step, cloud, changed } = facts;
  if (changed.length > 0) {
    throw new DroverError('undo-refused', {
      detail: `${capitalised(step.name)} of ${cloud} is not removed, since somebody has changed it since the run: ${changed.join('; ')}.`,
      help: 'Take back by hand what was done to it, or keep it and take the rest back by hand.',
    });
  }
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
    [after, answered, added(before, after)].some(
      (values) => key in values && isSame(found[key], values[key]),
    );
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

/** What comes of keys that are put to those of a dictionary: of metadata. */
function added(before: Body, after: Body): Body {
  const both = Object.keys(after).filter((key) => isBody(before[key]) && isBody(after[key]));
  return Object.fromEntries(both.map((key) => [key, { ...(before[key] as Body), ...(after[key] as Body) }]));
}

/** The resource in a body. */
function innerOf(value: unknown, { one }: Collection): Body {
  const body = isBody(value) ? value : {};
  const inner = body[one];
  return isBody(inner) ? inner : body;
}

function planned(facts: StepFacts, action: 'create' | 'update' | 'delete', reason: string): Plan<StepFacts> {
  return { action, subject: subjectOf(facts), reason, changes: [], detail: facts };
}

function unchanged(facts: StepFacts, reason: string, isWarning = false): Plan<StepFacts> {
  return {
    action: 'unchanged',
    subject: subjectOf(facts),
    reason,
    changes: [],
    ...(isWarning ? { warnings: [`${subjectOf(facts)}: ${reason}`] } : {}),
    detail: facts,
  };
}

/** What is done at the source is to be seen as such. */
function subjectOf({ step, cloud }: StepFacts): string {
  return step.side === 'source' ? `${step.name} of ${cloud}` : step.name;
}

function capitalised(text: string): string {
  return text.charAt(0).toUpperCase() + text.slice(1);
}
