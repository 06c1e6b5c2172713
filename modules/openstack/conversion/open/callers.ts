import { lookup } from 'node:dns/promises';
import { DroverError } from '../../../../engine/diagnostics/drover-error.ts';
import { cidrOf } from '../../kind/addresses.ts';
import type { HostRecord, Side } from '../conversion-host.types.ts';
import { ownAddressTowards } from './own-address.ts';

export interface CallersRequest {
  readonly side: Side;
  /** Where drover comes from, as a person says; undefined: the address that this machine has towards the hosts. */
  readonly told: readonly string[] | undefined;
  /** The hosts of the side. */
  readonly own: readonly HostRecord[];
  /** Those of the destination, which read from the hosts of the source. */
  readonly destination: readonly HostRecord[];
  /** The address of the cloud itself, for when there are no hosts yet. */
  readonly cloud: string;
}

/**
 * From where SSH has to be let in at the hosts of a side: networks (CIDR), each with who that is. Throws
 * `conversion-host-settings` where it cannot be told.
 */
export async function callersOf({
  side,
  told,
  own,
  destination,
  cloud,
}: CallersRequest): Promise<ReadonlyMap<string, string>> {
  const callers = new Map<string, string>();
  for (const from of told ?? (await towards(own, cloud))) callers.set(prefixOf(from), 'drover');
  if (callers.size === 0) {
    throw new DroverError('conversion-host-settings', {
      detail: `It cannot be told from which address this machine reaches the conversion hosts of the ${side}.`,
      help: HELP,
    });
  }
  if (side === 'source')
    for (const { address, name } of destination)
      callers.set(prefixOf(await numeric(address)), `conversion host "${name}"`);
  return callers;
}

const HELP = 'Set os_migrate_conversion_ssh_from to the networks that drover comes from: ["192.0.2.10/32"].';

async function towards(own: readonly HostRecord[], cloud: string): Promise<readonly string[]> {
  const goals =
    own.length === 0
      ? [{ address: hostIn(cloud), port: 443 }]
      : own.map(({ address, port }) => ({ address, port }));
  const found = await Promise.all(goals.map(({ address, port }) => ownAddressTowards(address, port)));
  return [...new Set(found.filter((address) => address !== undefined))];
}

/** The host in the address of an identity service, which may stand without its scheme: `cloud.example:5000/v3`. */
function hostIn(cloud: string): string {
  const url = cloud.includes('://') ? cloud : `https://${cloud}`;
  return URL.canParse(url) ? new URL(url).hostname.replaceAll(/[[\]]/g, '') : cloud;
}

/** Security groups know no names. */
async function numeric(host: string): Promise<string> {
  if (cidrOf(host) !== undefined) return host;
  try {
    return (await lookup(host)).address;
  } catch (error) {
    throw new DroverError('conversion-host-settings', {
      detail: `The address of conversion host ${host} is not known here: the name cannot be resolved.`,
      help: 'Give its IP address in os_migrate_dst_conversion_hosts.',
      cause: error,
    });
  }
}

/** An address or network as Neutron keeps it. */
function prefixOf(text: string): string {
  const cidr = cidrOf(text);
  if (cidr !== undefined) return cidr.text;
  throw new DroverError('conversion-host-settings', {
    detail: `${JSON.stringify(text)} in os_migrate_conversion_ssh_from is no network.`,
    help: HELP,
  });
}
