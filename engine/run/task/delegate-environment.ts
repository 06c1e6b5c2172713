import type { TemplateEnvironment } from '../../language/expression/environment.ts';
import { findHost } from '../find-host.ts';
import { createHostState, type HostState } from '../host-state.ts';
import { LayeredScope } from '../scope/layered-scope.ts';
import { taskLayers } from '../scope/task-layers.ts';
import { environmentOver, type TaskFrame } from './frame.ts';

/** What the way to a host that a task is delegated to is evaluated in: that host's variables, and the task's own. */
export function delegateEnvironment(
  frame: TaskFrame,
  name: string,
  environment: TemplateEnvironment,
): TemplateEnvironment {
  const { play, task } = frame;
  const host = findHost(name, play.run) ?? unknownHost(name);
  return environmentOver(play, [...topOf(environment, frame), ...taskLayers(play, task, host)], task);
}

/** A task may be delegated to a host that no inventory has: its name is its address. */
function unknownHost(name: string): HostState {
  return createHostState({ name, groups: [], variables: new Map() }, false);
}

/** Of an item: the variables of its loop. */
function topOf({ scope }: TemplateEnvironment, { layers }: TaskFrame): LayeredScope['layers'] {
  return scope instanceof LayeredScope ? scope.layers.slice(0, -layers.length) : [];
}
