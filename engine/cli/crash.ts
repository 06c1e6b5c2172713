import { DroverError } from '../diagnostics/drover-error.ts';
import { exitCodes } from './exit-codes.ts';
import { printDiagnostics } from './terminal.ts';

/** Shows an error that ended the command, and gives the exit code: 1 for what a person can mend, 250 for a defect of drover. */
export function reportCrash(error: unknown): number {
  if (error instanceof DroverError) {
    printDiagnostics([error.diagnostic]);
    return exitCodes.error;
  }
  const stack = error instanceof Error ? (error.stack ?? error.message) : String(error);
  process.stderr.write(
    `drover came upon a defect of its own. Please report it with the lines below.\n${stack}\n`,
  );
  return exitCodes.crash;
}
