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
  process.on('SIGINT', onSignal);
  process.on('SIGTERM', onSignal);
  return {
    signal: controller.signal,
    release: () => {
      process.off('SIGINT', onSignal);
      process.off('SIGTERM', onSignal);
    },
  };
}
