import { collectDiagnostics } from '../../diagnostics/diagnostic.ts';
import type { Diagnostic } from '../../diagnostics/diagnostic.ts';
import { repr } from '../../language/expression/python-text.ts';
import type { Dict } from '../../language/expression/value.ts';
import type { Expansion } from '../../plan/expand.ts';
import type { Layer } from '../../plan/layer.ts';
import {
  planIncludedRole,
  planIncludedTasks,
  type Included,
  type SeenTasks,
} from '../../plan/plan-include.ts';
import { findIncluded } from '../../plan/find-file.ts';
import type { PlannedNode, PlannedTask } from '../../plan/planned.ts';
import { reportingTo } from '../../plan/planner.ts';
import type { HostState } from '../host-state.ts';
import { analyse } from '../task/analyse.ts';
import { openFrame, type TaskFrame } from '../task/frame.ts';
import { identityOf } from '../task/identity.ts';
import { isInterruption } from '../task/interruption.ts';
import { statusOf } from '../task/outcome.ts';
import { runOnHost, type HostOutcome } from '../task/run-on-host.ts';
import { settleOutcome } from '../task/settle.ts';
import { announceTask } from './announce-task.ts';
import { includeFailure } from './include-failure.ts';
import { isOnce } from './run-once.ts';
import { isPassedOver } from './start-and-step.ts';
import { alive, inBatchOrder, type Walk, type Walked } from './walk.ts';
import { walkNodes } from './walk-nodes.ts';

/** What one host (and item) asks to be included; hosts that ask for the same share it. */
interface Request {
  readonly key: string;
  readonly result: Dict;
  readonly layer: Layer | undefined;
  readonly label: string | undefined;
  readonly hosts: HostState[];
}

/**
 * `include_tasks` and `include_role`: each host says what it wants, item by item; then what was asked for is run in
 * that order, each for the hosts that asked for it.
 */
export async function runInclude(
  task: PlannedTask,
  hosts: readonly HostState[],
  walk: Walk,
): Promise<Walked> {
  const { play } = walk;
  const { run } = play;
  const [first] = hosts;
  if (first === undefined || run.startAt !== undefined) return { going: hosts, failed: [], fatal: false };
  if (run.world.signal.aborted) {
    play.stopped = 'interrupted';
    return { going: [], failed: [], fatal: false };
  }
  if (await isPassedOver(task, play)) return { going: hosts, failed: [], fatal: false };
  const analysis = await analyse(task, run);
  play.hostVars = undefined;
  const frames = hosts.map((host) => openFrame(play, task, host, analysis));
  const once = frames[0] !== undefined && isOnce(frames[0]);
  announceTask(frames[0] ?? openFrame(play, task, first, analysis), once ? [first] : hosts);
  const requests = new Map<string, Request>();
  const failed = new Set<HostState>();
  for (const frame of once ? frames.slice(0, 1) : frames) {
    const end = await ask(frame, requests, walk);
    if (end === 'failed') failed.add(frame.host);
  }
  const ready: Ready[] = [];
  for (const request of requests.values()) ready.push(await prepare(task, request, failed, walk));
  let fatal = false;
  for (const { nodes, asking } of ready) {
    const still = alive(asking, walk).filter((host) => !failed.has(host));
    if (still.length === 0 || fatal) continue;
    const walked = await walkNodes(nodes, still, walk);
    for (const host of walked.failed) failed.add(host);
    fatal ||= walked.fatal;
  }
  return {
    going: alive(hosts, walk).filter((host) => !failed.has(host)),
    failed: inBatchOrder(failed, play),
    fatal,
  };
}

/** What is to be run of a request, and for whom. */
interface Ready {
  readonly nodes: readonly PlannedNode[];
  readonly asking: readonly HostState[];
}

async function ask(
  frame: TaskFrame,
  requests: Map<string, Request>,
  walk: Walk,
): Promise<'failed' | 'unreachable' | undefined> {
  let outcome: HostOutcome;
  try {
    outcome = await runOnHost(frame, false);
  } catch (error) {
    if (!isInterruption(error, frame)) throw error;
    frame.play.stopped = 'interrupted';
    return undefined;
  }
  const end = settleOutcome(frame, outcome, { walk, targets: [frame.host], isQuiet: true });
  if (end !== undefined) return end;
  for (const { outcome: item, layer } of outcome.items ?? [])
    add(requests, frame.host, item.result, layer, item.label);
  if (outcome.items === undefined) add(requests, frame.host, outcome.whole.result, undefined, undefined);
  return undefined;
}

