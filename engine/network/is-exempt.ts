import { BlockList, isIP } from 'node:net';
import { hostOf, portOf } from './address.ts';

/**
 * Whether a URL is to be reached without a proxy. `noProxy` has names, domains (with `.` or `*.` before them or not),
 * addresses and networks (`10.0.0.0/8`), each with a port or for all ports, and `*`, with commas or spaces between them.
 */
export function isExempt(target: URL, noProxy: string): boolean {
  const host = hostOf(target);
  return isLinkLocal(host) || noProxy.split(/[\s,]+/).some((entry) => fits(entry, host, portOf(target)));
}

/** On the link of this machine, as the metadata of instances: a proxy would look on its own, and find its own. */
function isLinkLocal(host: string): boolean {
  return ['169.254.0.0/16', 'fe80::/10', 'fd00:ec2::/32'].some((network) => isWithin(host, network));
}

function fits(entry: string, host: string, port: number): boolean {
  if (entry === '*') return true;
  const { name, onPort } = partsOf(entry);
  if (name === '' || (onPort !== undefined && onPort !== port)) return false;
  if (isIP(host) !== 0) return isWithin(host, name);
  const domain = name.replace(/^\*?\./, '').toLowerCase();
  return host === domain || host.endsWith(`.${domain}`);
}

/** `name:port`, `[address]:port`, or an IPv6 address by itself. */
function partsOf(entry: string): { readonly name: string; readonly onPort?: number } {
  if (entry.split(':').length > 2 && !entry.startsWith('[')) return { name: entry };
  const [, name = entry, port] = /^(.*?)(?::(\d+))?$/.exec(entry) ?? [];
  const bare = name.replace(/^\[|\]$/g, '');
  return port === undefined ? { name: bare } : { name: bare, onPort: Number(port) };
}

/** `network`: an address, or one with the number of its first bits that count. */
function isWithin(host: string, network: string): boolean {
  const [address = '', bits, ...more] = network.split('/');
  const family = isIP(address);
  if (family === 0 || family !== isIP(host) || more.length > 0) return false;
  const width = family === 4 ? 32 : 128;
  const prefix = bits === undefined ? width : /^\d+$/.test(bits) ? Number(bits) : Infinity;
  if (prefix > width) return false;
  const list = new BlockList();
  const type = family === 4 ? 'ipv4' : 'ipv6';
  list.addSubnet(address, prefix, type);
  return list.check(host, type);
}
