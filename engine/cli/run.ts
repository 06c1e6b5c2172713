import { DroverError } from '../diagnostics/drover-error.ts';
import type { SourceFiles } from '../language/files.ts';
import { nodeSourceFiles } from '../run/node-source-files.ts';
import type { RunRequest } from '../run/options.ts';
import { runPlaybooks } from '../run/run-playbooks.ts';
import { extraVarsOf } from './asked.ts';
import { givenDiscovery } from './discovery-files.ts';
import { exitCodes } from './exit-codes.ts';
import type { FlagValues } from './flags.ts';
import { interruptSignal } from './interrupt.ts';
import { isListing, list } from './list.ts';
import { keepMemorySmall } from './memory.ts';
import { playSources } from './play-sources.ts';
import { findPlaybooks } from './playbooks.ts';
import { requestOf } from './request.ts';
import { lockForRun, type RunLock } from './roles/for-run.ts';
import { openRun, type OpenedRun, type Resumed } from './run-journal.ts';
import { sinkFor } from './sinks.ts';
import { rememberReads } from './source-hashes.ts';
import { printDiagnostics } from './terminal.ts';
import { openWorld } from './world.ts';

/** What is to be run, from the command line or as a run before had it. */
interface ToRun {
  readonly request: RunRequest;
  readonly flags: FlagValues;
  readonly resumed: Resumed | undefined;
}

/**
 * `drover run`, and other commands that run playbooks: runs them and gives the exit code. `command` is what the run
 * is called in `drover runs`; `plan` has a sink of its own. `known` is the lock of roles that it runs with, where that is
 * known already.
 */
export async function run(
  playbooks: readonly string[],
  given: FlagValues,
  command = 'run',
  known?: RunLock | 'no lock',
): Promise<number> {
  keepMemorySmall();
  const interrupt = interruptSignal();
  try {
    const sources = nodeSourceFiles();
    const { request: asked, flags, resumed } = await toRun(playbooks, given, sources);
    const discovery = await givenDiscovery(asked.extraVars, sources);
    if (discovery.problems.length > 0) {
      printDiagnostics(discovery.problems);
      return exitCodes.unreachableOrSyntax;
    }
    const request = { ...asked, extraVars: [...discovery.extraVars, ...asked.extraVars] };
    const files = rememberReads(sources, extraVarsOf(flags));
    const sink = await sinkFor(flags, command === 'plan' ? 'plan' : 'run');
    const warn = (message: string): void => {
      sink({ type: 'warning', message });
    };
    const isDry = request.checkMode || isListing(flags);
    const lock = known ?? (await lockForRun({ request, flags, resumed, signal: interrupt.signal, warn }));
    const locked = lock === 'no lock' ? undefined : lock;
    const kept = await openRun({ command, request, flags, files, resumed, isDry, warn, lock: locked });
    let end = { exitCode: exitCodes.crash as number, isInterrupted: false };
    try {
      const world = openWorld({
        files,
        sink,
        signal: interrupt.signal,
        journal: kept,
        locked: locked?.folders,
        plays: playSources(request, locked, files, warn),
        runId: kept.id,
      });
      if (isListing(flags)) return await list(request, flags, world);
      const { diagnostics, exitCode } = await runPlaybooks(request, world);
      const isInterrupted = interrupt.signal.aborted;
      end = { exitCode: isInterrupted ? exitCodes.interrupted : exitCode, isInterrupted };
      printDiagnostics(diagnostics);
    } finally {
      await kept.close(end);
    }
    if (end.exitCode !== exitCodes.ok) tellHowToGoOn(kept);
    return end.exitCode;
  } finally {
    interrupt.release();
  }
}

async function toRun(playbooks: readonly string[], given: FlagValues, files: SourceFiles): Promise<ToRun> {
  if (given.resume === undefined) {
    if (playbooks.length === 0) {
      throw new DroverError('bad-usage', {
        detail: "error: missing required argument 'playbooks'",
        help: 'Name a playbook, or go on with a run that was cut off: drover run --resume last.',
      });
    }
    return { request: await requestOf(findPlaybooks(playbooks), given), flags: given, resumed: undefined };
  }
  if (playbooks.length > 0) {
    throw new DroverError('bad-usage', {
      detail: `--resume ${given.resume} goes on with the playbooks of that run; ${playbooks.join(' ')} was named as well.`,
      help: 'Leave the playbooks out, or leave --resume out to begin a new run.',
    });
  }
  const { resume } = await import('./resume.ts');
  const found = await resume(given, files, (line) => void process.stderr.write(`${line}\n`));
  const request = await requestOf(findPlaybooks(found.playbooks), found.flags, found.vaultPasswords);
  return { request, flags: found.flags, resumed: found.resumed };
}

/** A run that did not end well can be gone on with, if it has written anything. */
function tellHowToGoOn(kept: OpenedRun): void {
  const { id, place } = kept;
  if (!kept.isBegun()) return;
  const where = place.dataFolder === undefined ? '' : ` --data-dir ${place.dataFolder}`;
  process.stderr.write(`drover run --resume ${id}${where} goes on with this run.\n`);
}
