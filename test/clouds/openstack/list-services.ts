import type { CloudService } from './http/exchange.ts';
import type { IdentityState } from './keystone/state.ts';

/** Puts the services into the catalogue, with an endpoint for each of the usual interfaces. */
export function listServices(
  identity: IdentityState,
  services: readonly CloudService[],
  { region, withoutServices }: { readonly region: string; readonly withoutServices: readonly string[] },
): void {
  identity.regions.insert({ id: region, description: '', parent_region_id: null });
  for (const service of services) {
    if (withoutServices.includes(service.type)) continue;
    const row = identity.services.insert({
      id: identity.ids.hex(),
      name: service.name,
      type: service.type,
      enabled: true,
    });
    for (const each of ['public', 'internal', 'admin']) {
      identity.endpoints.insert({
        id: identity.ids.hex(),
        interface: each,
        region_id: region,
        service_id: row.id,
        url: service.endpoint,
        enabled: true,
      });
    }
  }
}
