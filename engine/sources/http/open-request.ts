import { request as overHttp, type ClientRequest, type RequestOptions } from 'node:http';
import { Agent, request as overHttps } from 'node:https';
import type { DroverError } from '../../diagnostics/drover-error.ts';
import { forwarded } from '../../network/forwarded.ts';
import { ProxyFault } from '../../network/proxy-fault.ts';
import { proxyFor } from '../../network/proxy-for.ts';
import { throughProxies } from '../../network/through-proxies.ts';
import type { ReachSettings } from './http-settings.ts';
import { proxyError } from './proxy-error.ts';

/** A proxy that opens no tunnel in this time does not open it later either; it is told before the whole time is over. */
const mostTunnelMs = 30_000;

/**
 * Opens a request to an address: by itself, through a proxy that forwards it, or through a tunnel of one. Throws
 * `source-unreachable`, or ends the request with it, where a proxy cannot be used.
 */
export function openRequest(
  url: string,
  options: Pick<RequestOptions, 'method'> & { readonly headers: Readonly<Record<string, string | number>> },
  { authorities, environment, signal }: Pick<ReachSettings, 'authorities' | 'environment' | 'signal'>,
  timeoutMs: number,
): ClientRequest {
  const target = new URL(url);
  const proxy = namedProxy(target, environment);
  const reach = { ...options, signal };
  if (target.protocol === 'https:') {
    const ca = authorities === undefined ? {} : { ca: [...authorities] };
    if (proxy === undefined) return overHttps(target, { ...reach, ...ca });
    const tunnelMs = Math.min(mostTunnelMs, timeoutMs / 2);
    const onFault = (fault: ProxyFault): DroverError => proxyError(fault, target, proxy);
    const agent = throughProxies(new Agent(), 'https:', {
      environment,
      signal,
      timeoutMs: tunnelMs,
      onFault,
    });
    return overHttps(target, { ...reach, ...ca, agent });
  }
  if (proxy === undefined) return overHttp(target, reach);
  return overHttp({ ...reach, ...forwarded(target, proxy, options.headers) });
}

function namedProxy(target: URL, environment: ReachSettings['environment']): URL | undefined {
  try {
    return proxyFor(target, environment);
  } catch (error) {
    throw error instanceof ProxyFault ? proxyError(error, target) : error;
  }
}
