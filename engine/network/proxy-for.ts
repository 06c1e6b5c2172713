import { isExempt } from './is-exempt.ts';
import { ProxyFault } from './proxy-fault.ts';

export type Environment = Readonly<Record<string, string | undefined>>;

/**
 * The proxy that the environment names for a URL, as curl and Git take it: `http_proxy`, `https_proxy` or `all_proxy`, in
 * small or capital letters, unless `no_proxy` exempts the host. Throws a ProxyFault for what is no proxy that can be
 * used: to pass it over would go where nobody wanted.
 */
export function proxyFor(target: URL, environment: Environment): URL | undefined {
  if (isExempt(target, variable(environment, 'no_proxy') ?? '')) return undefined;
  const own = `${target.protocol.slice(0, -1)}_proxy`;
  const name = variable(environment, own) === undefined ? 'all_proxy' : own;
  const named = variable(environment, name);
  if (named === undefined || named === '') return undefined;
  const text = /^[a-z][a-z0-9+.-]*:\/\//i.test(named) ? named : `http://${named}`;
  const proxy = URL.canParse(text) ? new URL(text) : undefined;
  if (proxy?.protocol === 'http:' && proxy.hostname !== '') return proxy;
  // The text is not shown: it may hold a password.
  const what = proxy === undefined ? 'no address' : `an address of the kind ${proxy.protocol}//`;
  throw new ProxyFault(
    `The variable ${name} holds ${what}; drover uses proxies that are reached over http://`,
  );
}

function variable(environment: Environment, name: string): string | undefined {
  return environment[name] ?? environment[name.toUpperCase()];
}
