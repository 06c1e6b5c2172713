import { DroverError } from '../../../../engine/diagnostics/drover-error.ts';
import type { CommandOptions, CommandOutcome, Connection, FileStatus } from '../../../../engine/module.ts';

/** A program that was run on a fake machine. */
export interface Ran {
  readonly command: readonly string[];
  readonly stdin: string | undefined;
  readonly environment: Readonly<Record<string, string>>;
}

export interface FakeMachine {
  readonly connection: Connection;
  readonly ran: readonly Ran[];
  /** Its files, by their paths. */
  readonly files: Map<string, string>;
}

export interface FakeMachineSettings {
  readonly files?: Readonly<Record<string, string>>;
  /** What programs say; by the first word of what is run. Others end well and say nothing. */
  readonly answers?: (ran: Ran) => Partial<CommandOutcome> | undefined;
  /** It cannot be reached so often. */
  readonly refusals?: number;
}

/** A machine of which only files and programs are known. */
export function fakeMachine(settings: FakeMachineSettings = {}): FakeMachine {
  const files = new Map(Object.entries(settings.files ?? {}));
  const ran: Ran[] = [];
  let left = settings.refusals ?? 0;
  const execute = (command: readonly string[], options: CommandOptions = {}): Promise<CommandOutcome> => {
    if (left > 0) {
      left -= 1;
      return Promise.reject(
        new DroverError('host-unreachable', { detail: 'Connection timed out', help: 'Wait.' }),
      );
    }
    const { stdin, environment = {} } = options;
    const one: Ran = { command, stdin: typeof stdin === 'string' ? stdin : undefined, environment };
    ran.push(one);
    const usual = command.join(' ') === 'id -u' ? { stdout: '0\n' } : {};
    return Promise.resolve({ rc: 0, stdout: '', stderr: '', ...usual, ...settings.answers?.(one) });
  };
  const missing = (path: string): Error => new Error(`There is no ${path}.`);
  const connection = {
    kind: 'ssh',
    execute,
    files: {
      // Boundary: nobody looks at more of it.
      status: (path: string) =>
        Promise.resolve(
          files.has(path) ? ({ type: 'file', mode: 0o600 } as unknown as FileStatus) : undefined,
        ),
      read: (path: string) => {
        const text = files.get(path);
        return text === undefined ? Promise.reject(missing(path)) : Promise.resolve(Buffer.from(text));
      },
      write: (path: string, content: string | Uint8Array) => {
        files.set(path, typeof content === 'string' ? content : Buffer.from(content).toString('utf8'));
        return Promise.resolve();
      },
    },
    // Boundary: the rest is not used.
  } as unknown as Connection;
  return { connection, ran, files };
}
