import { DroverError } from '../../engine/diagnostics/drover-error.ts';
import type { CommandOptions, CommandOutcome } from '../../engine/module.ts';
import type { Machine } from './disk.types.ts';

/** A shell script of POSIX with its arguments, for a machine. */
export interface ToolCall {
  /** What it is called in messages: `nbdcopy`. */
  readonly name: string;
  readonly script: string;
  readonly args: readonly (string | number)[];
  readonly signal: AbortSignal;
  readonly onLine?: CommandOptions['onLine'];
}

/** Runs a script that ends with its connection, for as long as it takes; any exit status is an outcome. */
export function runTool({ connection }: Machine, call: ToolCall): Promise<CommandOutcome> {
  const { script, args, signal, onLine } = call;
  return connection.execute(['/bin/sh', '-c', script, 'sh', ...args.map(String)], {
    signal,
    endsWithConnection: true,
    environment: { LC_ALL: 'C' },
    ...(onLine === undefined ? {} : { onLine }),
  });
}

/** Runs a short script to its end: what it prints. Throws `disk-unusable` with its words where it fails. */
export async function askTool({ connection, name: machine }: Machine, call: ToolCall): Promise<string> {
  const { name, script, args, signal } = call;
  const outcome = await connection.execute(['/bin/sh', '-c', script, 'sh', ...args.map(String)], {
    signal,
    environment: { LC_ALL: 'C' },
  });
  if (outcome.rc === 0) return outcome.stdout;
  throw new DroverError('disk-unusable', {
    detail: `${name} failed on ${machine}: ${lastWords(outcome)}`,
    help: `Look at the disk on ${machine}, and at its kernel's log (dmesg).`,
  });
}

/** What a program said last before it ended, on one line. */
export function lastWords({ stderr, stdout, rc, signal }: CommandOutcome): string {
  const said = (stderr.trim() === '' ? stdout : stderr)
    .split('\n')
    .map((line) => line.trim())
    .filter((line) => line !== '')
    .slice(-3)
    .join('; ')
    .slice(-600);
  const end = signal === undefined ? `exit status ${rc}` : `ended by ${signal}`;
  return said === '' ? end : `${said} (${end})`;
}

/** A program that runs until it is stopped. */
export interface Service {
  /** Settled when it is ready. Rejects with why it ended, if it did before. */
  readonly ready: Promise<void>;
  /** Never resolves; rejects when it ends without having been stopped. */
  readonly failed: Promise<never>;
  /** The lines that it has written to its errors. */
  readonly said: readonly string[];
  /** Ends it, and returns when it is gone. Never throws. */
  stop(): Promise<void>;
}

export interface ServiceCall extends ToolCall {
  /** Whether a line says that it is ready. */
  readonly isReady: (line: string, stream: 'stdout' | 'stderr') => boolean;
  /** The error for its end. */
  readonly whyEnded: (outcome: CommandOutcome, said: readonly string[]) => Error;
}

/** The lines of a service that are kept. */
const keptLines = 200;

/** Starts a script that serves others. */
export function startService(machine: Machine, call: ServiceCall): Service {
  const stopper = new AbortController();
  const said: string[] = [];
  let beReady: () => void = () => undefined;
  let fail: (error: unknown) => void = () => undefined;
  const failed = new Promise<never>((_resolve, reject) => {
    fail = reject;
  });
  const ready = Promise.race([
    new Promise<void>((resolve) => {
      beReady = resolve;
    }),
    failed,
  ]);
  for (const promise of [failed, ready]) promise.catch(() => undefined);
  const ended = runTool(machine, {
    ...call,
    signal: AbortSignal.any([call.signal, stopper.signal]),
    onLine: (line, stream) => {
      if (stream === 'stderr') {
        said.push(line);
        if (said.length > keptLines) said.shift();
      }
      call.onLine?.(line, stream);
      if (call.isReady(line, stream)) beReady();
    },
  }).then(
    (outcome) => {
      fail(call.whyEnded(outcome, said));
    },
    (error: unknown) => {
      fail(error);
    },
  );
  return {
    ready,
    failed,
    said,
    stop: () => {
      stopper.abort();
      return ended;
    },
  };
}
