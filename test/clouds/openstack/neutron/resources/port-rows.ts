import type { Context } from '../context.ts';
import type { Network, Port } from '../rows.ts';

/** Owners of ports that the service itself keeps and takes away again. */
const KEPT = new Set(['network:dhcp', 'network:router_snat_placeholder', 'network:distributed']);

/** Whether a port is no reason to keep its network. */
export function isKeptByService(port: Port): boolean {
  return KEPT.has(port.device_owner);
}

/** Takes the ports away that are no reason to keep the network. */
export function removePortsOf(network: Network, { state }: Context): void {
  for (const port of state.ports.by('network', network.id)) {
    if (isKeptByService(port)) state.ports.remove(port.id);
  }
}
