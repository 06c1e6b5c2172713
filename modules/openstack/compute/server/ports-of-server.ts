import type { Body } from '../../api/session.types.ts';
import { canonicalAddress } from '../../kind/addresses.ts';
import type { IndexOfCloud } from '../../kind/index-of-cloud.ts';
import type { KeysOf } from '../../kind/listing.ts';
import type { Purpose } from '../../kind/kind.ts';
import { bodiesAt, idOf, isBody, textOf } from '../../kind/wire.ts';
import { floatingIps, ports, trunks } from '../../network/collections.ts';
import { attachmentsOf } from './attachments.ts';

/** What a server has in networks. */
export interface InNetworks {
  /** In the order of its devices, each with `tag` and `trunk` where it has them. */
  readonly ports: readonly Body[];
  readonly floatingIps: readonly Body[];
}

/** The ports and floating IPs of a server; for a record also ports of which only the MAC address is known (`is_unseen`). */
export async function portsOf(body: Body, index: IndexOfCloud, purpose: Purpose): Promise<InNetworks> {
  const attached = (await index.load(ports)).by(byDevice, idOf(body)).filter(isOfServer);
  const ordered = inOrderOf(body['addresses'], attached);
  const tags = await tagsOf(body, ordered, index, purpose);
  const all = await Promise.all(
    ordered.map(async (port) => ({
      ...port,
      ...(tags === undefined ? {} : { tag: tags.get(idOf(port)) ?? null }),
      trunk: await trunkOf(port, index),
    })),
  );
  const unseen = purpose === 'record' ? unseenIn(body['addresses'], all) : [];
  return { ports: [...all, ...unseen], floatingIps: await floatingIpsOf(all, index) };
}

/** Ports whose addresses Nova shows, and which Neutron does not show to these credentials. */
function unseenIn(addresses: unknown, seen: readonly Body[]): readonly Body[] {
  const known = new Set(seen.map((port) => textOf(port, 'mac_address')?.toLowerCase()));
  const shown = addressesIn(addresses).flatMap((one) => textOf(one, 'OS-EXT-IPS-MAC:mac_addr') ?? []);
  return [...new Set(shown.map((mac) => mac.toLowerCase()))]
    .filter((mac) => !known.has(mac))
    .map((mac) => ({ mac_address: mac, is_unseen: true }));
}

function addressesIn(addresses: unknown): readonly Body[] {
  return isBody(addresses) ? Object.keys(addresses).flatMap((name) => bodiesAt(addresses, name)) : [];
}

const byDevice: KeysOf = (port) => [textOf(port, 'device_id') ?? ''];

/** Sub-ports of trunks and ports of services may name the server as their device, too. */
function isOfServer(port: Body): boolean {
  return /^(?:compute|baremetal):/.test(textOf(port, 'device_owner') ?? '');
}

/** Nova shows addresses in the order of the devices, as far as they are in different networks. */
function inOrderOf(addresses: unknown, attached: readonly Body[]): readonly Body[] {
  const shown = addressesIn(addresses);
  const placeOf = (port: Body): number => {
    const own = new Set(
      bodiesAt(port, 'fixed_ips').map((ip) => canonicalAddress(textOf(ip, 'ip_address') ?? '')),
    );
    const mac = textOf(port, 'mac_address')?.toLowerCase();
    const place = shown.findIndex(
      (one) =>
        textOf(one, 'OS-EXT-IPS-MAC:mac_addr')?.toLowerCase() === mac &&
        own.has(canonicalAddress(textOf(one, 'addr') ?? '')),
    );
    return place === -1 ? shown.length : place;
  };
  const places = new Map(attached.map((port) => [port, placeOf(port)]));
  return attached.toSorted(
    (one, other) =>
      (places.get(one) ?? 0) - (places.get(other) ?? 0) ||
      compare(textOf(one, 'created_at'), textOf(other, 'created_at')) ||
      compare(idOf(one), idOf(other)),
  );
}

function compare(one = '', other = ''): number {
  return one < other ? -1 : one > other ? 1 : 0;
}

/** The tags of the devices; undefined where this cloud does not tell them. */
async function tagsOf(
  body: Body,
  attached: readonly Body[],
  index: IndexOfCloud,
  purpose: Purpose,
): Promise<ReadonlyMap<string, string> | undefined> {
  if (purpose === 'import') return undefined;
  if (attached.length === 0) return new Map();
  const told = await attachmentsOf(index, idOf(body), 'os-interface', 'interfaceAttachments');
  return (
    told &&
    new Map(
      told.flatMap((one) => {
        const tag = textOf(one, 'tag');
        return tag === undefined ? [] : [[textOf(one, 'port_id') ?? '', tag] as const];
      }),
    )
  );
}

const byParent: KeysOf = (trunk) => [textOf(trunk, 'port_id') ?? ''];

async function trunkOf(port: Body, index: IndexOfCloud): Promise<Body | null> {
  const [trunk] = (await index.load(trunks)).by(byParent, idOf(port));
  return trunk ?? null;
}

const byPort: KeysOf = (floating) => [textOf(floating, 'port_id') ?? ''];

async function floatingIpsOf(attached: readonly Body[], index: IndexOfCloud): Promise<readonly Body[]> {
  const listing = await index.load(floatingIps);
  return attached.flatMap((port) =>
    listing
      .by(byPort, idOf(port))
      .toSorted((one, other) => compare(textOf(one, 'fixed_ip_address'), textOf(other, 'fixed_ip_address'))),
  );
}
