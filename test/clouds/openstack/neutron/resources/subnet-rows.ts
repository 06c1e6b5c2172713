import type { Context } from '../context.ts';
import type { Subnet } from '../rows.ts';
import { touched } from '../standard-row.ts';

/** Takes a subnet away, and its addresses from the ports that have any. */
export function removeSubnetRow(row: Subnet, { state }: Context): void {
  for (const port of state.ports.by('subnet', row.id)) {
    const kept = port.fixed_ips.filter((ip) => ip.subnet_id !== row.id);
    state.ports.replace(touched(state, { ...port, fixed_ips: kept }));
  }
  state.subnets.remove(row.id);
}
