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

/** Whether a port answers, seen from the machine that the task works on. */
export async function tryPort(question: PortQuestion): Promise<boolean> {
  return question.connection.kind === 'local' ? tryFromHere(question) : tryThroughShell(question);
}

function tryFromHere({ host, port, timeoutMs, pattern, signal }: PortQuestion): Promise<boolean> {
  return new Promise((resolve) => {
    let heard = '';
    const socket = createConnection({ host, port, signal });
    const end = (isOpen: boolean): void => {
      socket.destroy();
      resolve(isOpen);
    };
    socket.setTimeout(timeoutMs, () => end(false));
    socket.on('error', () => end(false));
    socket.on('close', () => end(false));
    socket.on('connect', () => {
      if (pattern === undefined) end(true);
    });
    socket.on('data', (data) => {
      heard += data.toString('utf8');
      if (pattern?.test(heard)) end(true);
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
}: PortQuestion): Promise<boolean> {
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
  return outcome?.rc === 0 && (pattern === undefined || pattern.test(outcome.stdout));
}
