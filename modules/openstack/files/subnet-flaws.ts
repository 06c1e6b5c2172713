import type { Body } from '../api/session.types.ts';
import { bodiesAt, isSame } from '../kind/wire.ts';
import { canonicalAddress } from '../kind/addresses.ts';
import { addressOf, overlapping, rangeBetween, rangeOf } from './ip-range.ts';
import { warned, wrong, type MeaningFlaw } from './meaning-flaw.ts';

/*
 * What a subnet says that cannot be so. Rules: what Neutron answers with 400 or 409, tried on a real one; what it takes
 * although it seems odd is a warning.
 */

type Range = NonNullable<ReturnType<typeof rangeOf>>;

export function subnetFlaws(params: Body): readonly MeaningFlaw[] {
  const range = rangeOf(params['cidr']);
  const given = params['ip_version'];
  const version = given === 4 || given === 6 ? given : range?.version;
  return [
    ...versionFlaws(params, range),
    ...gatewayFlaws(params, version, range),
    ...poolFlaws(params, version, range),
    ...serverFlaws(params, version),
    ...routeFlaws(params, version),
    ...modeFlaws(params, version, range),
  ];
}

function versionFlaws(
  { ip_version: version, cidr, is_dhcp_enabled: dhcp }: Body,
  range: Range | undefined,
): readonly MeaningFlaw[] {
  if (version === 5) return [wrong(['ip_version'], 'ip_version is 5, but can only be 4 or 6.')];
  if (range === undefined) return [];
  if ((version === 4 || version === 6) && version !== range.version) {
    return [
      wrong(
        ['cidr'],
        `cidr is ${String(cidr)}, which is IPv${range.version}, but ip_version is ${version}.`,
        'Mend one of them.',
      ),
    ];
  }
  if (range.version === 4 && range.prefix > 30 && dhcp !== false) {
    return [
      wrong(
        ['cidr'],
        `cidr is ${String(cidr)}, which is too small for DHCP.`,
        'Give it a prefix of 30 at most, or set is_dhcp_enabled to false.',
      ),
    ];
  }
  return [];
}

function gatewayFlaws(
  { gateway_ip: gateway }: Body,
  version: 4 | 6 | undefined,
  range: Range | undefined,
): readonly MeaningFlaw[] {
  const address = addressOf(gateway);
  if (address === undefined) return [];
  const shown = `gateway_ip is ${String(gateway)}, which is`;
  if (version !== undefined && address.version !== version)
    return [wrong(['gateway_ip'], `${shown} IPv${address.version}, but the subnet is IPv${version}.`)];
  if (range?.version !== address.version) return [];
  const { number } = address;
  if (number < range.first || number > range.last) {
    return isLinkLocal(number, version)
      ? []
      : [
          warned(
            ['gateway_ip'],
            `${shown} outside of ${range.text}.`,
            'A cloud takes it, but guests reach such a gateway with a route of their own only.',
          ),
        ];
  }
  const isAtEdge =
    range.version === 4 && range.prefix < 31 && (number === range.first || number === range.last);
  return isAtEdge
    ? [
        wrong(
          ['gateway_ip'],
          `${shown} the first or last address of ${range.text}, which stand for all of it.`,
          'Take one in between.',
        ),
      ]
    : [];
}

/** fe80::/10 (RFC 4291, section 2.5.6): routers announce themselves with these. */
function isLinkLocal(number: bigint, version: 4 | 6 | undefined): boolean {
  return version === 6 && number >> 118n === 0xfe80n >> 6n;
}

function poolFlaws(
  params: Body,
  version: 4 | 6 | undefined,
  range: Range | undefined,
): readonly MeaningFlaw[] {
  const flaws: MeaningFlaw[] = [];
  const pools = bodiesAt(params, 'allocation_pools').flatMap(({ start, end }, index) => {
    const path = ['allocation_pools', index];
    const pool = rangeBetween(start, end);
    const name = `allocation_pools[${index}] (${String(start)} to ${String(end)})`;
    if (pool === undefined) {
      const isMixed = addressOf(start) !== undefined && addressOf(end) !== undefined;
      if (isMixed) flaws.push(wrong(path, `${name} begins with one version of IP and ends with the other.`));
      return [];
    }
    if (version !== undefined && pool.version !== version) {
      flaws.push(wrong(path, `${name} is IPv${pool.version}, but the subnet is IPv${version}.`));
      return [];
    }
    if (pool.first > pool.last) {
      flaws.push(wrong(path, `${name} ends before it begins.`, 'Swap start and end.'));
      return [];
    }
    if (range !== undefined && isBeyond(pool, range)) {
      const edge =
        range.version === 4 ? 'Neither its first address nor its last one' : 'Its first address cannot';
      flaws.push(
        wrong(
          path,
          `${name} goes beyond ${range.text}.`,
          range.version === 4 ? `${edge} can be in a pool.` : `${edge} be in a pool.`,
        ),
      );
    }
    return [{ range: pool, index, path, name }];
  });
  const gateway = addressOf(params['gateway_ip']);
  for (const { range: pool, path, name } of pools) {
    if (gateway?.version === pool.version && gateway.number >= pool.first && gateway.number <= pool.last)
      flaws.push(
        wrong(
          path,
          `${name} holds the gateway, ${String(params['gateway_ip'])}.`,
          'Begin the pool behind it, or part the pool there.',
        ),
      );
  }
  for (const [first, second] of overlapping(pools))
    flaws.push(wrong(second.path, `${second.name} overlaps ${first.name}.`, 'Make one pool of them.'));
  return flaws;
}

