import { randomBytes } from 'node:crypto';
import type { ClientChannel } from 'ssh2';
import type { CommandOptions } from '../../module.ts';
import { output } from '../line-output.ts';
import { abortError, signalNumber, timeoutError } from '../local-execute.ts';
import { lost, unreachable } from './errors.ts';
import { endGroup, roundTrip } from './end-group.ts';
import type { Exit } from './client.ts';
import type { Link, Way } from './link.ts';
import { markedOutput, type MarkedOutput } from './marked-output.ts';
import type { RemoteShell } from './remote-shell.ts';
import { lineEnd } from './shell-words.ts';

/** What is to be run by the machine's /bin/sh. */
export interface Script {
  /** What it is called in messages. */
  readonly name: string;
  /** Its one line. `mark` is a word that nothing else prints. */
  readonly line: (mark: string) => string;
  readonly stdin?: string | Uint8Array;
  readonly timeoutMs?: number;
  readonly signal?: AbortSignal;
  readonly onLine?: CommandOptions['onLine'];
  /** It is written an empty line every so many milliseconds in place of an input; its input ends with the connection. */
  readonly beatMs?: number;
}

export interface ScriptOutcome {
  readonly rc: number;
  readonly signal?: string;
  readonly stdout: Buffer;
  readonly stderr: Buffer;
  readonly mark: string;
}

/** How long output is awaited from programs left in the background after the script itself has ended. */
const lingerMs = 200;
/** How long a script that ends with its input may take for that. */
const selfEndMs = 4_000;
/** How long a script that is to be stopped may take to say which process it is. */
const patienceMs = 2_000;

/**
 * Runs a script on a machine; any exit status is an outcome. Throws `host-unreachable` when the connection is cut,
 * `command-timeout` and `interrupted` when it is stopped: then its process group is ended, as far as the machine lets.
 */
export async function runScript(link: Link, script: Script, shell: RemoteShell): Promise<ScriptOutcome> {
  const outcome = await runOnce(link, script, shell);
  // Nothing was begun: the shell is started in another way now.
  const second = outcome === 'try again' ? await runOnce(link, script, shell) : outcome;
  if (second === 'try again') throw noShell({ link, said: '' });
  return second;
}

async function runOnce(link: Link, script: Script, shell: RemoteShell): Promise<ScriptOutcome | 'try again'> {
  const { signal } = script;
  const mark = `drover-${randomBytes(9).toString('hex')}`;
  const work = (
    channel: ClientChannel,
    way: Way,
    exit: Promise<Exit>,
  ): Promise<ScriptOutcome | 'try again'> => runIn({ channel, way, exit, link, script, shell, mark });
  if (signal === undefined) return link.withChannel(shell.line(mark), work);
  const waiting = untilAborted(script.name, signal);
  try {
    const begun = link.withChannel(shell.line(mark), (channel, way, exit) => {
      waiting.settle();
      return work(channel, way, exit);
    });
    return await Promise.race([begun, waiting.error]);
  } finally {
    waiting.settle();
  }
}

/** Rejects when a task is aborted before its script has a channel. */
function untilAborted(name: string, signal: AbortSignal) {
  let onAbort: () => void = () => undefined;
  const error = new Promise<never>((_resolve, reject) => {
    onAbort = () => {
      reject(abortError(name, signal));
    };
    if (signal.aborted) onAbort();
    else signal.addEventListener('abort', onAbort, { once: true });
  });
  error.catch(() => undefined);
  return {
    error,
    settle: () => {
      signal.removeEventListener('abort', onAbort);
    },
  };
}

interface Running {
  readonly channel: ClientChannel;
  readonly way: Way;
  readonly exit: Promise<Exit>;
  readonly link: Link;
  readonly script: Script;
  readonly shell: RemoteShell;
  readonly mark: string;
}

async function runIn(running: Running): Promise<ScriptOutcome | 'try again'> {
  const { channel, way, link, script, mark } = running;
  if (script.signal?.aborted === true) {
    channel.on('error', () => undefined);
    channel.close();
    throw abortError(script.name, script.signal);
  }
  const stdout = markedOutput(channel, mark, output('stdout', script.onLine));
  const stderr = markedOutput(channel.stderr, mark, output('stderr', script.onLine));
  const stopped = stopping(running, stdout);
  // A script may end without reading all of its input.
  channel.on('error', () => undefined);
  const beats: { timer?: NodeJS.Timeout } = {};
  void running.shell.ready(channel, mark).then(() => {
    feed(running);
    if (script.beatMs === undefined) return;
    beats.timer = setInterval(() => {
      if (channel.writable) channel.write('\n');
    }, script.beatMs);
  });
  channel.once('close', () => {
    clearInterval(beats.timer);
  });
  try {
    const status = await Promise.race([ended(running, [stdout, stderr]), stopped.error]);
    await stopped.check();
    if (status === undefined) throw lost(link.settings, script.name, way.failure());
    if (!stdout.hasBegun()) return notBegun(running, `${stderr.noise()}${stdout.noise()}`.trim());
    const errors = stderr.content();
    const isTold = status.signal !== undefined && running.shell.tellsSignals;
    return { ...status, stdout: stdout.content(), stderr: isTold ? withoutLast(errors) : errors, mark };
  } finally {
    clearInterval(beats.timer);
    stopped.settle();
    channel.close();
  }
}

