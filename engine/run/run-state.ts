import type { Value } from '../language/expression/value.ts';
import type { AdjacentVariables } from '../language/inventory/group-variables.ts';
import type { Inventory } from '../language/inventory/inventory.ts';
import type { Raw, RawVariables } from '../language/playbook/ast.ts';
import type { Module } from '../module.ts';
import type { SeenTasks } from '../plan/plan-include.ts';
import type { PlannedNode, PlannedPlay, PlannedTask, RoleInstance } from '../plan/planned.ts';
import type { Planner } from '../plan/planner.ts';
import type { RunEvent, TaskIdentity } from './events.ts';
import type { HostState } from './host-state.ts';
import type { RoleProgress } from './role-progress.ts';
import type { RunPool } from './pool.ts';
import type { RunInside, RunRequest, RunWorld } from './options.ts';
import type { RoleLayers } from './scope/role-layers.ts';
import type { Layer } from '../plan/layer.ts';
import type { AsyncJob } from './task/async-job.ts';
import type { StatsCollector } from './stats.ts';
import type { TaskAnalysis } from './task/analyse.ts';

/** All that a run holds. What changes while it runs stands here, in `HostState` and in `PlayState`, and nowhere else. */
export interface RunState {
  readonly request: RunRequest;
  readonly world: RunWorld;
  readonly planner: Planner;
  readonly pool: RunPool;
  readonly stats: StatsCollector;
  readonly extraVars: ReadonlyMap<string, Raw>;
  readonly settings: RunSettings;
  /** Of `-i`, or of ansible.cfg. */
  readonly inventorySources: readonly string[];
  inventory: Inventory;
  /** Counts changes of the inventory, so that what was derived from it is made again. */
  inventoryStamp: number;
  /** What `add_host` and `group_by` have done to it, in order. */
  readonly extensions: ((inventory: Inventory) => Inventory)[];
  readonly hosts: Map<string, HostState>;
  /** Hosts that take no part in later plays. */
  readonly failedHosts: Set<string>;
  readonly unreachableHosts: Set<string>;
  readonly modules: Map<string, Module>;
  readonly analyses: WeakMap<PlannedTask, TaskAnalysis>;
  /** How tasks were named when they last began. */
  readonly identities: WeakMap<PlannedTask, TaskIdentity>;
  /** Runs plays inside of this run. */
  readonly runInside: RunInside;
  /** The signal of calls without a time-out: that of the deadline of a run inside of another one, else never aborted. */
  readonly never: AbortSignal;
  /** Texts that no event may show: passwords, and what was asked for as a secret. */
  readonly secrets: ReadonlySet<string>;
  /** `group_vars` and `host_vars`, by the folder that they stand in. */
  readonly adjacent: Map<string, AdjacentVariables>;
  /** Files of `vars_files`, by path. */
  readonly variableFiles: Map<string, RawVariables>;
  /** The magic variable `groups`, as long as the inventory stays the same. */
  groups: { readonly stamp: number; readonly value: Value } | undefined;
  readonly roleLayers: WeakMap<RoleInstance, RoleLayers>;
  /** Written tasks whose templates and arguments were checked. */
  readonly checked: SeenTasks;
  /** Tasks that are over for the hosts that reached them, by id: what is left after an interruption is the others. */
  readonly finished: Set<number>;
  /** Task id -> how far its loop had come when the run was interrupted. */
  readonly cutLoops: Map<number, string>;
  /** Still looking for the task of `--start-at-task`. */
  startAt: string | undefined;
  /** `--step` was answered with "continue". */
  stepping: boolean;
  /** Calls that go on in the background, by id. */
  readonly jobs: Map<string, AsyncJob>;
  /** A failure has ended a play for all of its hosts, and the run with it. */
  isBrokenOff: boolean;
  /** Parts of the pattern of `--limit`. */
  readonly limit: readonly string[] | undefined;
  emit(event: RunEvent): void;
  nextId(): number;
}

/** What ansible.cfg and the environment settle. */
export interface RunSettings {
  readonly gathering: 'implicit' | 'explicit' | 'smart';
  /** Hosts side by side. */
  readonly forks: number;
  readonly anyErrorsFatal: boolean;
  readonly forceHandlers: boolean;
  readonly configurationFile: string | undefined;
  readonly configuration: (name: string) => Value | undefined;
  readonly openVault: ((content: Uint8Array, path: string) => Uint8Array) | undefined;
}

/** One play while it runs; made again for each batch of `serial`, but for what is noted. */
export interface PlayState {
  readonly run: RunState;
  readonly planned: PlannedPlay;
  readonly name: string;
  /** All hosts of the play, over all batches. */
  readonly allHosts: readonly HostState[];
  /** The hosts of this batch, in order. */
  readonly batch: readonly HostState[];
  /** Levels 14, 13 and 12, the highest first. */
  readonly playLayers: (host: HostState | undefined) => readonly Layer[];
  /** Roles whose defaults and vars all tasks see: grows with public includes. */
  readonly publicRoles: RoleInstance[];
  /** What follows from `publicRoles`, as long as there are `count` of them. */
  openLayers: ({ readonly count: number } & Pick<RoleLayers, 'defaults' | 'vars'>) | undefined;
  /** Handlers in the order of definition: grows with includes of roles. */
  readonly handlers: PlannedNode[];
  /** Handler id -> hosts that notified it since it last ran. */
  readonly notified: Map<number, Set<HostState>>;
  /** Host -> key of a role -> how far it has come in it. */
  readonly roleProgress: Map<HostState, Map<string, RoleProgress>>;
  /** Hosts for which a handler failed. */
  readonly failedInHandlers: Set<HostState>;
  /** Hosts that are out of the play: failed and not rescued. */
  readonly failed: Set<HostState>;
  readonly unreachable: Set<HostState>;
  /** `meta: end_host`. */
  readonly ended: Set<HostState>;
  /** The play is over for all: `end_play`, `end_batch`, a fatal error, an interruption. */
  stopped: StopReason | undefined;
  /** The magic variable `hostvars`, made when it is first asked for; forgotten when a task begins. */
  hostVars: Value | undefined;
  readonly forceHandlers: boolean;
  readonly free: boolean;
  readonly maxFailPercentage: number | undefined;
}

export type StopReason = 'end-play' | 'end-batch' | 'fatal' | 'unknown-handler' | 'interrupted';
