import { whyNotWritten } from '../diagnostics/why-not-written.ts';
import { exitCodes } from './exit-codes.ts';

/**
 * Nobody reads any more (`drover doc | head`): that is no error. What else the output cannot take is told, once. A run
 * listens itself, and ends in its own way; everything else ends here.
 */
export function heedOutputErrors(): void {
  let isTold = false;
  process.stdout.on('error', (error: NodeJS.ErrnoException) => {
    const isClosed = error.code === 'EPIPE';
    if (!isClosed && !isTold) {
      isTold = true;
      process.stderr.write(`error: The output cannot be written: ${whyNotWritten(error)}.\n`);
    }
    if (process.stdout.listenerCount('error') === 1) process.exit(isClosed ? exitCodes.ok : exitCodes.error);
  });
  // Without a reader of errors there is nobody to tell.
  process.stderr.on('error', () => undefined);
}
