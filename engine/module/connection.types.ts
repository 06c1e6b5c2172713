/** The machines that modules work on. */
import type { Duplex } from 'node:stream';

export interface CommandOutcome {
  readonly rc: number;
  readonly stdout: string;
  readonly stderr: string;
  /** The signal that ended it, if one did. */
  readonly signal?: string;
}

export interface CommandOptions {
  readonly cwd?: string;
  readonly environment?: Readonly<Record<string, string>>;
  readonly stdin?: string | Uint8Array;
  readonly timeoutMs?: number;
  readonly signal?: AbortSignal;
  /**
   * Called with what the program writes, as it comes, in whole lines (ended by a line feed or a carriage return). The
   * outcome has the last 64 KiB of each stream then.
   */
  readonly onLine?: (line: string, stream: 'stdout' | 'stderr') => void;
  /**
   * The program is ended when the connection to its machine is lost, or drover is killed: nothing of it stays behind,
   * nor of what it started. It has no standard input. A machine that cannot tell of a lost connection ends it within two
   * minutes.
   */
  readonly endsWithConnection?: boolean;
  /**
   * It only looks, is over in a moment and leaves nothing behind: on another machine it needs no session of its own then.
   * Nobody waits for it any more once the task is aborted; what ended it is told as a shell tells it, above 128.
   */
  readonly isBrief?: boolean;
}

export type FileType = 'file' | 'directory' | 'link' | 'block' | 'character' | 'fifo' | 'socket';

export interface FileStatus {
  readonly type: FileType;
  readonly size: number;
  /** Permission bits, 0 to 0o7777. */
  readonly mode: number;
  readonly uid: number;
  readonly gid: number;
  readonly owner?: string;
  readonly group?: string;
  readonly inode: number;
  readonly device: number;
  readonly links: number;
  /** Seconds since the epoch, with fractions. */
  readonly accessed: number;
  readonly modified: number;
  readonly changed: number;
  /** Where a link points, as written. */
  readonly target?: string;
}

/** The files of the machine that a task works on. Missing files: `status` gives undefined, the others throw. */
export interface Files {
  status(path: string, options?: { readonly follow?: boolean }): Promise<FileStatus | undefined>;
  read(path: string): Promise<Uint8Array>;
  /** Writes a temporary file beside `path` and renames it, unless `unsafe`. */
  write(
    path: string,
    content: string | Uint8Array,
    options?: { readonly mode?: number; readonly unsafe?: boolean },
  ): Promise<void>;
  list(path: string): Promise<readonly string[]>;
  makeDirectory(
    path: string,
    options?: { readonly mode?: number; readonly parents?: boolean },
  ): Promise<void>;
  remove(path: string, options?: { readonly recursive?: boolean }): Promise<void>;
  rename(from: string, to: string): Promise<void>;
  link(target: string, path: string, options: { readonly symbolic: boolean }): Promise<void>;
  changeMode(path: string, mode: number, options?: { readonly follow?: boolean }): Promise<void>;
  changeOwner(
    path: string,
    owner: string | number | undefined,
    group: string | number | undefined,
    options?: { readonly follow?: boolean },
  ): Promise<void>;
  changeTimes(path: string, accessed: number, modified: number): Promise<void>;
  realPath(path: string): Promise<string>;
}

/** The machine that a task works on. */
export interface Connection {
  readonly kind: 'local' | 'ssh';
  /** Runs a program without a shell. A program that cannot be started throws; any exit status is an outcome. */
  execute(command: readonly [string, ...string[]], options?: CommandOptions): Promise<CommandOutcome>;
  readonly files: Files;
  /**
   * A socket that the machine itself opens, as that of a task on another machine must: its loopback is not ours. Errors have
   * the codes of the system's. Missing where it is this machine.
   */
  readonly dial?: (target: DialTarget) => Promise<Duplex>;
}

/** Where a socket leads, seen from the machine that opens it. */
export type DialTarget = { readonly host: string; readonly port: number } | { readonly path: string };

/** A machine that a module reaches beside that of its task. */
export interface MachineWay {
  /** For messages. */
  readonly name: string;
  readonly address: string;
  readonly port?: number;
  readonly user: string;
  /** The path of a private key on this machine. Without it: the agent's and the usual keys. */
  readonly privateKeyFile?: string;
  /** The machine's own keys, as lines of public keys: no other one is accepted. Without it: those of known_hosts. */
  readonly hostKeys?: readonly string[];
  /** A host on the way there, `user@host:port` (several with commas between them): its key has to stand in known_hosts. */
  readonly jump?: string;
  /** Works there as root, by `sudo -n` where the user is not root. */
  readonly asRoot?: boolean;
}
