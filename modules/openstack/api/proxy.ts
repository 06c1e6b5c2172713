import { ProxyFault, userAsked } from '../../../engine/network/proxy-fault.ts';
import { proxyFor, type Environment } from '../../../engine/network/proxy-for.ts';
import { faultOf, type FaultKind, type TransportFault } from './transport-fault.ts';
import { parseUrl } from './url.ts';

/** The proxy that forwards what goes to a URL; none for https, which goes through tunnels. Throws a TransportFault. */
export function forwarderFor(url: string, environment: Environment): URL | undefined {
  const target = parseUrl(url);
  if (target?.protocol !== 'http:') return undefined;
  try {
    return proxyFor(target, environment);
  } catch (thrown) {
    throw faultOf(thrown);
  }
}

const NOT_CONNECTED: ReadonlySet<FaultKind> = new Set(['dns', 'refused', 'unreachable', 'connect-timeout']);

/** What failed on the way to a proxy that forwards is the proxy's, not the cloud's. */
export function faultOverProxy(fault: TransportFault, proxy: URL | undefined): TransportFault {
  if (proxy === undefined || !NOT_CONNECTED.has(fault.kind)) return fault;
  return faultOf(new ProxyFault(`The proxy ${proxy.host} cannot be used: ${fault.message}`));
}

/** The proxy's own refusal of what it was to forward. */
export function refusalOfProxy(status: number, proxy: URL | undefined): TransportFault | undefined {
  return status === 407 && proxy !== undefined ? faultOf(userAsked(proxy)) : undefined;
}
