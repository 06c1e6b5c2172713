import type { ClientChannel } from 'ssh2';
import type { DroverError } from '../../diagnostics/drover-error.ts';

/** A shell of the machine that reads one line and runs it. */
export interface RemoteShell {
  /** The command line that starts it. `mark` is a word that nothing else prints. */
  line(mark: string): string;
  /** What its one line begins with. */
  opening(mark: string): string;
  /** Settled when the shell takes its line: what is sent before could go to somebody else. */
  ready(channel: ClientChannel, mark: string): Promise<void>;
  /** Says which group of processes it is in, to `$drover_g`. */
  readonly findGroup: string;
  /** It adds a line of its own (`Killed`) to the errors of a program that a signal ended. */
  readonly tellsSignals: boolean;
  /** What to say when it did not start, from what was printed instead; undefined where it cannot tell. */
  whyNot(said: string): DroverError | 'try again' | undefined;
}

/**
 * The line comes as the first line of the input: neither arguments nor the environment stand in a process list as
 * long as no program is started with them, and any log-in shell can read this.
 */
const reader = `IFS= read -r l && eval "$l"`;

/** The shell of the user that is logged in. It leads its group: an SSH server starts it so. */
export const ownShell: RemoteShell = {
  line: () => `exec /bin/sh -c '${reader}'`,
  opening: () => '',
  ready: () => Promise.resolve(),
  findGroup: 'drover_g=$$',
  tellsSignals: false,
  whyNot: () => undefined,
};
