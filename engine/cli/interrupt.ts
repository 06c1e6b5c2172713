/**
 * The first Ctrl-C (or SIGTERM) asks the run to end: what is being written is finished, nothing new begins.
 * A second one ends the process at once.
 */
export function interruptSignal(): { readonly signal: AbortSignal; readonly release: () => void } {
  const controller = new AbortController();
  const onSignal = (): void => {
    if (controller.signal.aborted) process.exit(99);
    process.stderr.write(
      '\nStopping: what is being written is finished first. Press Ctrl-C again to stop at once.\n',
    );
    controller.abort();
  };
  /* Nobody reads any more (`| head`): no reason to break off in the middle of a write, but none to go on either. */
  const onBrokenPipe = (): void => {
    controller.abort();
  };
  process.stdout.on('error', onBrokenPipe);
  process.on('SIGINT', onSignal);
  process.on('SIGTERM', onSignal);
  return {
    signal: controller.signal,
    release: () => {
      process.stdout.off('error', onBrokenPipe);
      process.off('SIGINT', onSignal);
      process.off('SIGTERM', onSignal);
    },
  };
}
