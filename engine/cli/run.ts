import { nodeSourceFiles } from '../run/node-source-files.ts';
import { runPlaybooks } from '../run/run-playbooks.ts';
import { exitCodes } from './exit-codes.ts';
import type { FlagValues } from './flags.ts';
import { interruptSignal } from './interrupt.ts';
import { isListing, list } from './list.ts';
import { keepMemorySmall } from './memory.ts';
import { findPlaybooks } from './playbooks.ts';
import { requestOf } from './request.ts';
import { sinkFor } from './sinks.ts';
import { printDiagnostics } from './terminal.ts';
import { openJournal } from './run-journal.ts';
import { openWorld } from './world.ts';

/** `drover run`, and `drover plan` with its own sink: runs the playbooks and gives the exit code. */
export async function run(
  playbooks: readonly string[],
  flags: FlagValues,
  command: 'run' | 'plan' = 'run',
): Promise<number> {
  keepMemorySmall();
  const interrupt = interruptSignal();
  try {
    const request = await requestOf(findPlaybooks(playbooks), flags);
    const files = nodeSourceFiles();
    const sink = await sinkFor(flags, command);
    const journal = openJournal(request, files);
    const world = openWorld({ files, sink, signal: interrupt.signal, journal });
    if (isListing(flags)) return await list(request, flags, world);
    const summary = await runPlaybooks(request, world).finally(() => journal.close());
    printDiagnostics(summary.diagnostics);
    return interrupt.signal.aborted ? exitCodes.interrupted : summary.exitCode;
  } finally {
    interrupt.release();
  }
}
