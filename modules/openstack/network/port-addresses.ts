import type { Body } from '../api/session.types.ts';
import { ports } from './collections.ts';
import { canonicalAddress, macOf } from '../kind/addresses.ts';
import type { IndexOfCloud } from '../kind/index-of-cloud.ts';
import { bodiesAt, isBody, textOf } from '../kind/wire.ts';

/** An address of a port, or one that is asked for; without an address, the subnet's gateway. */
export interface Address {
  readonly subnet: string;
  readonly address: string | undefined;
}

/** The addresses in a `fixed_ips` list. */
export function addressesOf(fixed: unknown): readonly Address[] {
  return bodiesAt({ fixed }, 'fixed').map((ip) => ({
    subnet: textOf(ip, 'subnet_id') ?? '',
    address: textOf(ip, 'ip_address'),
  }));
}

/** The ports, of whatever they are, that have one of the addresses. */
export async function holdersOf(index: IndexOfCloud, asked: readonly Address[]): Promise<readonly Body[]> {
  const all = await index.load(ports);
  return asked.flatMap(({ subnet, address }) =>
    address === undefined ? [] : all.by(byAddress, `${subnet} ${canonicalAddress(address)}`),
  );
}

const byAddress = (port: Body): readonly string[] =>
  bodiesAt(port, 'fixed_ips').map(
    (ip) => `${textOf(ip, 'subnet_id') ?? ''} ${canonicalAddress(textOf(ip, 'ip_address') ?? '')}`,
  );

/** A port that nobody has is left over from a run that was ended before it gave the port to the router. */
export function isInUse(port: Body): boolean {
  return (textOf(port, 'device_id') ?? '') !== '';
}

/** An address that is made of the port's MAC address is another one at another port, and says no more than its subnet. */
export function normaliseFixedIps(value: unknown): unknown {
  if (!Array.isArray(value)) return value;
  return value.filter(isBody).map((ip) => ({
    subnet_id: ip['subnet_id'],
    ...(typeof ip['ip_address'] === 'string' && macOf(ip['ip_address']) === undefined
      ? { ip_address: canonicalAddress(ip['ip_address']) }
      : {}),
  }));
}
