import { randomBytes } from 'node:crypto';
import type { ClientChannel } from 'ssh2';
import { abortError } from '../local-execute.ts';
import { answersIn } from './answers.ts';
import { lost } from './errors.ts';
import type { Link, Way } from './link.ts';
import type { RemoteShell } from './remote-shell.ts';
import type { ScriptOutcome } from './run-script.ts';
import { lineEnd, quote } from './shell-words.ts';

/** What is over in a moment, leaves nothing in the background, and does nothing to the shell around it. */
export interface Request {
  /** What it is called in messages. */
  readonly name: string;
  /** Its one line. `mark` is a word that nothing else prints. */
  readonly line: (mark: string) => string;
  /** A function that the line calls: it is sent once. */
  readonly uses?: { readonly name: string; readonly body: string };
  /** What the line reads, all of it and no more. */
  readonly stdin?: Uint8Array;
  /** Nobody waits for it any more once this is aborted. */
  readonly signal?: AbortSignal;
}

/**
 * A shell that stays, so that a request takes one message there and one back, and no new session: most of what a short
 * one costs is its session.
 */
export interface Worker {
  /** Undefined where it was not begun, and takes a session of its own: the first one, and while another one is at work. */
  run(request: Request): Promise<ScriptOutcome | undefined>;
}

/** How long after an answer nobody asks whether the worker is still there, in milliseconds. */
const freshMs = 20;
/** So many workers that do not come to work are enough. */
const mostFailures = 2;

export function createWorker(link: Link, shell: RemoteShell): Worker {
  let current: Dialog | undefined;
  let isBusy = false;
  let isFirst = true;
  let failures = 0;
  const dialog = async (): Promise<Dialog | undefined> => {
    if (current !== undefined && (await current.isThere())) return current;
    current?.close();
    current = undefined;
    const begun = await openDialog(link, shell);
    if (begun === undefined) failures += 1;
    current = begun;
    return begun;
  };
  return {
    async run(request) {
      // The first one may be the only one, and is told why where the machine lets nobody in: a password is tried once.
      const isLeft = isFirst || isBusy || failures >= mostFailures;
      isFirst = false;
      if (isLeft) return undefined;
      isBusy = true;
      try {
        return await (await dialog())?.ask(request);
      } finally {
        isBusy = false;
        // Whoever waits for a session has more of it than whoever may come.
        current?.rest();
      }
    },
  };
}

interface Dialog {
  /** Whether it still answers. */
  isThere(): Promise<boolean>;
  ask(request: Request): Promise<ScriptOutcome>;
  /** It has nothing to do: it goes when somebody else needs its session. */
  rest(): void;
  close(): void;
}

/** Starts a shell that reads line after line; undefined where the machine does not start it. */
function openDialog(link: Link, shell: RemoteShell): Promise<Dialog | undefined> {
  const mark = `drover-${randomBytes(9).toString('hex')}`;
  return new Promise((resolve, reject) => {
    link
      .withChannel(shell.line(mark), async (channel, way) => {
        const over = closed(channel, way);
        const made = dialogIn({ link, channel, way, mark });
        void over.then(made.end);
        void shell.ready(channel, mark).then(() => {
          channel.write(`${shell.opening(mark)}${loop(mark)}\n`);
        });
        resolve((await made.hasBegun(`${mark}.0`)) ? made.dialog : undefined);
        await over;
      })
      .catch(reject);
  });
}

/**
 * Reads a line at a time: what follows it is the input of what it runs. What is left of an input, as its reader has
 * failed, is never run: lines begin with the mark.
 */
function loop(mark: string): string {
  const newLine = `${lineEnd}=$(printf '\\nx');${lineEnd}=\${${lineEnd}%x}`;
  const isOwn = `case $drover_q in ${mark}:*);;*)exit 1;;esac`;
  return `${newLine};${answerWith(`${mark}.0`, '-')};while IFS= read -r drover_q;do ${isOwn};eval "\${drover_q#${mark}:}";done`;
}

const answerWith = (mark: string, word: string): string =>
  `printf '%s %s\\n' ${mark} ${word};printf '%s -\\n' ${mark} >&2`;

function closed(channel: ClientChannel, way: Way): Promise<void> {
  return new Promise((resolve) => {
    channel.on('error', () => undefined);
    const done = (): void => {
      forget();
      resolve();
    };
    channel.once('close', done);
    const forget = way.whenClosed(resolve);
  });
}

interface Place {
  readonly link: Link;
  readonly channel: ClientChannel;
  readonly way: Way;
  readonly mark: string;
}

function dialogIn({ link, channel, way, mark }: Place) {
  const stdout = answersIn(channel);
  const stderr = answersIn(channel.stderr);
  const defined = new Set<string>();
  let count = 0;
  let answeredAt = 0;
  let isOver = false;
  let stopWaiting: () => void = () => undefined;
  const end = (): void => {
    isOver = true;
    stopWaiting();
    stdout.end();
    stderr.end();
  };
  const close = (): void => {
    end();
    channel.close();
  };
  const both = async (ending: string) => {
    const [out, errors] = await Promise.all([stdout.upTo(ending), stderr.upTo(ending)]);
    answeredAt = performance.now();
    return out === undefined || errors === undefined ? undefined : { out, errors };
  };
  const send = (line: (ending: string) => string, stdin?: Uint8Array) => {
    count += 1;
    const ending = `${mark}.${count}`;
    const answer = both(ending);
    channel.write(`${mark}:${line(ending)}\n`);
    if (stdin !== undefined && stdin.length > 0)
      channel.write(Buffer.from(stdin.buffer, stdin.byteOffset, stdin.byteLength));
    return answer;
  };
  const dialog: Dialog = {
    async isThere() {
      stopWaiting();
      if (isOver) return false;
      if (performance.now() - answeredAt < freshMs) return true;
      return (await send((ending) => answerWith(ending, '-'))) !== undefined;
    },
    async ask({ name, line, uses, stdin, signal }) {
      throwIfAborted(name, signal);
      signal?.addEventListener('abort', close, { once: true });
      const definition = uses === undefined || defined.has(uses.name) ? '' : definitionOf(uses);
      if (uses !== undefined) defined.add(uses.name);
      const silent = stdin === undefined ? '</dev/null' : '';
      // Nobody knows how much of its input it has read then.
      const stops = stdin === undefined ? '' : ';[ $drover_r -eq 0 ]||exit';
      const answer = await send(
        (ending) =>
          `${definition}(${line(mark)})${silent};drover_r=$?;${answerWith(ending, '$drover_r')}${stops}`,
        stdin,
      );
      signal?.removeEventListener('abort', close);
      if (answer === undefined) {
        throwIfAborted(name, signal);
        throw lost(link.settings, name, way.failure());
      }
      const rc = Number(answer.out.word);
      if (stdin !== undefined && rc !== 0) close();
      return { rc, stdout: answer.out.content, stderr: answer.errors.content, mark };
    },
    rest() {
      if (!isOver) stopWaiting = link.whenCrowded(close);
    },
    close,
  };
  return { dialog, end, hasBegun: async (ending: string) => (await both(ending)) !== undefined };
}

function throwIfAborted(name: string, signal: AbortSignal | undefined): void {
  if (signal?.aborted === true) throw abortError(name, signal);
}

function definitionOf({ name, body }: NonNullable<Request['uses']>): string {
  return `eval ${quote(`${name}(){\n${body.trim()}\n}`)};`;
}
