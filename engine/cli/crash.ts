import { DroverError } from '../diagnostics/drover-error.ts';
import { exitCodes } from './exit-codes.ts';
import { Interrupted } from './interrupt.ts';
import { printDiagnostics } from './terminal.ts';

/**
 * Shows an error that ended the command, and gives the exit code: 2 for a command line that is not right, 1 for what
 * else a person can mend, 99 for Ctrl-C at a question, 250 for a defect of drover.
 */
export function reportCrash(error: unknown): number {
  if (error instanceof Interrupted) {
    process.stderr.write('\nInterrupted.\n');
    return exitCodes.interrupted;
  }
  if (error instanceof DroverError) {
    printDiagnostics([error.diagnostic]);
    return error.code === 'bad-usage' ? exitCodes.usage : exitCodes.error;
  }
  const stack = error instanceof Error ? (error.stack ?? error.message) : String(error);
  process.stderr.write(
    `drover came upon a defect of its own. Please report it with the lines below.\n${stack}\n`,
  );
  return exitCodes.crash;
}
