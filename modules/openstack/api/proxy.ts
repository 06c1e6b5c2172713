import type * as Http from 'node:http';
import type * as Https from 'node:https';
import type { Duplex } from 'node:stream';
import type * as Tls from 'node:tls';
import { parseUrl } from './url.ts';
import { faultOf, TransportFault, type FaultKind } from './transport-fault.ts';

type Environment = Readonly<Record<string, string | undefined>>;

/**
 * The proxy that the environment names for a URL: `http_proxy`, `https_proxy` or `all_proxy`, in small or capital
 * letters, unless `no_proxy` exempts the host (a name, a domain with or without its dot, an address, `*`). Throws a
 * TransportFault for what is no proxy that can be used: to pass it over would go where nobody wanted.
 */
export function proxyFor(url: string, environment: Environment): URL | undefined {
  const target = parseUrl(url);
  if (target === undefined || isExempt(target, variable(environment, 'no_proxy') ?? '')) return undefined;
  const own = `${target.protocol.slice(0, -1)}_proxy`;
  const name = variable(environment, own) === undefined ? 'all_proxy' : own;
  const named = variable(environment, name);
  if (named === undefined || named === '') return undefined;
  const proxy = parseUrl(/^[a-z][a-z0-9+.-]*:\/\//i.test(named) ? named : `http://${named}`);
  if (proxy?.protocol === 'http:' && proxy.hostname !== '') return proxy;
  // The text is not shown: it may hold a password.
  const what = proxy === undefined ? 'no address' : `an address of the kind ${proxy.protocol}//`;
  throw proxyFault(`The variable ${name} holds ${what}; drover uses proxies that are reached over http://`);
}

function proxyFault(message: string): TransportFault {
  return new TransportFault('proxy', message, 'ERR_DROVER_PROXY');
}

const NOT_CONNECTED: ReadonlySet<FaultKind> = new Set(['dns', 'refused', 'unreachable', 'connect-timeout']);

/** What failed on the way to a proxy that forwards is the proxy's, not the cloud's. */
export function faultOverProxy(fault: TransportFault, proxy: URL | undefined): TransportFault {
  if (proxy === undefined || !NOT_CONNECTED.has(fault.kind)) return fault;
  return proxyFault(`The proxy ${proxy.host} cannot be used: ${fault.message}`);
}

/** The proxy's own refusal; RFC 9110, 15.5.8. */
export function refusalOfProxy(status: number, proxy: URL | undefined): TransportFault | undefined {
  if (status !== 407 || proxy === undefined) return undefined;
  const given = proxy.username === '' ? 'none was given' : 'it does not accept those that were given';
  return proxyFault(`The proxy ${proxy.host} asks for a user and a password (407), and ${given}`);
}

function variable(environment: Environment, name: string): string | undefined {
  return environment[name] ?? environment[name.toUpperCase()];
}

function isExempt(target: URL, noProxy: string): boolean {
  const host = target.hostname.replace(/^\[|\]$/g, '').toLowerCase();
  const port = target.port === '' ? (target.protocol === 'https:' ? '443' : '80') : target.port;
  return noProxy
    .split(/[\s,]+/)
    .filter((entry) => entry !== '')
    .some((entry) => {
      if (entry === '*') return true;
      const [, name = entry, onPort] = /^(.*?)(?::(\d+))?$/.exec(entry) ?? [];
      if (onPort !== undefined && !name.includes(':') && onPort !== port) return false;
      const domain = name.replace(/^\*?\./, '').toLowerCase();
      return host === domain || host.endsWith(`.${domain}`);
    });
}

/** The Node modules that a tunnel needs; handed in, as they are loaded lazily. */
export interface NetworkModules {
  readonly http: typeof Http;
  readonly https: typeof Https;
  readonly tls: typeof Tls;
}

/** A request function for plain HTTP over a proxy: the proxy gets the whole URL. */
export function forwardingRequest(proxy: URL, agent: Http.Agent, { http }: NetworkModules) {
  return (url: URL, options: Http.RequestOptions, callback?: (response: Http.IncomingMessage) => void) =>
    http.request(
      {
        ...options,
        protocol: 'http:',
        agent,
        hostname: proxy.hostname,
        host: proxy.hostname,
        port: portOf(proxy),
        path: url.href,
        headers: { ...headersOf(options.headers), host: url.host, ...proxyAuthorization(proxy) },
      },
      callback,
    );
}

function headersOf(headers: Http.RequestOptions['headers']): Http.OutgoingHttpHeaders {
  return isList(headers) ? {} : { ...headers };
}

function isList(headers: Http.RequestOptions['headers']): headers is readonly string[] {
  return Array.isArray(headers);
}

/** An agent whose connections run through the proxy's CONNECT. TLS ends at the target, not at the proxy. */
export function tunnelAgent(
  proxy: URL,
  options: Https.AgentOptions,
  connectMs: number,
  modules: NetworkModules,
): Https.Agent {
  const agent = new modules.https.Agent(options);
  const createConnection = (
    target: Https.RequestOptions & { readonly servername?: string },
    done: (error: Error | null, socket?: Duplex) => void,
  ): undefined => {
    openTunnel(proxy, String(target.host), Number(target.port), connectMs, modules).then(
      (socket) => {
        const { path: _path, ...tls } = target;
        done(
          null,
          modules.tls.connect({ ...tls, port: Number(target.port), host: String(target.host), socket }),
        );
      },
      (error: unknown) => {
        done(faultOf(error));
      },
    );
  };
  // The agent's own method may answer later through a callback; its published type does not know that.
  return Object.assign(agent, { createConnection });
}

function openTunnel(
  proxy: URL,
  host: string,
  port: number,
  connectMs: number,
  { http }: NetworkModules,
): Promise<Duplex> {
  const authority = `${host.includes(':') ? `[${host}]` : host}:${port}`;
  return new Promise((resolve, reject) => {
    const request = http.request({
      hostname: proxy.hostname,
      port: portOf(proxy),
      method: 'CONNECT',
      path: authority,
      agent: false,
      timeout: connectMs,
      headers: { host: authority, ...proxyAuthorization(proxy) },
    });
    const refuse = (why: string): void => {
      reject(proxyFault(`The proxy ${proxy.host} ${why}.`));
      request.destroy();
    };
    request.once('timeout', () => {
      refuse(`did not open a tunnel to ${authority} in ${connectMs / 1000} s`);
    });
    request.once('error', (error) => {
      refuse(`cannot be used: ${error.message}`);
    });
    request.once('connect', (response, socket) => {
      if (response.statusCode === 200) resolve(socket.setTimeout(0));
      else refuse(`answered ${response.statusCode ?? 0} to a tunnel to ${authority}`);
    });
    request.end();
  });
}

function portOf(proxy: URL): number {
  return proxy.port === '' ? 80 : Number(proxy.port);
}

function proxyAuthorization(proxy: URL): Record<string, string> {
  if (proxy.username === '') return {};
  const pair = `${decodeURIComponent(proxy.username)}:${decodeURIComponent(proxy.password)}`;
  return { 'proxy-authorization': `Basic ${Buffer.from(pair).toString('base64')}` };
}
