import type * as Http from 'node:http';
import type * as Https from 'node:https';
import type { Duplex } from 'node:stream';
import type * as Tls from 'node:tls';
import { parseUrl } from './url.ts';
import { faultOf, TransportFault } from './transport-fault.ts';

type Environment = Readonly<Record<string, string | undefined>>;

/**
 * The proxy that the environment names for a URL: `http_proxy`, `https_proxy` or `all_proxy`, in small or capital
 * letters, unless `no_proxy` exempts the host (a name, a domain with or without its dot, an address, `*`).
 */
export function proxyFor(url: string, environment: Environment): URL | undefined {
  const target = parseUrl(url);
  if (target === undefined || isExempt(target, variable(environment, 'no_proxy') ?? '')) return undefined;
  const named =
    variable(environment, `${target.protocol.slice(0, -1)}_proxy`) ?? variable(environment, 'all_proxy');
  if (named === undefined || named === '') return undefined;
  const proxy = parseUrl(/^[a-z][a-z0-9+.-]*:\/\//i.test(named) ? named : `http://${named}`);
  return proxy?.protocol === 'http:' ? proxy : undefined;
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
      reject(new TransportFault('proxy', `The proxy ${proxy.host} ${why}.`, 'ERR_DROVER_PROXY'));
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
