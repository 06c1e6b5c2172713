import type { JsonObject } from '../http/exchange.ts';
import type { Endpoint, Token } from './rows.ts';
import type { IdentityState } from './state.ts';

/** The services that a token opens, in Keystone's order: by id. */
export function catalogueFor(state: IdentityState, token: Token, origin: string): JsonObject[] {
  const projectId = token.scope.kind === 'project' ? token.scope.id : undefined;
  return state.services
    .all()
    .filter((service) => service.enabled)
    .sort((a, b) => (a.id < b.id ? -1 : 1))
    .map((service) => ({
      endpoints: state.endpoints
        .all()
        .filter((endpoint) => endpoint.service_id === service.id && endpoint.enabled)
        .sort((a, b) => (a.id < b.id ? -1 : 1))
        .flatMap((endpoint) => viewEndpoint(endpoint, origin, projectId)),
      id: service.id,
      type: service.type,
      name: service.name,
    }));
}

/** An endpoint's address as this client reaches it. */
export function endpointUrl(endpoint: Endpoint, origin: string): string {
  return endpoint.url.startsWith('/') || endpoint.url === '' ? `${origin}${endpoint.url}` : endpoint.url;
}

function viewEndpoint(endpoint: Endpoint, origin: string, projectId: string | undefined): JsonObject[] {
  const url = endpointUrl(endpoint, origin);
  // Keystone leaves an address out if the token cannot fill it in.
  if (url.includes('%(') && projectId === undefined) return [];
  return [
    {
      id: endpoint.id,
      interface: endpoint.interface,
      region_id: endpoint.region_id,
      url: url.replace(/%\((project|tenant)_id\)s/g, projectId ?? ''),
      region: endpoint.region_id,
    },
  ];
}
