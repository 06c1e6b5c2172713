import { createConnection } from 'node:net';
import type { Duplex } from 'node:stream';
import type { Connection } from '../../engine/module.ts';

export interface PortQuestion {
  readonly host: string;
  readonly port: number;
  readonly timeoutMs: number;
  /** What must be said by the other side. */
  readonly pattern: RegExp | undefined;
  readonly signal: AbortSignal;
  readonly connection: Connection;
}

/** What a port that answers said: nothing that was asked for, or a match of the pattern. */
export interface PortAnswer {
  readonly match?: RegExpExecArray;
}

/** Whether a port answers (undefined: it does not), seen from the machine that the task works on. */
export async function tryPort(question: PortQuestion): Promise<PortAnswer | undefined> {
  const { connection, host, port } = question;
  if (connection.dial === undefined) return listen(createConnection({ host, port }), question, 'connect');
  const within = AbortSignal.any([question.signal, AbortSignal.timeout(question.timeoutMs)]);
  const late = new Promise<undefined>((resolve) => {
    within.addEventListener('abort', () => {
      resolve(undefined);
    });
  });
  try {
    const dialled = connection.dial({ host, port });
    const socket = await Promise.race([dialled, late]);
    if (socket !== undefined) return await listen(socket, question);
    dialled.then(
      (later) => later.destroy(),
      () => undefined,
    );
    return undefined;
  } catch (error) {
    // The machine's SSH server forwards nothing: its shell has a way of its own.
    return isForbidden(error) ? tryThroughShell(question) : undefined;
  }
}

function isForbidden(error: unknown): boolean {
  return error instanceof Error && 'code' in error && error.code === 'EPERM';
}

/** A socket that is open already is told apart from one that says so with an event. */
function listen(
  socket: Duplex,
  { timeoutMs, pattern, signal }: PortQuestion,
  opened?: string,
): Promise<PortAnswer | undefined> {
  return new Promise((resolve) => {
    let heard = '';
    const end = (answer?: PortAnswer): void => {
      clearTimeout(timer);
      socket.destroy();
      resolve(answer);
    };
    const timer = setTimeout(end, timeoutMs);
    signal.addEventListener(
      'abort',
      () => {
        end();
      },
      { once: true },
    );
    socket.on('error', () => {
      end();
    });
    socket.on('close', () => {
      end();
    });
    socket.on('data', (data) => {
      heard += String(data);
      const match = pattern?.exec(heard);
      if (match) end({ match });
    });
    if (pattern !== undefined) return;
    if (opened === undefined) end({});
    else
      socket.once(opened, () => {
        end({});
      });
  });
}

async function tryThroughShell({
  host,
  port,
  timeoutMs,
  pattern,
  signal,
  connection,
}: PortQuestion): Promise<PortAnswer | undefined> {
  const script =
    pattern === undefined
      ? ': <"/dev/tcp/$1/$2"'
      : 'exec 3<>"/dev/tcp/$1/$2" && timeout "$3" dd bs=4096 count=1 <&3 2>/dev/null; true';
  const seconds = Math.max(1, Math.round(timeoutMs / 1000));
  const outcome = await connection
    .execute(['bash', '-c', script, 'bash', host, String(port), String(seconds)], {
      signal,
      timeoutMs: timeoutMs + 1000,
    })
    .catch(() => undefined);
  if (outcome?.rc !== 0) return undefined;
  if (pattern === undefined) return {};
  const match = pattern.exec(outcome.stdout);
  return match === null ? undefined : { match };
}
