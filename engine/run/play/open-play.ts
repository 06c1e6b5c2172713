import type { Located } from '../../diagnostics/span.ts';
import { str } from '../../language/expression/python-text.ts';
import type { Value } from '../../language/expression/value.ts';
import type { Raw } from '../../language/playbook/ast.ts';
import { located, raw, values, type Layer } from '../../plan/layer.ts';
import type { PlannedPlay } from '../../plan/planned.ts';
import type { HostState } from '../host-state.ts';
import type { PlayState, RunState } from '../run-state.ts';
import { LayeredScope } from '../scope/layered-scope.ts';
import { runLayer } from '../scope/run-variables.ts';
import { evaluateField, booleanKeyword, numberKeyword } from '../task/keywords.ts';
import type { TemplateEnvironment } from '../../language/expression/environment.ts';
import { renderFile } from '../../language/expression/template.ts';
import { askForVariables } from './vars-prompt.ts';
import { varsFileLayers } from './vars-files.ts';

/** A play that is about to run: its own keywords can be evaluated, and it opens a state for each batch. */
export interface OpenedPlay {
  readonly planned: PlannedPlay;
  readonly name: string;
  /** The value of a keyword of the play, which may use extra variables and the play's own, but no host's. */
  evaluate(written: Located<Raw>, name: string): Value;
  readonly environment: TemplateEnvironment;
  state(all: readonly HostState[], batch: readonly HostState[]): PlayState;
}

export async function openPlay(planned: PlannedPlay, run: RunState): Promise<OpenedPlay> {
  const prompted = await askForVariables(planned, run);
  const own = playLayers(planned, prompted);
  const environment = playEnvironment(planned, own, run);
  const evaluate = (written: Located<Raw>, field: string): Value =>
    evaluateField(written, field, environment);
  const name = playName(planned, evaluate);
  return {
    planned,
    name,
    evaluate,
    environment,
    state: (all, batch) => openState({ planned, name, environment, own, run, all, batch }),
  };
}

/** Levels 13 and 12, the highest first: prompts, and variables of the play and of imports. */
function playLayers(planned: PlannedPlay, prompted: ReadonlyMap<string, Value>): readonly Layer[] {
  const layers: Layer[] = [];
  if (prompted.size > 0) layers.push(values(prompted));
  for (const variables of [...planned.importVars].reverse()) layers.push(located(variables));
  if (planned.play.keywords.vars !== undefined) layers.push(located(planned.play.keywords.vars));
  return layers;
}

function playEnvironment(planned: PlannedPlay, own: readonly Layer[], run: RunState): TemplateEnvironment {
  const magic: Layer = values(new Map<string, Value>([['playbook_dir', planned.folder]]));
  const scope = new LayeredScope([magic, runLayer(run), raw(run.extraVars), ...own]);
  const { openVault } = run.settings;
  const environment: TemplateEnvironment = {
    scope,
    ports: run.world.ports,
    renderFile,
    searchPath: (subfolder) => [`${planned.folder}/${subfolder}`, planned.folder],
    ...(openVault === undefined ? {} : { openVault }),
  };
  scope.environment = environment;
  return environment;
}

function playName(planned: PlannedPlay, evaluate: OpenedPlay['evaluate']): string {
  const { play } = planned;
  const written = play.keywords.name;
  if (written !== undefined && written.value !== '') {
    try {
      return str(evaluate(written, 'name'));
    } catch {
      return written.value;
    }
  }
  try {
    const hosts = evaluate(play.hosts, 'hosts');
    return Array.isArray(hosts) ? hosts.map(str).join(',') : str(hosts);
  } catch {
    return str(play.hosts.value);
  }
}

interface StateParts {
  readonly planned: PlannedPlay;
  readonly name: string;
  readonly environment: TemplateEnvironment;
  readonly own: readonly Layer[];
  readonly run: RunState;
  readonly all: readonly HostState[];
  readonly batch: readonly HostState[];
}

function openState({ planned, name, environment, own, run, all, batch }: StateParts): PlayState {
  const { play } = planned;
  const byHost = new Map<HostState | undefined, readonly Layer[]>();
  const state: PlayState = {
    run,
    planned,
    name,
    allHosts: all,
    batch,
    playLayers: (host) => {
      const known = byHost.get(host);
      if (known !== undefined) return known;
      // While files are looked for, their names are evaluated without them.
      byHost.set(host, own);
      const layers = [...varsFileLayers(state, host), ...own];
      byHost.set(host, layers);
      return layers;
    },
    publicRoles: [...planned.publicRoles],
    openLayers: undefined,
    handlers: [...planned.handlers],
    notified: new Map(),
    roleProgress: new Map(),
    failedInHandlers: new Set(),
    failed: new Set(),
    unreachable: new Set(),
    ended: new Set(),
    stopped: undefined,
    hostVars: undefined,
    forceHandlers:
      run.request.forceHandlers ||
      booleanKeyword(play.forceHandlers, 'force_handlers', environment, run.settings.forceHandlers),
    free: ['free', 'host_pinned'].includes(strategyOf(planned, environment)),
    maxFailPercentage: numberKeyword(play.maxFailPercentage, 'max_fail_percentage', environment),
  };
  return state;
}

function strategyOf({ play }: PlannedPlay, environment: TemplateEnvironment): string {
  if (play.strategy === undefined) return 'linear';
  return str(evaluateField(play.strategy, 'strategy', environment)).replace(/^ansible\.builtin\./, '');
}
