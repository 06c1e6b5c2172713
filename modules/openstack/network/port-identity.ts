import type { Body } from '../api/session.types.ts';
import { canonicalAddress } from '../kind/addresses.ts';
import type { IndexOfCloud } from '../kind/index-of-cloud.ts';
import { bodiesAt, projectOf, textOf } from '../kind/wire.ts';
import { networks } from './collections.ts';
import { isOfTheCloud, isStandAlone } from './port-owners.ts';

/*
 * What tells a port from others. Names may be empty or those of several; MAC addresses are unique in a network, and so
 * are addresses. In networks of other projects tenants cannot ask for either: there, the name has to do.
 */

/** A port that is asked for has no id yet. */
export function portKeys(port: Body): readonly string[] {
  if (isOfTheCloud(port)) return [];
  const network = textOf(port, 'network_id') ?? '';
  const mac = macIn(port);
  return [
    ...(mac === undefined ? [] : [`${network} ${mac}`]),
    ...addressesIn(port).map((address) => `${network} ${address}`),
    `${network} called ${textOf(port, 'name') ?? ''}`,
  ];
}

/** Whether a port with a key in common is the one that is asked for. */
export async function isMeantPort(wanted: Body, port: Body, index: IndexOfCloud): Promise<boolean> {
  const mac = macIn(wanted);
  if (mac !== undefined && mac === macIn(port)) return true;
  if (!isStandAlone(port)) return false;
  const addresses = addressesIn(wanted);
  if (addressesIn(port).some((address) => addresses.includes(address))) return true;
  const isTold = mac !== undefined || addresses.length > 0;
  if (isTold && !(await isInForeignNetwork(port, index))) return false;
  return isLike(wanted)(port);
}

/** Of several, the one with the MAC address, then those with an address. */
export function narrowPorts(wanted: Body, candidates: readonly Body[]): readonly Body[] {
  const mac = macIn(wanted);
  const addresses = addressesIn(wanted);
  const byMac = candidates.filter((port) => mac !== undefined && macIn(port) === mac);
  const byAddress = candidates.filter((port) => addressesIn(port).some((one) => addresses.includes(one)));
  return byMac.length > 0 ? byMac : byAddress.length > 0 ? byAddress : candidates;
}

/** Without MAC address and addresses in what was sent, the cloud chooses both. */
export function isMadeOfPort(sent: Body): ((made: Body) => boolean) | undefined {
  if (macIn(sent) !== undefined || addressesIn(sent).length > 0) return undefined;
  return (port) => isStandAlone(port) && isLike(sent)(port);
}

function isLike(wanted: Body): (port: Body) => boolean {
  const name = textOf(wanted, 'name') ?? '';
  const description = textOf(wanted, 'description') ?? '';
  return (port) =>
    port['network_id'] === wanted['network_id'] &&
    (textOf(port, 'name') ?? '') === name &&
    (name !== '' || (textOf(port, 'description') ?? '') === description);
}

async function isInForeignNetwork(port: Body, index: IndexOfCloud): Promise<boolean> {
  const network = (await index.load(networks)).byId(textOf(port, 'network_id') ?? '');
  return network !== undefined && projectOf(network) !== projectOf(port);
}

/** The MAC address in its one form. */
export function macIn(port: Body): string | undefined {
  return textOf(port, 'mac_address')?.toLowerCase().replaceAll('-', ':');
}

function addressesIn(port: Body): readonly string[] {
  return bodiesAt(port, 'fixed_ips').flatMap((ip) => {
    const address = textOf(ip, 'ip_address');
    return address === undefined ? [] : [canonicalAddress(address)];
  });
}
