/** The files of a discovery: those that follow from what was found, and what each run adds. */
import { join } from 'node:path';
import { DroverError } from '../../../../engine/diagnostics/drover-error.ts';
import { isSystemError, systemErrorText } from '../../../../engine/diagnostics/system-error.ts';
import type { TaskContext, TextDiff } from '../../../../engine/module.ts';
import { reportPage } from '../../report/html/report-page.ts';
import { logLines } from '../../report/log/log-lines.ts';
import { appendLogs } from '../../report/log/write-logs.ts';
import { summaryOf } from '../../report/summary.ts';
import { writeReports } from '../../report/write-reports.ts';
import type { RegionFacts } from '../../rules/rule.types.ts';
import type { Sifted } from '../../rules/suppress.ts';
import type { Snapshot } from '../../snapshot/snapshot.types.ts';
import { writeSnapshot } from '../../snapshot/store/write-snapshot.ts';
import { diffsOf } from '../../terraform/write/write-files.ts';
import { writeTerraform } from '../../terraform/write/write-terraform.ts';
import type { Discovery } from '../config/discovery.types.ts';
import { discoveryFileOf } from '../file-name.ts';

/** A file that was written, or would be. */
export interface FileChange {
  readonly path: string;
  readonly diff: TextDiff;
}

/** What was found, and from what. */
export interface Discovered {
  readonly config: Discovery;
  readonly snapshot: Snapshot;
  readonly regions: readonly RegionFacts[];
  readonly sifted: Sifted;
}

/** Writes below `terraform_output`: what the operating system refuses there is told with the key to mend. */
export async function intoOutput<T>({ terraform }: Discovery, write: () => Promise<T>): Promise<T> {
  try {
    return await write();
  } catch (cause) {
    if (!isSystemError(cause)) throw cause;
    throw new DroverError('discovery-value', {
      detail: `Below ${terraform.terraform_output} (terraform.terraform_output) a file cannot be written: ${systemErrorText(cause)}.`,
      help: 'Name a folder that you may write to, or take away what stands there in place of a folder or a file, and run again. Nothing was changed in AWS.',
      cause,
    });
  }
}

export async function writeTerraformFiles(
  { config, snapshot }: Discovered,
  asJson: boolean,
  context: TaskContext,
): Promise<readonly FileChange[]> {
  const { controller, checkMode } = context;
  const work = { config, file: discoveryFileOf(context), files: controller.files, checkMode, asJson };
  const { changes, warnings } = await writeTerraform(snapshot, work);
  for (const warning of warnings) context.warn(warning);
  const diffs = diffsOf(changes);
  return changes.map(({ path }, index) => ({
    path: join(config.terraform.terraform_output, path),
    diff: diffs[index] ?? { before: '', after: '' },
  }));
}

/** The report, as a page and as data. */
export async function writeReportFiles(
  { config, regions, sifted: { alerts, suppressed } }: Discovered,
  { controller, checkMode }: TaskContext,
): Promise<readonly FileChange[]> {
  const folder = join(config.terraform.terraform_output, 'report');
  const summary = summaryOf(regions, alerts, suppressed);
  const reports = new Map([
    [join(folder, 'discovery.json'), `${JSON.stringify(summary, undefined, 2)}\n`],
    [join(folder, 'discovery.html'), reportPage(regions, alerts, suppressed)],
  ]);
  const changes = await writeReports(reports, controller.files, checkMode);
  return changes.map(({ path, before, after }) => ({
    path,
    diff: { before: before ?? '', after, beforeHeader: path, afterHeader: path },
  }));
}

/** A new snapshot, and lines at the end of the logs. Not in check mode: the paths are empty then. */
export async function addToRecords(
  { config, snapshot, regions, sifted: { alerts } }: Discovered,
  dataDir: string | undefined,
  context: TaskContext,
): Promise<{ readonly snapshot: string; readonly logs: readonly string[] }> {
  if (context.checkMode) return { snapshot: '', logs: [] };
  const { files } = context.controller;
  const output = config.terraform.terraform_output;
  const lines = logLines(`drover vpc_discovery ${discoveryFileOf(context)}`, regions, alerts);
  return {
    snapshot: await writeSnapshot(snapshot, dataDir ?? output, files),
    logs: await appendLogs(lines, join(output, 'log'), files, new Date()),
  };
}
