import { setMaxListeners } from 'node:events';
import type { Diagnostic } from '../diagnostics/diagnostic.ts';
import { diagnostic } from '../diagnostics/diagnostic.ts';
import { DroverError } from '../diagnostics/drover-error.ts';
import type { PlannedRun } from '../plan/planned.ts';
import { isLimitEmpty } from './create-run-state.ts';
import { exitCodeOf, staticExitCode } from './exit-code.ts';
import { tasksLeft } from './tasks-left.ts';
import type { Inside, RunRequest, RunSummary, RunWorld } from './options.ts';
import { runPlay } from './play/run-play.ts';
import { prepareRun } from './prepare-run.ts';
import type { RunState } from './run-state.ts';

/**
 * Runs playbooks. What is wrong with them is found first, all of it: then nothing runs. Errors of hosts are in the
 * events and in the summary; only a defect of drover itself is thrown.
 */
export async function runPlaybooks(
  request: RunRequest,
  world: RunWorld,
  inside?: Inside,
): Promise<RunSummary> {
  // Every call that is under way listens to it.
  setMaxListeners(0, world.signal);
  const { planned, run, diagnostics } = await prepareRun(request, world, {
    runInside: runPlaybooks,
    inside,
  });
  const errors = diagnostics.filter(({ severity }) => severity === 'error');
  if (errors.length > 0) return refuse(diagnostics, staticExitCode(errors), run);
  if (isLimitEmpty(run)) return refuse([emptyLimit(request)], 1, run);
  for (const warning of diagnostics) run.emit(warningEvent(warning));
  return runPlanned(planned, run);
}

function refuse(diagnostics: readonly Diagnostic[], exitCode: number, run: RunState): RunSummary {
  run.emit({ type: 'diagnostics', diagnostics });
  return { stats: [], exitCode, diagnostics, left: [] };
}

async function runPlanned(planned: PlannedRun, run: RunState): Promise<RunSummary> {
  const { request } = run;
  const begun = performance.now();
  run.emit({
    type: 'run-start',
    playbooks: request.playbooks,
    checkMode: request.checkMode,
    diffMode: request.diffMode,
    ...(run.world.locked === undefined ? {} : { lock: run.world.locked.digest }),
  });
  const diagnostics: Diagnostic[] = [];
  try {
    await runPlays(planned, run);
  } catch (error) {
    if (!(error instanceof DroverError)) throw error;
    diagnostics.push(error.diagnostic);
    run.emit({ type: 'diagnostics', diagnostics });
  } finally {
    await run.pool.closeAll((message) => {
      run.emit({ type: 'warning', message });
    });
  }
  if (run.startAt !== undefined) run.emit(noStartFound(run.startAt));
  const left = run.world.signal.aborted ? tasksLeft(planned, run) : [];
  if (run.world.signal.aborted) run.emit({ type: 'interrupted', left });
  const stats = run.stats.list();
  run.emit({ type: 'recap', stats, elapsedMs: performance.now() - begun });
  return { stats, exitCode: exitCodeOf(run, diagnostics), diagnostics, left };
}

async function runPlays(planned: PlannedRun, run: RunState): Promise<void> {
  for (const [index, play] of planned.plays.entries()) {
    if (run.world.signal.aborted) return;
    const before = planned.plays[index - 1];
    // A playbook after one in which hosts failed does not begin.
    if (before !== undefined && before.playbook !== play.playbook && exitCodeOf(run, []) !== 0) return;
    if ((await runPlay(play, run)) === 'stop') return;
  }
}

function warningEvent(warning: Diagnostic) {
  return {
    type: 'warning' as const,
    message: [warning.detail.replace(/(?<![.!?])$/, '.'), warning.help]
      .filter((text) => text !== undefined)
      .join(' '),
    ...(warning.span === undefined ? {} : { place: warning.span }),
  };
}

function noStartFound(name: string) {
  return {
    type: 'warning' as const,
    message: `No matching task "${name}" found. Note: --start-at-task can only follow static includes.`,
  };
}

function emptyLimit(request: RunRequest): Diagnostic {
  return diagnostic('no-hosts', {
    detail: 'Specified hosts and/or --limit does not match any hosts',
    help: `No host of the inventory answers to --limit ${request.limit ?? ''}. --list-hosts shows those that there are.`,
  });
}
