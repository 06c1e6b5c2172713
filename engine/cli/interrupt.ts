/** Somebody pressed Ctrl-C while they were asked something: the command ends with 99. */
export class Interrupted extends Error {
  constructor() {
    super('interrupted');
    this.name = 'Interrupted';
  }
}

/** Those that ask a process to end. A hang-up comes when the terminal is closed or the connection to it is lost. */
const endings = ['SIGINT', 'SIGTERM', 'SIGHUP'] as const;

/**
 * The first Ctrl-C (or another of `endings`) asks the run to end: what is being written is finished, nothing new
 * begins. A second one ends the process at once.
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
  /* Nobody reads any more (`| head`): no reason to break off in the middle of a write, but none to go on either.
     The news may come when the run is already over, so that this listener stays. */
  process.stdout.on('error', () => {
    controller.abort();
  });
  for (const name of endings) process.on(name, onSignal);
  return {
    signal: controller.signal,
    release: () => {
      for (const name of endings) process.off(name, onSignal);
    },
  };
}
