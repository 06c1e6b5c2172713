import type { TemplateEnvironment } from '../../language/expression/environment.ts';
import { str } from '../../language/expression/python-text.ts';
import type { Dict, Value } from '../../language/expression/value.ts';
import { values, type Layer } from '../../plan/layer.ts';
import type { TaskFrame } from './frame.ts';
import { booleanKeyword, numberKeyword, textKeyword } from './keywords.ts';

/** `loop_control`, evaluated once for a loop. */
export interface LoopControl {
  readonly loopVar: string;
  readonly indexVar: string | undefined;
  readonly pauseSeconds: number;
  readonly extended: boolean;
  readonly allItems: boolean;
  /** How many items run side by side. */
  readonly parallel: number;
}

export function loopControl(frame: TaskFrame, environment: TemplateEnvironment): LoopControl {
  const { loopControl: written } = frame.task.task;
  const pauseSeconds = numberKeyword(written.pause, 'loop_control.pause', environment) ?? 0;
  return {
    loopVar: textKeyword(written.loopVar, 'loop_control.loop_var', environment) ?? 'item',
    indexVar: textKeyword(written.indexVar, 'loop_control.index_var', environment),
    pauseSeconds,
    extended: booleanKeyword(written.extended, 'loop_control.extended', environment, false),
    allItems: booleanKeyword(written.extendedAllItems, 'loop_control.extended_allitems', environment, true),
    parallel: parallelItems(frame, environment, pauseSeconds),
  };
}

/** Items run one after the other where one may look at what another did: pauses, retries, and what the task registers. */
function parallelItems(frame: TaskFrame, environment: TemplateEnvironment, pauseSeconds: number): number {
  const { task } = frame.task;
  if (pauseSeconds > 0) return 1;
  const asked = numberKeyword(task.loopControl.parallel, 'loop_control.parallel', environment);
  if (asked !== undefined) return Math.max(1, Math.floor(asked));
  const needsOrder =
    task.until !== undefined ||
    task.changedWhen !== undefined ||
    task.failedWhen !== undefined ||
    looksAtOthers(frame);
  return needsOrder ? 1 : Math.max(1, frame.analysis.module?.parallel ?? 1);
}

/** Whether the conditions of the items mention what the task registers: what became of those before. */
function looksAtOthers({ task }: TaskFrame): boolean {
  const name = task.task.register?.value;
  if (name === undefined) return false;
  return (task.keywords.when ?? []).some(({ value }) => str(value).includes(name));
}

/** What an item's templates see on top of all else, and what its result says of it. */
export function itemVariables(
  control: LoopControl,
  items: readonly Value[],
  index: number,
): { readonly layer: Layer; readonly noted: ReadonlyMap<string, Value> } {
  const variables = new Map<string, Value>([
    [control.loopVar, items[index] ?? null],
    ['ansible_loop_var', control.loopVar],
  ]);
  if (control.indexVar !== undefined) {
    variables.set(control.indexVar, index);
    variables.set('ansible_index_var', control.indexVar);
  }
  if (control.extended) variables.set('ansible_loop', extended(control, items, index));
  return { layer: values(variables), noted: variables };
}

function extended(control: LoopControl, items: readonly Value[], index: number): Dict {
  const { length } = items;
  const loop: Dict = new Map<Value, Value>();
  if (control.allItems) loop.set('allitems', [...items]);
  loop.set('index', index + 1);
  loop.set('index0', index);
  loop.set('first', index === 0);
  loop.set('last', index === length - 1);
  loop.set('length', length);
  loop.set('revindex', length - index);
  loop.set('revindex0', length - index - 1);
  const next = items[index + 1];
  if (next !== undefined) loop.set('nextitem', next);
  const previous = items[index - 1];
  if (previous !== undefined) loop.set('previtem', previous);
  return loop;
}
