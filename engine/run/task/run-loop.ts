import { str } from '../../language/expression/python-text.ts';
import { evaluateValue } from '../../language/expression/template.ts';
import type { Value } from '../../language/expression/value.ts';
import type { Layer } from '../../plan/layer.ts';
import { createMeter } from '../progress.ts';
import { attempt, type AttemptOutcome } from './attempt.ts';
import { environmentOf, type TaskFrame } from './frame.ts';
import { identityOf } from './identity.ts';
import { inOrder } from './in-order.ts';
import { itemVariables, loopControl, type LoopControl } from './loop-control.ts';
import { loopItems } from './loop-items.ts';
import { loopResult } from './loop-result.ts';
import { outcomeOf, statusOf } from './outcome.ts';
import { settleItem } from './settle-item.ts';

/** What a looped task came to: the result of the whole, and each item's, in their order. */
export interface LoopOutcome {
  readonly whole: AttemptOutcome;
  readonly items: readonly ItemOutcome[];
  /** An interruption came before the last item. */
  readonly isCut: boolean;
}

export interface ItemOutcome {
  readonly outcome: AttemptOutcome;
  /** The variables of the loop as this item saw them. */
  readonly layer: Layer;
}

/** Runs a task for each item. One that fails does not stop the others; results come in the order of the items. */
export async function runLoop(frame: TaskFrame, announces: boolean): Promise<LoopOutcome> {
  const begun = performance.now();
  const { loop, action } = frame.task.task;
  const environment = environmentOf(frame);
  const items = loop === undefined ? [] : loopItems(loop, environment, action.value);
  const control = loopControl(frame, environment);
  if (items.length > 0) warnOfCollision(frame, control.loopVar);
  const { signal } = frame.play.run.world;
  const progress = itemProgress(frame, items.length);
  const outcomes: ItemOutcome[] = [];
  await inOrder(
    items.length,
    control.parallel,
    (index) => runItem(frame, control, items, index),
    (item, index) => {
      if (announces || !isFine(item)) announce(frame, item, index, items.length);
      settleItem(frame, item.outcome);
      outcomes.push(announced(item));
      progress(index + 1);
    },
    signal,
  );
  const isCut = outcomes.length < items.length;
  if (isCut)
    frame.play.run.cutLoops.set(frame.task.id, `${outcomes.length} of ${items.length} items are done`);
  return { whole: loopResult(outcomes, items.length, performance.now() - begun), items: outcomes, isCut };
}

function warnOfCollision(frame: TaskFrame, loopVar: string): void {
  if (!frame.layers.some(({ map }) => map.has(loopVar))) return;
  const { run } = frame.play;
  run.emit({
    type: 'warning',
    message: `TASK: ${identityOf(frame.task, run).name}: The loop variable '${loopVar}' is already in use. You should set the \`loop_var\` value in the \`loop_control\` option for the task to something else to avoid variable collisions and unexpected behavior.`,
  });
}

async function runItem(
  frame: TaskFrame,
  control: LoopControl,
  items: readonly Value[],
  index: number,
): Promise<ItemOutcome> {
  const { world } = frame.play.run;
  if (index > 0 && control.pauseSeconds > 0) await world.sleep(control.pauseSeconds * 1000, world.signal);
  const { layer, noted } = itemVariables(control, items, index);
  const outcome = await attempt(frame, [layer]);
  for (const [name, value] of noted) outcome.result.set(name, value);
  return { outcome: { ...outcome, label: labelOf(frame, control, noted, outcome) }, layer };
}

/** How the item is called on the terminal; nothing of it is shown under `no_log`. */
function labelOf(
  frame: TaskFrame,
  control: LoopControl,
  variables: ReadonlyMap<string, Value>,
  outcome: AttemptOutcome,
): string {
  if (outcome.options?.noLog === true) return 'None';
  const { label } = frame.task.task.loopControl;
  const item = variables.get(control.loopVar) ?? null;
  if (label === undefined || label.value === '') return str(item);
  try {
    return str(evaluateValue(label.value, environmentOf(frame, [{ kind: 'values', map: variables }])));
  } catch {
    return str(item);
  }
}

/** What is still needed of an item once it was shown: a long loop is not to keep the rest. */
function announced({ outcome: { plan: _plan, ...outcome }, layer }: ItemOutcome): ItemOutcome {
  return { outcome: { ...outcome, diffs: [] }, layer };
}

/** Includes say of their items only what did not go well: what they bring in speaks for the rest. */
function isFine({ outcome }: ItemOutcome): boolean {
  const status = statusOf(outcome.result);
  return status === 'ok' || status === 'changed';
}

function announce(frame: TaskFrame, { outcome }: ItemOutcome, index: number, count: number): void {
  const { run } = frame.play;
  announceDiffs(frame, outcome);
  run.emit({
    type: 'item',
    task: identityOf(frame.task, run),
    outcome: outcomeOf(frame, outcome),
    label: outcome.label ?? '',
    index,
    count,
  });
}

export function announceDiffs(frame: TaskFrame, outcome: AttemptOutcome): void {
  if (outcome.diffs.length === 0 || outcome.options?.diffMode !== true || outcome.options.noLog) return;
  const { run } = frame.play;
  run.emit({ type: 'diff', task: identityOf(frame.task, run), host: frame.host.name, diffs: outcome.diffs });
}

/** Loops of fewer items than this are over before anyone asks. */
const longLoop = 20;

function itemProgress(frame: TaskFrame, total: number): (done: number) => void {
  if (total < longLoop) return () => undefined;
  const meter = createMeter();
  const { run } = frame.play;
  return (done) => {
    const progress = meter({ done, total, unit: 'items' }, performance.now());
    if (progress === undefined) return;
    run.emit({ type: 'progress', task: identityOf(frame.task, run), host: frame.host.name, progress });
  };
}
