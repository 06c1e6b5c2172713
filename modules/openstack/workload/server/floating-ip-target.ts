import type { Body } from '../../api/session.types.ts';
import { canonicalAddress, isAddress } from '../../kind/addresses.ts';
import { bodiesAt, idOf, textOf } from '../../kind/wire.ts';
import type { WantedFloatingIp, WantedPort } from '../workload.types.ts';
import type { ServerPort } from './server-request.ts';

/** Where a floating IP leads: a port of the server, and one of its addresses. */
export interface Target {
  readonly port: Body;
  readonly address: string;
}

/**
 * Where a floating IP is to lead: to the port that stands for the one that it leads to at the source, or that has its
 * address inside, and to the address there that stands for that one. Undefined where no port of the server can be meant.
 */
export function targetOf(
  floating: WantedFloatingIp,
  wanted: readonly WantedPort[],
  ports: readonly ServerPort[],
): Target | undefined {
  const place = placeOf(floating, wanted);
  const port =
    ports.find((one) => one.place === place)?.body ?? (ports.length === 1 ? ports[0]?.body : undefined);
  if (port === undefined) return undefined;
  const have = addressesIn(port);
  const asked = textOf(floating, 'fixed_ip_address');
  const was = place === undefined ? [] : addressesIn(wanted[place] ?? {});
  const kept = asked === undefined ? undefined : have.find((one) => one === canonicalAddress(asked));
  const alike = asked === undefined ? undefined : have[was.indexOf(canonicalAddress(asked))];
  const address = kept ?? alike ?? have[0];
  return address === undefined ? undefined : { port, address };
}

export function placeOf(floating: WantedFloatingIp, wanted: readonly WantedPort[]): number | undefined {
  const source = textOf(floating, 'source_port_id');
  const byPort = wanted.findIndex((port) => source !== undefined && port.source_id === source);
  if (byPort >= 0) return byPort;
  const asked = textOf(floating, 'fixed_ip_address');
  const byAddress = wanted.findIndex(
    (port) => asked !== undefined && addressesIn(port).includes(canonicalAddress(asked)),
  );
  if (byAddress >= 0) return byAddress;
  return wanted.length === 1 ? 0 : undefined;
}

/** Only IPv4 addresses have floating IPs. */
function addressesIn(port: Body): readonly string[] {
  return bodiesAt(port, 'fixed_ips').flatMap((ip) => {
    const address = textOf(ip, 'ip_address');
    return address === undefined || !isAddress(address, 4) ? [] : [canonicalAddress(address)];
  });
}

/** Whether a floating IP leads there already. */
export function leadsTo(floating: Body, { port, address }: Target): boolean {
  return (
    floating['port_id'] === idOf(port) &&
    canonicalAddress(textOf(floating, 'fixed_ip_address') ?? '') === address
  );
}
