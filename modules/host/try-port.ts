import { createConnection } from 'node:net';
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
  return question.connection.kind === 'local' ? tryFromHere(question) : tryThroughShell(question);
}

function tryFromHere({
  host,
  port,
  timeoutMs,
  pattern,
  signal,
}: PortQuestion): Promise<PortAnswer | undefined> {
  return new Promise((resolve) => {
    let heard = '';
    const socket = createConnection({ host, port, signal });
    const end = (answer?: PortAnswer): void => {
      socket.destroy();
      resolve(answer);
    };
    socket.setTimeout(timeoutMs, () => end());
    socket.on('error', () => end());
    socket.on('close', () => end());
    socket.on('connect', () => {
      if (pattern === undefined) end({});
    });
    socket.on('data', (data) => {
      heard += data.toString('utf8');
      const match = pattern?.exec(heard);
      if (match) end({ match });
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
      : 'exec 3<>"/dev/tcp/$1/$2" && timeout "$3" head -c 4096 <&3; true';
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
