import type { Body } from '../api/session.types.ts';
import { textOf } from '../kind/wire.ts';

/** Ports that the cloud makes by itself: for DHCP, routers, floating IPs, load balancers. */
export function isOfTheCloud(port: Body): boolean {
  return /^(?:network|neutron):/.test(textOf(port, 'device_owner') ?? '');
}

/**
 * Whether nobody has a port: no server, no router, no service. Trunks are said to own their sub-ports, which are made
 * and kept by people all the same.
 */
export function isStandAlone(port: Body): boolean {
  if (textOf(port, 'device_owner') === 'trunk:subport') return true;
  return (textOf(port, 'device_id') ?? '') === '' && !isOfTheCloud(port);
}