function add(
  requests: Map<string, Request>,
  host: HostState,
  result: Dict,
  layer: Layer | undefined,
  label: string | undefined,
): void {
  const status = statusOf(result);
  if (status !== 'ok' && status !== 'changed') return;
  const variables = layer?.kind === 'values' ? repr(new Map(layer.map)) : '';
  const key = `${repr(result.get('include') ?? null)} ${repr(result.get('include_args') ?? null)} ${variables}`;
  const known = requests.get(key);
  if (known === undefined) requests.set(key, { key, result, layer, label, hosts: [host] });
  else if (known.hosts.includes(host)) add(requests, host, withCount(result), layer, label);
  else known.hosts.push(host);
}

/** The same item twice on one host is included twice. */
function withCount(result: Dict): Dict {
  const again: Dict = new Map(result);
  const args = again.get('include_args');
  again.set('include_args', [args ?? null]);
  return again;
}

/** Reads and plans what was asked for, and says so; hosts for which that goes wrong are added to `failed`. */
async function prepare(
  task: PlannedTask,
  request: Request,
  failed: Set<HostState>,
  walk: Walk,
): Promise<Ready> {
  const { play } = walk;
  const { run } = play;
  const asking = alive(inBatchOrder(request.hosts, play), walk).filter((host) => !failed.has(host));
  if (asking.length === 0) return { nodes: [], asking };
  const sink = collectDiagnostics();
  const expansion: Expansion = { planner: reportingTo(run.planner, sink), roles: [], handlers: [] };
  const included = await plan(task, request, expansion, run.checked);
  const errors = sink.diagnostics.filter(({ severity }) => severity === 'error');
  if (included === undefined || errors.length > 0) {
    await failAll(task, errors, asking, walk);
    for (const host of asking) failed.add(host);
    return { nodes: [], asking: [] };
  }
  if (task.action === 'include_tasks') announceFile(task, request, asking, walk);
  play.publicRoles.push(...included.roles);
  play.handlers.push(...included.handlers);
  return { nodes: included.nodes, asking };
}

function announceFile(task: PlannedTask, request: Request, hosts: readonly HostState[], walk: Walk): void {
  const { run } = walk.play;
  for (const host of hosts) run.stats.increment(host.name, 'ok');
  if (walk.play.free) {
    run.emit({ type: 'task-start', task: identityOf(task, run), hosts: hosts.map((host) => host.name) });
  }
  run.emit({
    type: 'included',
    file: fileOf(task, request, walk),
    hosts: hosts.map((host) => host.name),
    ...(request.label === undefined ? {} : { label: request.label }),
  });
}

function plan(
  task: PlannedTask,
  request: Request,
  expansion: Expansion,
  seen: SeenTasks,
): Promise<Included | undefined> {
  const text = (value: unknown): string | undefined => (typeof value === 'string' ? value : undefined);
  const include = text(request.result.get('include')) ?? '';
  if (task.action === 'include_tasks')
    return planIncludedTasks(task, include, request.layer, expansion, seen);
  const from = request.result.get('include_args');
  const part = (name: string): string | undefined => (from instanceof Map ? text(from.get(name)) : undefined);
  const role = {
    name: include,
    tasksFrom: part('tasks_from'),
    varsFrom: part('vars_from'),
    defaultsFrom: part('defaults_from'),
    handlersFrom: part('handlers_from'),
  };
  return planIncludedRole(task, role, request.layer, expansion, seen);
}

function fileOf(task: PlannedTask, request: Request, walk: Walk): string {
  const name = request.result.get('include');
  if (typeof name !== 'string') return '';
  return findIncluded(name, task.context, walk.play.run.world.files) ?? name;
}

/** What was asked for cannot be had: each host that asked fails, and may be rescued. */
async function failAll(
  task: PlannedTask,
  errors: readonly Diagnostic[],
  hosts: readonly HostState[],
  walk: Walk,
): Promise<void> {
  const { play } = walk;
  const analysis = await analyse(task, play.run);
  const whole = includeFailure(errors, identityOf(task, play.run).name);
  for (const host of hosts) {
    const frame = openFrame(play, task, host, analysis);
    settleOutcome(frame, { whole, items: undefined, isCut: false }, { walk, targets: [host] });
  }
}
