import { Agent as HttpAgent, type ClientRequestArgs } from 'node:http';
import { Agent as HttpsAgent } from 'node:https';
import { isIP } from 'node:net';
import type { Duplex } from 'node:stream';
import { connect, type ConnectionOptions } from 'node:tls';
import type { Connection, DialTarget } from '../../../engine/module.ts';

type Opened = (error: Error | null, stream?: Duplex) => void;
type Asked = ClientRequestArgs &
  ConnectionOptions & { readonly socketPath?: string; readonly socket?: Duplex };

/** Agents for requests whose sockets the task's machine opens; undefined where that is this machine. */
export function dialingAgents(
  connection: Connection,
): { readonly http: HttpAgent; readonly https: HttpsAgent } | undefined {
  const dial = connection.dial?.bind(connection);
  if (dial === undefined) return undefined;
  const http = new HttpAgent();
  const https = new HttpsAgent();
  // Node leaves it to agents how a socket comes to be, and its types do not say that it may come later.
  const open = (secure: boolean) => (asked: Asked, opened: Opened) => {
    // Over a tunnel that is there.
    if (secure && asked.socket !== undefined) return connect({ ...asked, ...serverName(asked) });
    dial(targetOf(asked)).then(
      (stream) => {
        if (secure) opened(null, connect({ ...asked, ...serverName(asked), socket: stream }));
        else opened(null, stream);
      },
      (error: unknown) => {
        opened(error instanceof Error ? error : new Error(String(error)));
      },
    );
    return undefined;
  };
  Object.assign(http, { createConnection: open(false) });
  Object.assign(https, { createConnection: open(true) });
  return { http, https };
}

function targetOf({ socketPath, host, port }: Asked): DialTarget {
  if (socketPath !== undefined) return { path: socketPath };
  return { host: host ?? '127.0.0.1', port: port ?? 80 };
}

/** Names of servers are no addresses. */
function serverName({ servername, host }: Asked): { readonly servername?: string } {
  const name = servername ?? host ?? '';
  return name === '' || isIP(name) !== 0 ? {} : { servername: name };
}
