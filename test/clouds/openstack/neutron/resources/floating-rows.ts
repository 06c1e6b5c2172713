import type { Context } from '../context.ts';
import type { FloatingIp } from '../rows.ts';
import { touched } from '../standard-row.ts';

/** Takes a floating address from its port. */
export function disassociate(row: FloatingIp, { state }: Context): void {
  state.floatingIps.replace(
    touched(state, { ...row, port_id: null, fixed_ip_address: null, router_id: null, status: 'DOWN' }),
  );
}
