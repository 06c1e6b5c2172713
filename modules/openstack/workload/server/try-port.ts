import { createConnection } from 'node:net';

/** Whether a TCP port answers, seen from the machine that drover runs on. */
export function answers(
  host: string,
  port: number,
  timeoutMs: number,
  signal: AbortSignal,
): Promise<boolean> {
  return new Promise((resolve) => {
    const socket = createConnection({ host, port, signal });
    const end = (isThere: boolean): void => {
      socket.destroy();
      resolve(isThere);
    };
    socket.setTimeout(timeoutMs, () => {
      end(false);
    });
    socket.on('error', () => {
      end(false);
    });
    socket.on('connect', () => {
      end(true);
    });
  });
}
