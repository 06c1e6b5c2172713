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
    for (const { name, type } of [service, ...(service.aliases ?? [])]) {
      const row = identity.services.insert({ id: identity.ids.hex(), name, type, enabled: true });
      addEndpoints(identity, row.id, region, service.endpoint);
    }
  }
}

function addEndpoints(identity: IdentityState, serviceId: string, region: string, url: string): void {
  for (const each of ['public', 'internal', 'admin']) {
    identity.endpoints.insert({
      id: identity.ids.hex(),
      interface: each,
      region_id: region,
      service_id: serviceId,
      url,
      enabled: true,
    });
  }
}
