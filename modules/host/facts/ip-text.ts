/** What ip(8) tells of an interface; the names are those of its JSON. */
export interface Link {
  readonly ifname: string;
  readonly address?: string;
  readonly mtu: number;
  readonly operstate: string;
  readonly flags: readonly string[];
  readonly link_type: string;
  readonly addr_info: readonly Address[];
}

export interface Address {
  readonly family: string;
  readonly local: string;
  readonly prefixlen: number;
  readonly broadcast?: string;
  readonly scope: string;
}

export interface Route {
  readonly dst: string;
  readonly gateway?: string;
  readonly dev: string;
  readonly prefsrc?: string;
}

/** Interfaces as `ip address show` prints them: busybox, and iproute2 before 4.13, have no JSON. */
export function linksInText(text: string): readonly Link[] {
  return text.split(/^(?=\d+: )/m).flatMap((block) => {
    const [, name, flags] = /^\d+: ([^:@\s]+)(?:@\S+)?: <([^>]*)>/.exec(block) ?? [];
    if (name === undefined) return [];
    const [, type = 'ether', address] = /^\s+link\/(\S+)(?: ([0-9a-f:.]+))?/m.exec(block) ?? [];
    return [
      {
        ifname: name,
        flags: (flags ?? '').split(','),
        mtu: Number(/ mtu (\d+)/.exec(block)?.[1] ?? 0),
        // busybox does not tell it.
        operstate: / state (\S+)/.exec(block)?.[1] ?? ((flags ?? '').includes('LOWER_UP') ? 'UP' : 'DOWN'),
        link_type: type,
        ...(address === undefined ? {} : { address }),
        addr_info: block.split('\n').flatMap(addressesInLine),
      },
    ];
  });
}

/** `inet 192.0.2.2/24 brd 192.0.2.255 scope global eth0`; with `peer`, the prefix stands behind that. */
function addressesInLine(line: string): readonly Address[] {
  const [, family, local, own] = /^\s+(inet6?) ([0-9a-f.:]+)(?:\/(\d+))?/.exec(line) ?? [];
  if (family === undefined || local === undefined) return [];
  const prefix = own ?? / peer \S+?\/(\d+)/.exec(line)?.[1] ?? (family === 'inet' ? '32' : '128');
  const broadcast = / brd (\S+)/.exec(line)?.[1];
  return [
    {
      ...{ family, local },
      prefixlen: Number(prefix),
      scope: / scope (\S+)/.exec(line)?.[1] ?? 'global',
      ...(broadcast === undefined ? {} : { broadcast }),
    },
  ];
}

/** Routes as `ip route show` prints them. */
export function routesInText(text: string): readonly Route[] {
  return text.split('\n').flatMap((line) => {
    const [, dst] = /^(\S+) /.exec(line) ?? [];
    const dev = / dev (\S+)/.exec(line)?.[1];
    if (dst === undefined || dev === undefined) return [];
    const gateway = / via (?:inet6? )?(\S+)/.exec(line)?.[1];
    const prefsrc = / src (\S+)/.exec(line)?.[1];
    return [
      {
        ...{ dst, dev },
        ...(gateway === undefined ? {} : { gateway }),
        ...(prefsrc === undefined ? {} : { prefsrc }),
      },
    ];
  });
}
