/** Another user to be, and how. */
export interface Becoming {
  readonly user: string;
  /** Ansible's word: `sudo`, `su`. */
  readonly method: string;
  readonly password?: string;
  /** Flags in place of the usual ones. */
  readonly flags?: string;
  /** The program in place of the method's own. */
  readonly executable?: string;
}

/** What /bin/sh runs as the other user: it says that it is there, then works. */
export interface Inner {
  readonly announce: string;
  readonly work: string;
}

/** A program that makes another user of one. */
export interface Method {
  readonly program: string;
  /** The command line that runs `inner` by /bin/sh as that user; `prompt` is a word that nothing else prints. */
  line(becoming: Becoming, inner: Inner, prompt: string): string;
  /**
   * The same in a terminal, in whose shell the numbers 3, 4 and 5 are input, output and errors. A program that asks in
   * the terminal is given the first line of the input there.
   */
  lineInTerminal(becoming: Becoming, inner: Inner, prompt: string): string;
  readonly asksInTerminal: boolean;
  /** Of a program that a signal ended it makes an exit status, and says a word (`Killed`). */
  readonly tellsSignals: boolean;
  /** Whether what was printed ends with a question for a password. */
  asks(said: string, prompt: string): boolean;
  /** It refuses to work without a terminal. */
  wantsTerminal(said: string): boolean;
  /** Why it did not come to it, from what was printed. */
  refusal(said: string): 'password missing' | 'password wrong' | 'other';
  /** What to do about another refusal. */
  readonly help: string;
}
