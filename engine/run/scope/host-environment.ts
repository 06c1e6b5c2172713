import type { TemplateEnvironment } from '../../language/expression/environment.ts';
import { findHost } from '../find-host.ts';
import type { PlayState } from '../run-state.ts';
import { environmentOver } from '../task/frame.ts';
import { ownLayers } from './task-layers.ts';

/** What a host's variables are evaluated in, outside of any play and task: for hostvars. Undefined for unknown hosts. */
export function hostEnvironment(play: PlayState, name: string): TemplateEnvironment | undefined {
  const host = findHost(name, play.run);
  return host === undefined ? undefined : environmentOver(play, ownLayers(play, host), undefined);
}
