import type { Collector, Reading } from './collector.ts';
import { linksInText, routesInText, type Address, type Link, type Route } from './ip-text.ts';

/** Interfaces and default routes, from ip(8) where it is installed. */
export const network: Collector = {
  subsets: ['network', 'interfaces', 'default_ipv4', 'default_ipv6', 'dns'],
  files: ['/etc/resolv.conf'],
  commands: {
    addresses: ['ip', '-j', 'address', 'show'],
    routes4: ['ip', '-j', '-4', 'route', 'show', 'default'],
    routes6: ['ip', '-j', '-6', 'route', 'show', 'default'],
    addressText: ['ip', 'address', 'show'],
    routeText4: ['ip', '-4', 'route', 'show', 'default'],
    routeText6: ['ip', '-6', 'route', 'show', 'default'],
  },
  parse: (reading) => {
    const links = linksOf(reading);
    const addresses = links.flatMap((link) => link.addr_info.map((address) => ({ link, address })));
    const outside = addresses.filter(({ link }) => !link.flags.includes('LOOPBACK'));
    const of = (family: string): readonly string[] =>
      outside.filter(({ address }) => address.family === family).map(({ address }) => address.local);
    return {
      interfaces: links.map((link) => link.ifname),
      all_ipv4_addresses: of('inet'),
      all_ipv6_addresses: of('inet6'),
      default_ipv4: defaultOf(routesOf(reading, '4')[0], links, 'inet'),
      default_ipv6: defaultOf(routesOf(reading, '6')[0], links, 'inet6'),
      dns: dnsOf(reading.text('/etc/resolv.conf') ?? ''),
      ...Object.fromEntries(
        links.map((link) => [link.ifname.replace(/[^A-Za-z0-9_]/g, '_'), interfaceFacts(link)]),
      ),
    };
  },
};

/* ip(8) prints these shapes. */
function linksOf(reading: Reading): readonly Link[] {
  const json = reading.output('addresses');
  return json === undefined ? linksInText(reading.output('addressText') ?? '') : (parseList(json) as Link[]);
}

function routesOf(reading: Reading, family: '4' | '6'): readonly Route[] {
  const json = reading.output(`routes${family}`);
  return json === undefined
    ? routesInText(reading.output(`routeText${family}`) ?? '')
    : (parseList(json) as Route[]);
}

function parseList(text: string): readonly unknown[] {
  if (text.trim() === '') return [];
  try {
    const value: unknown = JSON.parse(text);
    return Array.isArray(value) ? value : [];
  } catch {
    return [];
  }
}

function interfaceFacts(link: Link): Record<string, unknown> {
  const v4 = link.addr_info.filter((address) => address.family === 'inet').map(ipv4Facts);
  const v6 = link.addr_info.filter((address) => address.family === 'inet6');
  const [first, ...rest] = v4;
  return {
    device: link.ifname,
    active: link.operstate === 'UP' || link.flags.includes('LOOPBACK'),
    mtu: link.mtu,
    type: link.link_type === 'loopback' ? 'loopback' : link.link_type,
    ...(link.address === undefined || link.link_type === 'loopback' ? {} : { macaddress: link.address }),
    ...(first === undefined ? {} : { ipv4: first }),
    ...(rest.length === 0 ? {} : { ipv4_secondaries: rest }),
    ...(v6.length === 0
      ? {}
      : {
          ipv6: v6.map((address) => ({
            address: address.local,
            prefix: String(address.prefixlen),
            scope: address.scope,
          })),
        }),
  };
}

function ipv4Facts(address: Address): Record<string, unknown> {
  const mask = address.prefixlen === 0 ? 0 : (0xffffffff << (32 - address.prefixlen)) >>> 0;
  return {
    address: address.local,
    broadcast: address.broadcast ?? '',
    netmask: dotted(mask),
    network: dotted((numberOf(address.local) & mask) >>> 0),
    prefix: String(address.prefixlen),
  };
}

function numberOf(address: string): number {
  return address.split('.').reduce((sum, part) => sum * 256 + Number(part), 0) >>> 0;
}

function dotted(value: number): string {
  return [24, 16, 8, 0].map((shift) => (value >>> shift) & 255).join('.');
}

function defaultOf(
  route: Route | undefined,
  links: readonly Link[],
  family: string,
): Record<string, unknown> {
  const link = links.find((candidate) => candidate.ifname === route?.dev);
  if (route === undefined || link === undefined) return {};
  const usable = link.addr_info.filter((address) => address.family === family && address.scope === 'global');
  const address = usable.find((candidate) => candidate.local === route.prefsrc) ?? usable[0];
  return {
    interface: link.ifname,
    ...(family === 'inet' ? { alias: link.ifname } : {}),
    gateway: route.gateway ?? '',
    mtu: link.mtu,
    type: link.link_type,
    ...(link.address === undefined ? {} : { macaddress: link.address }),
    ...(address === undefined
      ? {}
      : family === 'inet'
        ? ipv4Facts(address)
        : { address: address.local, prefix: String(address.prefixlen), scope: address.scope }),
  };
}

function dnsOf(text: string): Record<string, unknown> {
  const values = (word: string): readonly string[] =>
    text
      .split('\n')
      .map((line) => line.trim().split(/\s+/))
      .filter((words) => words[0] === word)
      .flatMap((words) => words.slice(1));
  const search = values('search');
  const servers = values('nameserver');
  return {
    ...(servers.length === 0 ? {} : { nameservers: servers }),
    ...(search.length === 0 ? {} : { search }),
  };
}
