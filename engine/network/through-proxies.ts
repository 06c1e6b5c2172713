import type { Agent, ClientRequestArgs } from 'node:http';
import type { Duplex } from 'node:stream';
import { authorityOf } from './address.ts';
import { openTunnel, type TunnelOptions } from './open-tunnel.ts';
import { ProxyFault } from './proxy-fault.ts';
import { proxyFor, type Environment } from './proxy-for.ts';

export interface ProxyWay extends TunnelOptions {
  /** Where `http_proxy`, `https_proxy`, `all_proxy` and `no_proxy` are looked up. */
  readonly environment: Environment;
  /** Is told of a fault, and says which error a request ends with; without it, with the fault. */
  readonly onFault?: (fault: ProxyFault) => Error;
}

type Opened = (error: Error | null, socket?: Duplex) => void;

/**
 * Lets the connections of an agent go as the environment says: directly, or through a tunnel of the proxy that it names for
 * the target. TLS ends at the target, not at the proxy, and is verified as the agent does it.
 */
export function throughProxies<A extends Agent>(agent: A, protocol: 'http:' | 'https:', way: ProxyWay): A {
  const direct = agent.createConnection.bind(agent);
  const createConnection = (asked: ClientRequestArgs, opened: Opened): Duplex | null | undefined => {
    const [host, port] = [asked.host ?? 'localhost', Number(asked.port)];
    const fail = (error: unknown): void => {
      opened(errorOf(error, way));
    };
    let proxy: URL | undefined;
    try {
      proxy = proxyFor(new URL(`${protocol}//${authorityOf(host, port)}`), way.environment);
    } catch (error) {
      fail(error);
      return undefined;
    }
    if (proxy === undefined) return direct(asked, opened);
    openTunnel(proxy, host, port, way)
      .then((tunnel) => (protocol === 'https:' ? secured(tunnel, asked, direct) : tunnel))
      .then((socket) => {
        opened(null, socket);
      }, fail);
    return undefined;
  };
  // Node's agents wait for a socket that comes later, with the callback; their published types want one with an error, too.
  return Object.assign(agent, { createConnection });
}

/** The agent's own way of TLS, with its sessions, over a socket that is there. */
function secured(tunnel: Duplex, asked: ClientRequestArgs, connect: Agent['createConnection']): Duplex {
  const over: ClientRequestArgs & { readonly socket: Duplex } = { ...asked, socket: tunnel };
  const socket = connect(over);
  // Never without TLS where it was asked for.
  if (socket === null || socket === undefined) throw new ProxyFault('The tunnel of the proxy has no TLS');
  return socket;
}

function errorOf(error: unknown, { onFault }: ProxyWay): Error {
  if (error instanceof ProxyFault) return onFault?.(error) ?? error;
  return error instanceof Error ? error : new Error(String(error));
}
