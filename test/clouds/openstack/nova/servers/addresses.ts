import type { JsonObject } from '../../http/exchange.ts';
import { compareIds } from './compare.ts';
import type { Server } from '../rows.ts';
import type { ComputeState } from '../state.ts';

/** Where a server is reached in one network. */
export interface Address {
  readonly version: 4 | 6;
  readonly addr: string;
  readonly type: 'fixed' | 'floating';
  readonly mac: string;
}

/** A server's addresses by the name of the network: the fixed ones first, by their subnets. */
export function addressesOf(state: ComputeState, server: Server): ReadonlyMap<string, Address[]> {
  const { network } = state.neighbours;
  const found = new Map<string, { fixed: Address[]; floating: Address[] }>();
  for (const { port_id: portId } of server.interfaces) {
    const port = network.ports.get(portId);
    if (!port) continue;
    const label = network.networks.get(port.network_id)?.name ?? '';
    const of = found.get(label) ?? { fixed: [], floating: [] };
    found.set(label, of);
    const ips = [...port.fixed_ips].sort((a, b) => compareIds(a.subnet_id, b.subnet_id));
    for (const { ip_address: addr } of ips) {
      of.fixed.push({ version: addr.includes(':') ? 6 : 4, addr, type: 'fixed', mac: port.mac_address });
      const floating = network.floatingIps.by('port', port.id).filter((row) => row.fixed_ip_address === addr);
      for (const row of floating) {
        const { floating_ip_address } = row;
        of.floating.push({ version: 4, addr: floating_ip_address, type: 'floating', mac: port.mac_address });
      }
    }
  }
  return new Map([...found].map(([label, { fixed, floating }]) => [label, [...fixed, ...floating]]));
}

/** Addresses as a server shows them, or, in short, as they are asked for alone. */
export function viewAddresses(state: ComputeState, server: Server, isShort: boolean): JsonObject {
  // A server that is being built has none yet.
  if (server.vm_state === 'building') return {};
  const entries = [...addressesOf(state, server)].map(([label, list]) => [
    label,
    list.map(({ version, addr, type, mac }) => ({
      version,
      addr,
      ...(isShort ? {} : { 'OS-EXT-IPS:type': type, 'OS-EXT-IPS-MAC:mac_addr': mac }),
    })),
  ]);
  return Object.fromEntries(entries) as JsonObject;
}
