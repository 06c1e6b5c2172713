import { hostsOfParts } from '../language/inventory/host-pattern.ts';
import type { Inventory } from '../language/inventory/inventory.ts';
import type { Raw } from '../language/playbook/ast.ts';
import { noneSeen } from '../plan/plan-include.ts';
import type { Planner } from '../plan/planner.ts';
import type { EventSink } from './events.ts';
import type { Inside, RunInside, RunRequest, RunWorld } from './options.ts';
import { createPool } from './pool.ts';
import { redact } from './redact.ts';
import type { RunSettings, RunState } from './run-state.ts';
import { createStats } from './stats.ts';
import { redactedJournal } from './task/redacted-journal.ts';
import { redactedState } from './task/redacted-state.ts';

export interface RunStateParts {
  readonly request: RunRequest;
  readonly world: RunWorld;
  readonly planner: Planner;
  readonly extraVars: ReadonlyMap<string, Raw>;
  readonly inventory: Inventory;
  readonly inventorySources: readonly string[];
  readonly limit: readonly string[] | undefined;
  readonly settings: RunSettings;
  readonly secrets: ReadonlySet<string>;
  readonly runInside: RunInside;
  readonly inside: Inside | undefined;
}

/** The state of a run that has not begun. */
export function createRunState(parts: RunStateParts): RunState {
  const { inside, ...rest } = parts;
  const { request, planner, secrets } = rest;
  const world = withoutSecrets(rest.world, secrets);
  return {
    ...rest,
    world,
    pool: createPool(),
    stats: createStats(),
    inventoryStamp: 0,
    extensions: [],
    hosts: new Map(),
    failedHosts: new Set(),
    unreachableHosts: new Set(),
    modules: new Map(),
    analyses: new WeakMap(),
    identities: new WeakMap(),
    never: inside?.deadline ?? new AbortController().signal,
    adjacent: new Map(),
    variableFiles: new Map(),
    groups: undefined,
    roleLayers: new WeakMap(),
    checked: noneSeen(),
    finished: new Set(),
    cutLoops: new Map(),
    startAt: request.startAtTask,
    stepping: request.step !== undefined,
    jobs: new Map(),
    isBrokenOff: false,
    emit: announcing(world.sink),
    nextId: () => planner.nextId(),
  };
}

/** What is told and written down of a run is without its secrets, whoever tells it. */
function withoutSecrets(world: RunWorld, secrets: ReadonlySet<string>): RunWorld {
  if (secrets.size === 0) return world;
  return {
    ...world,
    sink: (event) => {
      world.sink(redact(event, secrets));
    },
    journal: redactedJournal(world.journal, secrets),
    state: redactedState(world.state, secrets),
  };
}

/**
 * Under the free strategy hosts are at different tasks: each event of a task comes behind the announcement of that
 * task, said again if another one was announced in between.
 */
function announcing(sink: EventSink): EventSink {
  let last: number | undefined;
  return (event) => {
    if (event.type === 'task-start') last = event.task.id;
    else if (event.type === 'item' || event.type === 'result' || event.type === 'retry') {
      if (event.task.id !== last) sink({ type: 'task-start', task: event.task, hosts: [event.outcome.host] });
      last = event.task.id;
    }
    sink(event);
  };
}

/** Whether a limit leaves no host of an inventory that has some. */
export function isLimitEmpty(run: RunState): boolean {
  if (run.limit === undefined || run.inventory.hosts.size === 0) return false;
  return !hostsOfParts(run.limit, run.inventory).some((name) => run.inventory.hosts.has(name));
}