/** Without the name of a signal in the last line. */
function withoutLast(text: Buffer): Buffer {
  const start = text.lastIndexOf('\n', -2) + 1;
  const isName = /^[A-Z][\w ]+(?: \(core dumped\))?\n$/.test(text.subarray(start).toString('latin1'));
  return isName ? text.subarray(0, start) : text;
}

function feed({ channel, mark, script, shell }: Running): void {
  const { line, stdin } = script;
  const newLine = `${lineEnd}=$(printf '\\nx');${lineEnd}=\${${lineEnd}%x}`;
  const marks = `printf '%s %s\\n' ${mark} $drover_g;printf '%s -\\n' ${mark} >&2`;
  channel.write(`${shell.opening(mark)}${newLine};${shell.findGroup};${marks};${line(mark)}\n`);
  if (script.beatMs !== undefined) return;
  if (stdin === undefined) channel.end();
  else
    channel.end(
      typeof stdin === 'string' ? stdin : Buffer.from(stdin.buffer, stdin.byteOffset, stdin.byteLength),
    );
}

interface Status {
  readonly rc: number;
  readonly signal?: string;
}

/** The exit status, when all output has come; undefined when the connection was cut before. */
function ended(
  { channel, way, exit }: Pick<Running, 'channel' | 'way' | 'exit'>,
  outputs: readonly MarkedOutput[],
): Promise<Status | undefined> {
  return new Promise((resolve) => {
    let status: Status | undefined;
    const done = (): void => {
      // The connection outlives its programs: it is not to hold on to them.
      forget();
      resolve(status);
    };
    void exit.then(({ code, signal }) => {
      status = statusOf(code, signal);
      void linger(way, outputs).then(done);
    });
    // The end of the program is told before, and heard a moment later.
    channel.once('close', () => {
      queueMicrotask(done);
    });
    const forget = way.whenClosed(() => {
      resolve(status);
    });
  });
}

function statusOf(code: number | null, signal: string | undefined): Status {
  if (signal === undefined) return { rc: code ?? 0 };
  const name = signal.startsWith('SIG') ? signal : `SIG${signal}`;
  return { rc: -signalNumber(name), signal: name };
}

/**
 * Programs in the background may hold the channel open for ever. All that the script itself has printed has come when
 * an answer to a question that was asked later has come, and nothing before it.
 */
async function linger(way: Way, outputs: readonly MarkedOutput[]): Promise<void> {
  const size = (): number => outputs.reduce((sum, output) => sum + output.size(), 0);
  for (let before = -1; before !== size();) {
    before = size();
    await new Promise((resolve) => setTimeout(resolve, lingerMs));
    if (before === size()) await roundTrip(way);
  }
}

interface Stopping {
  /** Rejects when the time is up or the task is aborted, after the script was ended. */
  readonly error: Promise<never>;
  /** Throws why it was stopped, when what it started has gone. */
  check(): Promise<void>;
  settle(): void;
}

function stopping(running: Running, stdout: MarkedOutput): Stopping {
  const { script } = running;
  let reason: Error | undefined;
  let reject: (error: Error) => void = () => undefined;
  const error = new Promise<never>((_resolve, refuse) => {
    reject = refuse;
  });
  error.catch(() => undefined);
  const stop = (why: Error): void => {
    if (reason !== undefined) return;
    reason = why;
    void endScript(running, stdout).finally(() => {
      reject(why);
    });
  };
  const { signal, timeoutMs } = script;
  const onAbort = (): void => {
    if (signal !== undefined) stop(abortError(script.name, signal));
  };
  signal?.addEventListener('abort', onAbort, { once: true });
  const timer =
    timeoutMs === undefined
      ? undefined
      : setTimeout(() => {
          stop(timeoutError(script.name, timeoutMs));
        }, timeoutMs);
  return {
    error,
    check: async () => {
      if (reason !== undefined) await error;
    },
    settle: () => {
      clearTimeout(timer);
      signal?.removeEventListener('abort', onAbort);
    },
  };
}

async function endScript(running: Running, stdout: MarkedOutput): Promise<void> {
  const { channel, way, script, shell } = running;
  await stdout.begun(patienceMs);
  // One that listens ends by itself when nobody is heard of.
  if (script.beatMs !== undefined && (await endsWithInput(channel))) return;
  await endGroup(way, shell, stdout.group());
}

/** Ends the input of a script, and gives it time to end itself. */
function endsWithInput(channel: ClientChannel): Promise<boolean> {
  return new Promise((resolve) => {
    const timer = setTimeout(() => {
      resolve(false);
    }, selfEndMs);
    const done = (): void => {
      clearTimeout(timer);
      resolve(true);
    };
    channel.once('exit', done);
    channel.once('close', done);
    channel.end();
  });
}

function notBegun({ link, shell }: Running, said: string): 'try again' {
  const own = shell.whyNot(said);
  if (own === 'try again') return own;
  throw own ?? noShell({ link, said });
}

function noShell({ link, said }: { readonly link: Link; readonly said: string }): Error {
  return unreachable(
    link.settings,
    `the machine did not start a shell${said === '' ? '' : `, but said: ${said.slice(0, 300)}`}.`,
    'The user needs a log-in shell that runs commands, and /bin/sh must be there.',
  );
}
