import type { JsonObject } from '../../http/exchange.ts';
import { enforce } from '../policy.ts';
import { get, ok, type ComputeRoute } from '../route.ts';
import { timeOf } from '../seed.ts';
import type { ComputeState } from '../state.ts';

/** Where servers can be started: the zone of the machines; administrators see that of Nova's own parts too. */
export const availabilityZoneRoutes: readonly ComputeRoute[] = [
  get('/os-availability-zone', ({ state }) => {
    const zones = zonesOf(state).filter((zone) => zone !== 'internal');
    const shown = zones.map((zoneName) => ({ zoneName, zoneState: { available: true }, hosts: null }));
    return ok({ availabilityZoneInfo: shown });
  }),
  get('/os-availability-zone/detail', (context) => {
    enforce(context, 'os-availability-zone:detail');
    const { state } = context;
    const shown = zonesOf(state).map((zoneName) => ({
      zoneName,
      zoneState: { available: true },
      hosts: hostsOf(state, zoneName),
    }));
    return ok({ availabilityZoneInfo: shown });
  }),
];

function zonesOf(state: ComputeState): string[] {
  return [...new Set(state.services.all().map((row) => row.zone))].sort();
}

function hostsOf(state: ComputeState, zone: string): JsonObject {
  const hosts = state.services
    .all()
    .filter((row) => row.zone === zone)
    .map((row) => [row.host, { [row.binary]: { available: true, active: true, updated_at: timeOf(state) } }]);
  return Object.fromEntries(hosts) as JsonObject;
}