function isBeyond(pool: { readonly first: bigint; readonly last: bigint }, range: Range): boolean {
  const edge = range.prefix < (range.version === 4 ? 31 : 127) ? 1n : 0n;
  return pool.first < range.first + edge || pool.last > range.last - (range.version === 4 ? edge : 0n);
}

function serverFlaws({ dns_nameservers: servers }: Body, version: 4 | 6 | undefined): readonly MeaningFlaw[] {
  if (!Array.isArray(servers)) return [];
  const seen = new Set<string>();
  return servers.flatMap((server: unknown, index): readonly MeaningFlaw[] => {
    const address = addressOf(server);
    if (address === undefined) return [];
    const path = ['dns_nameservers', index];
    const name = canonicalAddress(String(server));
    if (version !== undefined && address.version !== version)
      return [
        wrong(
          path,
          `dns_nameservers[${index}] is ${name}, which is IPv${address.version}, but the subnet is IPv${version}.`,
        ),
      ];
    if (seen.has(name)) return [wrong(path, `dns_nameservers has ${name} twice.`, 'Take one of them out.')];
    seen.add(name);
    return [];
  });
}

function routeFlaws(params: Body, version: 4 | 6 | undefined): readonly MeaningFlaw[] {
  return bodiesAt(params, 'host_routes').flatMap(
    ({ destination, nexthop }, index): readonly MeaningFlaw[] => {
      const path = ['host_routes', index];
      const range = rangeOf(destination);
      const hop = addressOf(nexthop);
      const flaws: MeaningFlaw[] = [];
      for (const [key, value, of] of [
        ['destination', destination, range],
        ['nexthop', nexthop, hop],
      ] as const) {
        if (version !== undefined && of !== undefined && of.version !== version)
          flaws.push(
            wrong(
              [...path, key],
              `host_routes[${index}].${key} is ${String(value)}, which is IPv${of.version}, but the subnet is IPv${version}.`,
            ),
          );
      }
      const written = addressOf(String(destination).split('/')[0]);
      if (range !== undefined && written !== undefined && written.number !== range.first)
        flaws.push(
          wrong(
            [...path, 'destination'],
            `host_routes[${index}].destination is ${String(destination)}, which has bits behind its prefix.`,
            `Write ${range.text}.`,
          ),
        );
      return flaws;
    },
  );
}

function modeFlaws(
  params: Body,
  version: 4 | 6 | undefined,
  range: Range | undefined,
): readonly MeaningFlaw[] {
  const { ipv6_ra_mode: announced, ipv6_address_mode: mode, is_dhcp_enabled: dhcp } = params;
  const keys = ['ipv6_address_mode', 'ipv6_ra_mode'].filter((key) => typeof params[key] === 'string');
  const [key] = keys;
  if (key === undefined) return [];
  if (version === 4)
    return keys.map((one) =>
      wrong([one], `${one} is ${String(params[one])}, but the subnet is IPv4.`, 'Set it to null.'),
    );
  if (keys.length === 2 && !isSame(announced, mode))
    return [
      wrong(
        ['ipv6_ra_mode'],
        `ipv6_ra_mode is ${String(announced)} and ipv6_address_mode is ${String(mode)}: where both are set, they have to be the same.`,
      ),
    ];
  if (dhcp === false)
    return [
      wrong(
        [key],
        `${key} is ${String(params[key])}, but is_dhcp_enabled is false.`,
        'Set one of them to null or true.',
      ),
    ];
  const needs64 = params[key] === 'slaac' || params[key] === 'dhcpv6-stateless';
  return needs64 && range?.version === 6 && range.prefix !== 64
    ? [wrong(['cidr'], `cidr is ${range.text}, but ${key} ${String(params[key])} needs a prefix of 64.`)]
    : [];
}
