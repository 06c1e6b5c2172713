import { request as overHttp, type ClientRequest, type RequestOptions } from 'node:http';
import { request as overHttps } from 'node:https';
import type { ReachSettings } from './http-settings.ts';
import { openTunnel, proxyFor, proxyHeaders } from './proxy.ts';

/** Opens a request to an address: by itself, through a proxy that forwards it, or through a tunnel of one. */
export async function openRequest(
  url: string,
  options: Pick<RequestOptions, 'method'> & { readonly headers: Readonly<Record<string, string | number>> },
  { authorities, environment, signal }: Pick<ReachSettings, 'authorities' | 'environment' | 'signal'>,
  timeoutMs: number,
): Promise<ClientRequest> {
  const target = new URL(url);
  const isSecure = target.protocol === 'https:';
  const proxy = proxyFor(target, environment);
  if (proxy === undefined) {
    const ca = authorities === undefined ? {} : { ca: [...authorities] };
    return isSecure
      ? overHttps(target, { ...options, ...ca, signal })
      : overHttp(target, { ...options, signal });
  }
  if (isSecure) {
    const socket = await openTunnel(target, proxy, { authorities, signal, timeoutMs });
    return overHttps(target, { ...options, signal, createConnection: () => socket });
  }
  // The user of the proxy is none of the target's business: the URL itself would be taken for both.
  return overHttp({
    ...options,
    signal,
    hostname: proxy.hostname,
    port: proxy.port === '' ? 80 : proxy.port,
    path: target.href,
    headers: { ...options.headers, host: target.host, ...proxyHeaders(proxy) },
  });
}
