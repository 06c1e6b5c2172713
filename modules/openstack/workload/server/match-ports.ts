import type { Body } from '../../api/session.types.ts';
import { canonicalAddress } from '../../kind/addresses.ts';
import { bodiesAt, textOf } from '../../kind/wire.ts';
import { macIn } from '../../network/port-identity.ts';
import type { WantedPort } from '../workload.types.ts';
import type { ServerPort } from './server-request.ts';

/**
 * Which port of a server stands for which one of the record: by MAC address, then by an address, then the first of its
 * network that is left.
 */
export function matchPorts(now: readonly Body[], wanted: readonly WantedPort[]): readonly ServerPort[] {
  const places = new Map<Body, number>();
  const left = new Set(wanted.keys());
  const match = (isSame: (port: Body, asked: WantedPort) => boolean): void => {
    for (const port of now) {
      if (places.has(port)) continue;
      const place = [...left].find((one) => {
        const asked = wanted[one];
        return asked?.['network_id'] === port['network_id'] && isSame(port, asked ?? {});
      });
      if (place === undefined) continue;
      left.delete(place);
      places.set(port, place);
    }
  };
  match((port, asked) => macIn(port) !== undefined && macIn(port) === macIn(asked));
  match((port, asked) => addressesIn(asked).some((address) => addressesIn(port).includes(address)));
  match(() => true);
  return now.map((body) => ({ body, place: places.get(body), isOurs: true }));
}

function addressesIn(port: Body): readonly string[] {
  return bodiesAt(port, 'fixed_ips').flatMap((ip) => {
    const address = textOf(ip, 'ip_address');
    return address === undefined ? [] : [canonicalAddress(address)];
  });
}
