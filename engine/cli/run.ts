import { runPlaybooks } from '../run/run-playbooks.ts';
import { exitCodes } from './exit-codes.ts';
import type { FlagValues } from './flags.ts';
import { interruptSignal } from './interrupt.ts';
import { isListing, list } from './list.ts';
import { findPlaybooks } from './playbooks.ts';
import { requestOf } from './request.ts';
import { sinkFor } from './sinks.ts';
import { printDiagnostics } from './terminal.ts';
import { openWorld } from './world.ts';

/** `drover run`, and `drover plan` with its own sink: runs the playbooks and gives the exit code. */
export async function run(
  playbooks: readonly string[],
  flags: FlagValues,
  command: 'run' | 'plan' = 'run',
): Promise<number> {
  const request = await requestOf(findPlaybooks(playbooks), flags);
  const interrupt = interruptSignal();
  try {
    if (isListing(flags)) return await list(request, flags, interrupt.signal);
    const sink = await sinkFor(flags, command);
    const world = await openWorld({ sink, signal: interrupt.signal, checkMode: request.checkMode });
    const summary = await runPlaybooks(request, world);
    printDiagnostics(summary.diagnostics);
    return interrupt.signal.aborted ? exitCodes.interrupted : summary.exitCode;
  } finally {
    interrupt.release();
  }
}
