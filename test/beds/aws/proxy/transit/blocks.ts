/** Comparing blocks of addresses, with Node's own arithmetic: what is tested must not be its own judge. */
import { BlockList, isIPv6 } from 'node:net';

export function isInside(inner: string, outer: string): boolean {
  const [address = '', length = isIPv6(address) ? '128' : '32'] = inner.split('/');
  const [network = '', prefix = isIPv6(network) ? '128' : '32'] = outer.split('/');
  if (isIPv6(address) !== isIPv6(network) || Number(length) < Number(prefix)) return false;
  const family = isIPv6(network) ? 'ipv6' : 'ipv4';
  const list = new BlockList();
  list.addSubnet(network, Number(prefix), family);
  return list.check(address, family);
}

export function sameBlock(one: string, other: string): boolean {
  return isInside(one, other) && isInside(other, one);
}
