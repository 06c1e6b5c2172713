import { request } from 'node:http';
import type { Duplex } from 'node:stream';
import { connect } from 'node:tls';
import { DroverError } from '../../diagnostics/drover-error.ts';
import { basic } from './authorization.ts';

type Environment = Readonly<Record<string, string | undefined>>;

/**
 * The proxy that the environment names for an address, as Git and curl take it: `http_proxy`, `https_proxy` or
 * `all_proxy`, in small or capital letters, unless `no_proxy` exempts the host. Throws `source-unreachable` for what is
 * no proxy that can be used: to pass it over would go where nobody wanted.
 */
export function proxyFor(url: URL, environment: Environment): URL | undefined {
  const variable = (name: string): string | undefined => environment[name] ?? environment[name.toUpperCase()];
  if (isExempt(url, variable('no_proxy') ?? '')) return undefined;
  const named = variable(`${url.protocol.slice(0, -1)}_proxy`) ?? variable('all_proxy');
  if (named === undefined || named === '') return undefined;
  const text = /^[a-z][a-z0-9+.-]*:\/\//i.test(named) ? named : `http://${named}`;
  const proxy = URL.canParse(text) ? new URL(text) : undefined;
  if (proxy?.protocol === 'http:' && proxy.hostname !== '') return proxy;
  // The text is not shown: it may hold a password.
  throw new DroverError('source-unreachable', {
    detail: `The proxy that the environment names for ${url.host} cannot be used: it is not reached over http://.`,
    help: 'Name another one with https_proxy, or exempt the host with no_proxy.',
  });
}

function isExempt(url: URL, noProxy: string): boolean {
  const host = url.hostname.replace(/^\[|\]$/g, '').toLowerCase();
  return noProxy
    .split(/[\s,]+/)
    .filter((entry) => entry !== '')
    .some((entry) => {
      if (entry === '*') return true;
      const domain = entry
        .replace(/:\d+$/, '')
        .replace(/^\*?\./, '')
        .toLowerCase();
      return host === domain || host.endsWith(`.${domain}`);
    });
}

/** What a proxy wants to see of its own user. */
export function proxyHeaders(proxy: URL): Readonly<Record<string, string>> {
  if (proxy.username === '') return {};
  const [user, password] = [decodeURIComponent(proxy.username), decodeURIComponent(proxy.password)];
  return { 'proxy-authorization': basic(user, password) };
}

export interface TunnelOptions {
  readonly signal: AbortSignal;
  readonly timeoutMs: number;
  readonly authorities: readonly string[] | undefined;
}

/** A connection through a proxy that ends at the target, with TLS between us and it. */
export async function openTunnel(target: URL, proxy: URL, options: TunnelOptions): Promise<Duplex> {
  const port = target.port === '' ? 443 : Number(target.port);
  const socket = await connectThrough(proxy, `${target.hostname}:${port}`, options);
  const host = target.hostname.replace(/^\[|\]$/g, '');
  const secure = connect({
    socket,
    host,
    port,
    // An address is no name that a server could be asked for by.
    ...(/^[\d.]+$|:/.test(host) ? {} : { servername: host }),
    ...(options.authorities === undefined ? {} : { ca: [...options.authorities] }),
  });
  // The way to the proxy ends with what goes over it.
  secure.on('close', () => socket.destroy());
  return secure;
}

function connectThrough(
  proxy: URL,
  authority: string,
  { signal, timeoutMs }: TunnelOptions,
): Promise<Duplex> {
  return new Promise((resolve, reject) => {
    const refuse = (why: string): void => {
      reject(
        new DroverError('source-unreachable', {
          detail: `The proxy ${proxy.host} does not let us to ${authority}: ${why}.`,
          help: 'Check https_proxy and no_proxy, and the user and password in them.',
        }),
      );
    };
    const asked = request({
      method: 'CONNECT',
      hostname: proxy.hostname,
      port: proxy.port === '' ? 80 : Number(proxy.port),
      path: authority,
      headers: { host: authority, ...proxyHeaders(proxy) },
      signal,
      timeout: timeoutMs,
    });
    asked.on('connect', (response, socket) => {
      if (response.statusCode === 200) {
        resolve(socket);
        return;
      }
      socket.destroy();
      refuse(`it answers ${response.statusCode ?? ''} ${response.statusMessage ?? ''}`.trimEnd());
    });
    asked.on('response', (response) => {
      asked.destroy();
      refuse(`it answers ${response.statusCode ?? ''}`);
    });
    asked.on('timeout', () => asked.destroy(new Error('it did not answer in time')));
    asked.on('error', (error) => {
      refuse(error.message);
    });
    asked.end();
  });
}
