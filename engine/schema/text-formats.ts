import type { StringSchema } from './types.ts';

type Format = Exclude<StringSchema['format'], 'path' | undefined>;

/** What a text of each format looks like, for messages, and whether a text is one. */
export const textFormats: Readonly<
  Record<Format, { readonly like: string; readonly holds: (text: string) => boolean }>
> = {
  ipv4: { like: 'an IPv4 address', holds: isIpv4 },
  ipv6: { like: 'an IPv6 address', holds: isIpv6 },
  ip: { like: 'an IP address', holds: (text) => isIpv4(text) || isIpv6(text) },
  cidr: { like: 'a network such as 192.0.2.0/24', holds: isCidr },
  mac: {
    like: 'a MAC address such as fa:16:3e:00:00:01',
    holds: (text) => /^[0-9a-f]{2}(?:([:-])[0-9a-f]{2}(?:\1[0-9a-f]{2}){4})$/i.test(text),
  },
  uri: { like: 'a URL such as https://example.com/', holds: (text) => /^[a-z][a-z0-9+.-]*:\S+$/i.test(text) },
  uuid: { like: 'a UUID', holds: (text) => /^[0-9a-f]{8}-?(?:[0-9a-f]{4}-?){3}[0-9a-f]{12}$/i.test(text) },
};

function isIpv4(text: string): boolean {
  const parts = text.split('.');
  return parts.length === 4 && parts.every((part) => /^\d{1,3}$/.test(part) && Number(part) < 256);
}

/** Groups of hexadecimal digits with at most one gap, an IPv4 address at the end, and a zone after a percent sign. */
function isIpv6(text: string): boolean {
  const [address = '', ...zone] = text.split('%');
  if (zone.length > 1 || zone[0] === '') return false;
  const sides = address.split('::');
  if (sides.length > 2) return false;
  const groups = sides.flatMap((side) => (side === '' ? [] : side.split(':')));
  const last = groups.at(-1) ?? '';
  const hasIpv4 = last.includes('.');
  if (hasIpv4 && !isIpv4(last)) return false;
  const hexGroups = hasIpv4 ? groups.slice(0, -1) : groups;
  if (!hexGroups.every((group) => /^[0-9a-f]{1,4}$/i.test(group))) return false;
  const count = hexGroups.length + (hasIpv4 ? 2 : 0);
  return sides.length === 2 ? count < 8 : count === 8;
}

function isCidr(text: string): boolean {
  const [address = '', length = '', ...more] = text.split('/');
  if (more.length > 0 || !/^\d{1,3}$/.test(length)) return false;
  return (isIpv4(address) && Number(length) <= 32) || (isIpv6(address) && Number(length) <= 128);
}
