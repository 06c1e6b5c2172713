import type { ModuleResult, TaskContext } from '../../../engine/module.ts';
import { discoveryFileOf } from '../discovery/file-name.ts';
import type { Connected, Routing } from '../switch/gather-routing.ts';
import { resultOfVpcs } from '../switch/run/result-of-vpcs.ts';
import type { RunPorts } from '../switch/run/run.types.ts';
import { runVpcs } from '../switch/run/run-vpcs.ts';
import { writeFiles } from '../terraform/write/write-files.ts';
import type { PlannedCleanup } from './cleanup-work.ts';
import { requireConfirmation } from './confirm.ts';
import { reportFiles } from './report-file.ts';
import { cleanupRows } from './rows/cleanup-rows.ts';

/** What a plan hands over to `apply`. */
export interface CleanupDetail {
  readonly planned: readonly PlannedCleanup[];
  readonly routing: Routing;
  readonly isReport: boolean;
  readonly confirm: string | undefined;
  readonly parallel: number;
  readonly verify_timeout: number;
}

/** Deletes what was planned and confirmed; throws before anything is deleted where it was not. */
export async function runCleanup(
  detail: CleanupDetail,
  connected: Connected,
  context: TaskContext,
): Promise<ModuleResult> {
  const listed = detail.planned.flatMap((one) => one.listed);
  if (listed.length > 0) requireConfirmation(listed, detail.confirm);
  const works = detail.planned.flatMap(({ work }) => work ?? []);
  return resultOfVpcs(await runVpcs(works, portsOf(detail, connected, context)), {
    code: 'cleanup-blocked',
    sentence: (_outcome, why) => why,
    help: 'Run again once that is mended: it goes on.',
  });
}

/** For `report_only`. */
export async function writeReport(
  { planned, routing: { config } }: CleanupDetail,
  context: TaskContext,
): Promise<ModuleResult> {
  const files = reportFiles(planned, config, discoveryFileOf(context));
  const { changes } = await writeFiles(files, 'cleanup', new Map(), {
    files: context.controller.files,
    root: config.terraform.terraform_output,
    checkMode: false,
  });
  return { changed: changes.length > 0, files: [...files.keys()] };
}

function portsOf(
  { parallel, verify_timeout }: CleanupDetail,
  { aws, controller, holds }: Connected,
  context: TaskContext,
): RunPorts {
  const { signal, stopping, state, journal } = context;
  return {
    signal,
    stopping,
    state,
    journal,
    run: context.plays.runId,
    rows: cleanupRows,
    clients: { aws, controller },
    patience: { settleMs: verify_timeout * 1000, pollMs: 1000 },
    parallel,
    onFailure: 'stop',
    hold: (place) => holds.take(place),
    progress: (vpc, { done, total, title }) => {
      context.progress({ key: vpc, stage: 'cleanup', done, total, note: title });
    },
    warn: (message) => {
      context.warn(message);
    },
  };
}
