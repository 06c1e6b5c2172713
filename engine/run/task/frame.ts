import type { TemplateEnvironment } from '../../language/expression/environment.ts';
import { renderFile } from '../../language/expression/template.ts';
import type { Layer } from '../../plan/layer.ts';
import { searchFolders } from '../../plan/find-file.ts';
import type { PlannedTask } from '../../plan/planned.ts';
import type { HostState } from '../host-state.ts';
import { hostsOfPattern } from '../hosts-of-pattern.ts';
import type { PlayState } from '../run-state.ts';
import { LayeredScope } from '../scope/layered-scope.ts';
import { taskLayers } from '../scope/task-layers.ts';
import type { TaskAnalysis } from './analyse.ts';

/** One task on one host: what its templates are evaluated in. */
export interface TaskFrame {
  readonly play: PlayState;
  readonly task: PlannedTask;
  readonly host: HostState;
  readonly analysis: TaskAnalysis;
  /** The hosts that facts are for, where it is not the host alone. */
  readonly targets: readonly HostState[] | undefined;
  /** Highest first; made once for all items of a loop. */
  readonly layers: readonly Layer[];
}

export function openFrame(
  play: PlayState,
  task: PlannedTask,
  host: HostState,
  analysis: TaskAnalysis,
  targets?: readonly HostState[],
): TaskFrame {
  return { play, task, host, analysis, targets, layers: taskLayers(play, task, host) };
}

/** A scope and environment over a frame, with further layers on top (loop items, results). */
export function environmentOf(frame: TaskFrame, top: readonly Layer[] = []): TemplateEnvironment {
  const layers = top.length === 0 ? frame.layers : [...top, ...frame.layers];
  return environmentOver(frame.play, layers, frame.task);
}

/** An environment over any layers, at the place of a task or, without one, of the play. */
export function environmentOver(
  play: PlayState,
  layers: readonly Layer[],
  task: PlannedTask | undefined,
): TemplateEnvironment {
  const { run } = play;
  const scope = new LayeredScope(layers);
  const { openVault } = run.settings;
  const environment: TemplateEnvironment = {
    scope,
    ports: run.world.ports,
    renderFile,
    searchPath: (subfolder) => searchPath(subfolder, task, play),
    checkMode: run.request.checkMode,
    warn: (message) => {
      run.emit({ type: 'warning', message });
    },
    configuration: run.settings.configuration,
    hostsOf: (pattern) => hostsOfPattern(pattern, run),
    ...(openVault === undefined ? {} : { openVault }),
  };
  scope.environment = environment;
  return environment;
}

function searchPath(subfolder: string, task: PlannedTask | undefined, play: PlayState): readonly string[] {
  const folders = task === undefined ? [play.planned.folder] : searchFolders(task.context);
  return folders.flatMap((folder) => [`${folder}/${subfolder}`, folder]);
}
