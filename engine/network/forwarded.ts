import type { OutgoingHttpHeaders, RequestOptions } from 'node:http';
import { hostOf, portOf } from './address.ts';
import { proxyHeaders } from './proxy-headers.ts';

/**
 * The options of a plain HTTP request that a proxy forwards: it gets the whole URL (RFC 9112, 3.2.2), without a user that
 * the URL may have, who is none of the proxy's business.
 */
export function forwarded(target: URL, proxy: URL, headers: OutgoingHttpHeaders): RequestOptions {
  const { protocol, host, pathname, search } = target;
  return {
    protocol: 'http:',
    hostname: hostOf(proxy),
    host: hostOf(proxy),
    port: portOf(proxy),
    path: `${protocol}//${host}${pathname}${search}`,
    headers: { ...headers, host, ...proxyHeaders(proxy) },
  };
}
