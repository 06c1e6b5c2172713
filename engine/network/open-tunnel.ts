import type { Agent } from 'node:http';
import type { Duplex } from 'node:stream';
import { authorityOf, hostOf, portOf } from './address.ts';
import { ProxyFault, userAsked } from './proxy-fault.ts';
import { proxyHeaders } from './proxy-headers.ts';

export interface TunnelOptions {
  /** Until the tunnel is open. */
  readonly timeoutMs: number;
  readonly signal?: AbortSignal | undefined;
  /** Opens the sockets to the proxy, where this machine itself is not to do it. */
  readonly agent?: Agent | undefined;
}

/** A connection to a host and port that a proxy opens (CONNECT; RFC 9110, 9.3.6). Throws a ProxyFault. */
export async function openTunnel(
  proxy: URL,
  host: string,
  port: number,
  { timeoutMs, signal, agent }: TunnelOptions,
): Promise<Duplex> {
  const { request } = await import('node:http');
  const authority = authorityOf(host, port);
  return new Promise((resolve, reject) => {
    const asked = request({
      hostname: hostOf(proxy),
      port: portOf(proxy),
      method: 'CONNECT',
      path: authority,
      agent: agent ?? false,
      headers: { host: authority, ...proxyHeaders(proxy) },
      ...(signal === undefined ? {} : { signal }),
    });
    const fail = (fault: ProxyFault): void => {
      clearTimeout(timer);
      reject(fault);
      asked.destroy();
    };
    const timer = setTimeout(() => {
      const waited = Number((timeoutMs / 1000).toPrecision(2));
      fail(passing(proxy, `did not open a tunnel to ${authority} in ${waited} s`));
    }, timeoutMs);
    asked.on('error', (error) => {
      fail(passing(proxy, `cannot be used: ${wordsOf(error)}`));
    });
    asked.once('connect', ({ statusCode = 0 }, socket) => {
      clearTimeout(timer);
      if (statusCode >= 200 && statusCode < 300) {
        resolve(socket);
        return;
      }
      socket.destroy();
      fail(refusal(proxy, statusCode, authority));
    });
    asked.end();
  });
}

function refusal(proxy: URL, status: number, authority: string): ProxyFault {
  if (status === 407) return userAsked(proxy);
  const message = `The proxy ${proxy.host} answered ${status} to a tunnel to ${authority}`;
  return new ProxyFault(message, { status, isPassing: status >= 500 });
}

function passing(proxy: URL, what: string): ProxyFault {
  return new ProxyFault(`The proxy ${proxy.host} ${what}`, { isPassing: true });
}

/** Where a name has several addresses, what was wrong with each stands in the parts. */
function wordsOf(error: Error): string {
  if (!(error instanceof AggregateError)) return error.message;
  return error.errors.map((part) => (part instanceof Error ? part.message : String(part))).join('; ');
}
