import { messageOf } from '../../../engine/diagnostics/drover-error.ts';
import type { ModuleResult, TaskContext } from '../../../engine/module.ts';
import type { Way } from './operation.types.ts';
import { placesOfRouting, readStates, type Connected, type Routing } from './gather-routing.ts';
import type { SwitchState } from './journal/fold-switch.ts';
import type { Keeping } from './keep-folders.ts';
import { kitTerraformRow } from './kit/kit-terraform-row.ts';
import { noteInTerraform } from './note-in-terraform.ts';
import type { Probe } from './probe.types.ts';
import { switchRows } from './rows/switch-rows.ts';
import { resultOfVpcs } from './run/result-of-vpcs.ts';
import { runVpcs } from './run/run-vpcs.ts';
import type { RunPorts, VpcOutcome, VpcWork } from './run/run.types.ts';

export interface RunSettings {
  readonly parallel: number;
  readonly verify_timeout: number;
  readonly onFailure: 'revert' | 'stop';
  readonly probes: readonly Probe[];
  readonly keeping: Keeping;
}

/** What a plan hands over to `apply`. */
export interface RoutingWork {
  readonly works: readonly VpcWork[];
  readonly way: Way;
  readonly routing: Routing;
  readonly run: RunSettings;
}

export interface WorksDone {
  readonly result: ModuleResult;
  /** Where the VPCs stand now. */
  readonly states: ReadonlyMap<string, SwitchState>;
}

/** Carries out what was planned for all VPCs, and tells Terraform what has become of them. */
export async function carryOutWorks(
  { works, way, routing, run }: RoutingWork,
  connected: Connected,
  context: TaskContext,
): Promise<WorksDone> {
  await run.keeping.fetch();
  const outcomes = await runVpcs(works, portsOf(connected, run, routing, context));
  const states = await readStates(placesOfRouting(routing), connected.holds, context);
  await noteInTerraform(routing, states, context, false).catch((error: unknown) => {
    // The routing is what it should be: files can be written by a further run.
    context.warn(`Terraform's files of the associations could not be written: ${messageOf(error)}`);
  });
  await run.keeping.store();
  return { result: resultOf(outcomes, way), states };
}

/** Whether Terraform's files are not as the journals say: a run was cut off before it wrote them. */
export async function filesPending(routing: Routing, context: TaskContext): Promise<boolean> {
  return (await noteInTerraform(routing, routing.states, context, true)) > 0;
}

function portsOf(
  { aws, controller, holds }: Connected,
  { parallel, verify_timeout, onFailure, probes }: RunSettings,
  { config }: Routing,
  context: TaskContext,
): RunPorts {
  const { signal, stopping, state, journal, environment } = context;
  const { terraform_output } = config.terraform;
  return {
    signal,
    stopping,
    state,
    journal,
    run: context.plays.runId,
    rows: {
      ...switchRows({ machine: context.controller, environment, probes }),
      'kit-terraform': kitTerraformRow(context.controller.files, terraform_output),
    },
    clients: { aws, controller },
    patience: { settleMs: verify_timeout * 1000, pollMs: 250 },
    parallel,
    onFailure,
    hold: (place) => holds.take(place),
    progress: (vpc, { done, total, title }) => {
      context.progress({ key: vpc, stage: 'operations', done, total, note: title });
    },
    warn: (message) => {
      context.warn(message);
    },
  };
}

/** The result of a task: failed where one of the VPCs is, with what became of the others. */
function resultOf(outcomes: readonly VpcOutcome[], way: Way): ModuleResult {
  const result = resultOfVpcs(outcomes, {
    code: 'switch-failed',
    sentence: (outcome, why) => sentenceOf(outcome, why, way),
  });
  // What went wrong is not to be looked for behind the whole plan.
  return result.failed === true ? { ...result, operations: [] } : result;
}

function sentenceOf({ state, backError }: VpcOutcome, why: string, way: Way): string {
  if (state === 'taken back') return `${why} It was taken back: the routing is as it was before.`;
  if (backError === undefined)
    return state === 'interrupted' || way === 'undo'
      ? why
      : `${why} It was left where it is: run again to go on, or vpc_revert_traffic.yml to go back.`;
  return `${why} It could not be taken back either: ${messageOf(backError)} Run vpc_revert_traffic.yml once that is mended.`;
}
