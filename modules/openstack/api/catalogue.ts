import { DroverError } from '../../../engine/diagnostics/drover-error.ts';
import { didYouMean, quotedList } from './nearest.ts';
import type { Service } from './session.types.ts';
import type { Endpoint } from './token.ts';

/** The types under which catalogues list a service, the best first (OpenStack's service-types authority). */
const SERVICE_TYPES: Readonly<Record<Service, readonly string[]>> = {
  identity: ['identity'],
  network: ['network'],
  compute: ['compute', 'computev21'],
  image: ['image'],
  'block-storage': ['block-storage', 'volumev3', 'block-store', 'volume'],
  placement: ['placement'],
};

/** The projects' own names, for messages. */
export const PROJECT_OF_SERVICE: Readonly<Record<Service, string>> = {
  identity: 'Keystone',
  network: 'Neutron',
  compute: 'Nova',
  image: 'Glance',
  'block-storage': 'Cinder',
  placement: 'Placement',
};

export interface Wanted {
  /** Of the session, for messages. */
  readonly label: string;
  readonly region: string | undefined;
  readonly interface: string;
}

/** The endpoint of a service in the wanted region and of the wanted interface; anything else is a DroverError. */
export function endpointOf(service: Service, endpoints: readonly Endpoint[], wanted: Wanted): Endpoint {
  const ofService = endpointsOfService(service, endpoints);
  if (ofService.length === 0) throw noService(service, endpoints, wanted);
  const ofRegion = ofService.filter(
    (endpoint) => wanted.region === undefined || endpoint.region === wanted.region,
  );
  if (ofRegion.length === 0) throw noSuchRegion(service, ofService, wanted);
  const ofInterface = ofRegion.filter((endpoint) => endpoint.interface === wanted.interface);
  const [first] = ofInterface;
  if (first === undefined) throw noSuchInterface(service, ofRegion, wanted);
  const regions = regionsOf(ofInterface);
  if (regions.length > 1) throw severalRegions(service, regions, wanted);
  return first;
}

function endpointsOfService(service: Service, endpoints: readonly Endpoint[]): readonly Endpoint[] {
  for (const type of SERVICE_TYPES[service]) {
    // The type `volume` has stood for Cinder's first two versions too, which are no more.
    const found = endpoints.filter(
      (endpoint) =>
        endpoint.type === type && !(service === 'block-storage' && /\/v[12](\/|$)/.test(endpoint.url)),
    );
    if (found.length > 0) return found;
  }
  return [];
}

function regionsOf(endpoints: readonly Endpoint[]): string[] {
  return [...new Set(endpoints.flatMap((endpoint) => endpoint.region ?? []))].sort();
}

function named(service: Service): string {
  return `${PROJECT_OF_SERVICE[service]} (${service})`;
}

function noService(service: Service, endpoints: readonly Endpoint[], { label }: Wanted): DroverError {
  const types = [...new Set(endpoints.map((endpoint) => endpoint.type))].sort();
  const reason =
    types.length === 0
      ? 'its catalogue is empty, as it is for a token that has no scope'
      : `its catalogue lists ${quotedList(types)}`;
  return new DroverError('openstack-no-service', {
    detail: `The cloud ${label} offers no ${named(service)} to this user: ${reason}.`,
    help:
      types.length === 0
        ? 'Name a project to work in: project_name and project_domain_name in the credentials.'
        : `Check that the service is installed and that its endpoint is in the catalogue, or set ` +
          `${overrideKey(service)} in clouds.yaml.`,
    call: { service },
  });
}

/** The key of clouds.yaml that says where a service is. */
export function overrideKey(service: Service): string {
  return `${service.replaceAll('-', '_')}_endpoint_override`;
}

function noSuchRegion(
  service: Service,
  endpoints: readonly Endpoint[],
  { label, region = '' }: Wanted,
): DroverError {
  const regions = regionsOf(endpoints);
  return new DroverError('openstack-no-region', {
    detail: `The cloud ${label} has no ${named(service)} in region "${region}": it is in ${quotedList(regions)}.`,
    help: `Set region_name to one of these.${didYouMean(region, regions)}`,
    call: { service },
  });
}

function severalRegions(service: Service, regions: readonly string[], { label }: Wanted): DroverError {
  return new DroverError('openstack-no-region', {
    detail: `The cloud ${label} has ${named(service)} in several regions: ${quotedList(regions)}. None was named.`,
    help: 'Set region_name (os_migrate_src_region_name, os_migrate_dst_region_name, OS_REGION_NAME) to one of these.',
    call: { service },
  });
}

function noSuchInterface(service: Service, endpoints: readonly Endpoint[], wanted: Wanted): DroverError {
  const interfaces = [...new Set(endpoints.map((endpoint) => endpoint.interface))].sort();
  return new DroverError('openstack-no-service', {
    detail:
      `The cloud ${wanted.label} has no ${wanted.interface} endpoint of ${named(service)}` +
      `${wanted.region === undefined ? '' : ` in region "${wanted.region}"`}: it has ${quotedList(interfaces)}.`,
    help: `Set interface to one of these.${didYouMean(wanted.interface, interfaces)}`,
    call: { service },
  });
}
