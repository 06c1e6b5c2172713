import { DroverError } from '../../diagnostics/drover-error.ts';
import type { Located } from '../../diagnostics/span.ts';
import type { TemplateEnvironment } from '../../language/expression/environment.ts';
import { str } from '../../language/expression/python-text.ts';
import { evaluateTemplate, evaluateValue, isTemplate } from '../../language/expression/template.ts';
import type { Value } from '../../language/expression/value.ts';
import type { Raw } from '../../language/playbook/ast.ts';
import { handlerNames, handlerTasks, ownNames } from '../../plan/handler-names.ts';
import type { PlannedTask } from '../../plan/planned.ts';
import { didYouMean } from '../../schema/suggest.ts';
import type { HostState } from '../host-state.ts';
import type { PlayState } from '../run-state.ts';
import { taskLayers } from '../scope/task-layers.ts';
import { environmentOver, type TaskFrame } from './frame.ts';

/** Notes for a host that handlers are to run. An unknown one ends the whole run. */
export function notify(
  frame: TaskFrame,
  names: readonly Located<Raw>[],
  environment: TemplateEnvironment,
): void {
  for (const written of names) {
    for (const name of textsOf(evaluateValue(written.value, environment))) {
      const handlers = findHandlers(frame, name);
      if (handlers.length === 0) throw unknownHandler(frame.play, name, written);
      for (const handler of handlers) note(frame.play, handler, frame.host);
    }
  }
}

function note(play: PlayState, handler: PlannedTask, host: HostState): void {
  const notified = play.notified.get(handler.id) ?? new Set();
  notified.add(host);
  play.notified.set(handler.id, notified);
}

function textsOf(value: Value): readonly string[] {
  if (Array.isArray(value)) return value.flatMap(textsOf);
  return typeof value === 'string' && value !== '' ? [value] : [];
}

/** The last handler of that name, and all that listen to it. */
function findHandlers(frame: TaskFrame, name: string): readonly PlannedTask[] {
  const handlers = [...handlerTasks(frame.play.handlers)];
  const named = handlers.findLast((handler) => namesOf(handler, frame).includes(name));
  const listening = handlers.filter((handler) => handler.task.listen.some((topic) => topic.value === name));
  return [...new Set([...(named === undefined ? [] : [named]), ...listening])];
}

function namesOf(handler: PlannedTask, frame: TaskFrame): readonly string[] {
  const written = handler.task.keywords.name?.value;
  if (written === undefined) return [];
  if (!isTemplate(written)) return ownNames(handler, written);
  try {
    const layers = taskLayers(frame.play, handler, frame.host);
    return ownNames(handler, str(evaluateTemplate(written, environmentOver(frame.play, layers, handler))));
  } catch {
    // A name that cannot be told here is no name.
    return [];
  }
}

function unknownHandler(play: PlayState, name: string, written: Located<Raw>): DroverError {
  const known = [...handlerTasks(play.handlers)].flatMap(handlerNames);
  return new DroverError('unknown-handler', {
    detail: `The requested handler '${name}' was not found in either the main handlers list nor in the listening handlers list`,
    help:
      didYouMean(name, known) ||
      'Name a handler of the play or of its roles, or a topic that one listens to.',
    span: written.span,
  });
}
