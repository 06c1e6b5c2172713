import type { Body } from '../../api/session.types.ts';
import { canonicalAddress, cidrOf } from '../../kind/addresses.ts';
import type { IndexOfCloud } from '../../kind/index-of-cloud.ts';
import { bodiesAt, idOf, projectOf, textOf } from '../../kind/wire.ts';
import { floatingIps, ports, subnets } from '../../network/collections.ts';
import type { MigrationParams, WantedFloatingIp } from '../workload.types.ts';

/** Which floating IP a server gets. */
export type Choice =
  /** One that the project has. */
  | { readonly take: Body }
  /** A new one; with the address of the source, where that can be asked for. */
  | { readonly make: string | undefined; readonly note?: string }
  | { readonly none: true }
  /** Why there can be none. */
  | { readonly refused: string; readonly help: string };

/**
 * What a mode means for a floating IP at a destination. `existing`: the one of its address, or nothing. `new`: a new one,
 * of an address that the cloud chooses. `auto`: the one of its address, if the project has it and it leads nowhere; else a
 * new one, of the same address where these credentials may ask for it and it is free.
 */
export async function chooseFloatingIp(
  floating: WantedFloatingIp,
  mode: MigrationParams['floatingIpMode'],
  index: IndexOfCloud,
): Promise<Choice> {
  if (mode === 'skip') return { none: true };
  if (mode === 'new') return { make: undefined };
  const asked = textOf(floating, 'floating_ip_address');
  const there = asked === undefined ? undefined : await floatingIpAt(asked, index);
  const why = whyNotToTake(asked, there, (await index.identity()).projectId);
  if (there !== undefined && why === undefined) return { take: there };
  if (mode === 'existing')
    return {
      refused: `floating_ip_mode is existing, but ${why ?? ''}`,
      help: 'Allocate the floating IP at the destination (import_floating_ips, or as an administrator), put an address that the project has into floating_ips of the record, or set floating_ip_mode to auto, new or skip.',
    };
  if (asked === undefined) return { make: undefined };
  const hindrance =
    there === undefined ? await whyNotToAskFor(asked, textOf(floating, 'floating_network_id'), index) : why;
  return hindrance === undefined
    ? { make: canonicalAddress(asked) }
    : {
        make: undefined,
        note: `It gets another floating IP than ${asked}: ${hindrance}. Guests, names and firewalls that know the old one have to be told.`,
      };
}

async function floatingIpAt(address: string, index: IndexOfCloud): Promise<Body | undefined> {
  const wanted = canonicalAddress(address);
  return (await index.load(floatingIps))
    .all()
    .find((one) => canonicalAddress(textOf(one, 'floating_ip_address') ?? '') === wanted);
}

function whyNotToTake(
  asked: string | undefined,
  there: Body | undefined,
  projectId: string | undefined,
): string | undefined {
  if (asked === undefined) return 'the record says no address.';
  if (there === undefined) return `the project has no floating IP ${asked}.`;
  if (projectOf(there) !== projectId) return `${asked} belongs to another project.`;
  const port = textOf(there, 'port_id');
  if (port !== undefined) return `${asked} leads to port ${port} already.`;
  return bodiesAt(there, 'port_forwardings').length > 0
    ? `${asked} forwards ports of several servers.`
    : undefined;
}

/** Why nobody, or not these credentials, can have a new floating IP of an address; undefined where it may be tried. */
async function whyNotToAskFor(
  address: string,
  network: string | undefined,
  index: IndexOfCloud,
): Promise<string | undefined> {
  if (!(await index.identity()).isAdmin) return 'only an administrator may ask for an address';
  const outside = (await index.load(subnets)).all().filter((subnet) => subnet['network_id'] === network);
  // Subnets outside are not shown to everybody, and what is not known is tried.
  if (outside.length === 0) return undefined;
  if (!outside.some((subnet) => cidrOf(textOf(subnet, 'cidr') ?? '')?.contains(address) === true))
    return 'no subnet of the external network has it';
  const holder = (await index.load(ports))
    .all()
    .find(
      (port) =>
        port['network_id'] === network &&
        bodiesAt(port, 'fixed_ips').some((ip) => ip['ip_address'] === canonicalAddress(address)),
    );
  return holder === undefined ? undefined : `port ${idOf(holder)} has it already`;
}
