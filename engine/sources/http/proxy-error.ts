import { DroverError } from '../../diagnostics/drover-error.ts';
import { authorityOf, hostOf, portOf } from '../../network/address.ts';
import type { ProxyFault } from '../../network/proxy-fault.ts';

/** The error `source-unreachable` for what is wrong with the proxy on the way to a target. */
export function proxyError({ message, status }: ProxyFault, target: URL, proxy?: URL): DroverError {
  const isRefusal = proxy !== undefined && status !== undefined && status !== 407;
  const authority = authorityOf(hostOf(target), portOf(target));
  return new DroverError('source-unreachable', {
    detail: isRefusal
      ? `The proxy ${proxy.host} does not let us to ${authority}: it answers ${status}.`
      : `${authority} cannot be reached: ${message}.`,
    help: 'Check http_proxy and https_proxy, and the user and password in them, or exempt the host with no_proxy.',
  });
}
