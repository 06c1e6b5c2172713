import { DroverError } from '../../../engine/diagnostics/drover-error.ts';
import { endpointOf, PROJECT_OF_SERVICE } from './catalogue.ts';
import {
  baseUrl,
  compareMicroversions,
  defaultVersionPath,
  hasMajorVersion,
  MICROVERSION_WORD,
  microversionRange,
  readVersions,
  shapeOf,
  versionPath,
  type ApiVersion,
  type EndpointShape,
} from './discovery.ts';
import type { AddressSource } from './fault-errors.ts';
import type { ParsedAnswer } from './retry.ts';
import type { CloudCredentials, Service } from './session.types.ts';
import type { Token } from './token.ts';
import { trimUrl } from './url.ts';

/** Where a service is. */
export interface Place {
  /** What paths are appended to; no slash at its end. */
  readonly base: string;
  readonly source: AddressSource;
  readonly region: string | undefined;
}

export interface LocatorParts {
  readonly credentials: CloudCredentials;
  readonly label: string;
  /** The token at hand, for its catalogue and project. */
  readonly token: () => Promise<Token>;
  /** Keystone's base. */
  readonly identityBase: () => Promise<string>;
  /** Gets a document of versions; any status is given back. */
  readonly read: (service: Service, url: string, source: AddressSource) => Promise<ParsedAnswer>;
}

export interface Locator {
  place(service: Service): Promise<Place>;
  microversion(
    service: Service,
    wanted: { readonly min?: string; readonly max: string },
  ): Promise<string | undefined>;
}

interface Found extends Place {
  readonly shape: EndpointShape;
  /** The versions, if they had to be asked for to find the base. */
  readonly versions: readonly ApiVersion[] | undefined;
}

/** Finds each service once: in the overrides or the catalogue, and by asking for its versions only where it must. */
export function locateServices(parts: LocatorParts): Locator {
  const places = new Map<Service, Promise<Found>>();
  const ranges = new Map<Service, Promise<{ readonly min: string; readonly max: string } | undefined>>();

  const place = (service: Service): Promise<Found> => once(places, service, () => find(service, parts));
  const range = (service: Service) =>
    once(ranges, service, async () => {
      const found = await place(service);
      const versions = found.versions ?? (await versionsAt(service, found, parts));
      return versions === undefined ? undefined : microversionRange(service, versions);
    });

  return {
    place,
    async microversion(service, wanted) {
      if (MICROVERSION_WORD[service] === undefined) return undefined;
      const offered = await range(service);
      if (offered === undefined) return undefined;
      const best = compareMicroversions(wanted.max, offered.max) < 0 ? wanted.max : offered.max;
      const least = wanted.min ?? offered.min;
      if (compareMicroversions(best, least) < 0 || compareMicroversions(best, offered.min) < 0) {
        throw noMicroversion(service, wanted, offered, parts.label);
      }
      return best;
    },
  };
}

/** One promise a key; a failed one is forgotten, so that the next caller tries anew. */
function once<K, V>(known: Map<K, Promise<V>>, key: K, make: () => Promise<V>): Promise<V> {
  const found = known.get(key);
  if (found !== undefined) return found;
  const made = make();
  known.set(key, made);
  made.catch(() => known.delete(key));
  return made;
}

async function find(service: Service, parts: LocatorParts): Promise<Found> {
  const { url, source, region } = await addressOf(service, parts);
  const shape = shapeOf(url);
  const place = { source, region, shape };
  if (!hasMajorVersion(service)) return { ...place, base: trimUrl(url), versions: undefined };
  const projectId = (await parts.token()).identity.projectId;
  if (shape.version !== undefined) {
    return { ...place, base: baseUrl(service, shape, shape.version, projectId), versions: undefined };
  }
  const versions = readVersions((await parts.read(service, `${shape.root}/`, source)).body);
  const path = versions === undefined ? defaultVersionPath(service) : versionPath(service, versions);
  if (path === undefined) throw noVersion(service, versions ?? [], url, parts.label);
  return { ...place, base: baseUrl(service, shape, path, projectId), versions };
}

async function addressOf(
  service: Service,
  parts: LocatorParts,
): Promise<{ readonly url: string; readonly source: AddressSource; readonly region: string | undefined }> {
  const { credentials, label } = parts;
  const override = credentials.endpointOverrides?.[service];
  if (override !== undefined) return { url: override, source: 'override', region: credentials.region };
  if (service === 'identity') {
    // Where the token came from, the rest of Keystone's v3 is too; catalogues often name an address for insiders.
    return { url: await parts.identityBase(), source: 'auth-url', region: credentials.region };
  }
  const { endpoints } = await parts.token();
  const wanted = { label, region: credentials.region, interface: credentials.interface ?? 'public' };
  const endpoint = endpointOf(service, endpoints, wanted);
  return { url: endpoint.url, source: 'catalogue', region: endpoint.region };
}

async function versionsAt(
  service: Service,
  { shape, source }: Found,
  parts: LocatorParts,
): Promise<readonly ApiVersion[] | undefined> {
  const url = shape.version === undefined ? `${shape.root}/` : `${shape.root}/${shape.version}/`;
  return readVersions((await parts.read(service, url, source)).body);
}

function noVersion(
  service: Service,
  versions: readonly ApiVersion[],
  url: string,
  label: string,
): DroverError {
  const offered = versions.map((version) => version.id).join(', ');
  return new DroverError('openstack-no-service', {
    detail:
      `${PROJECT_OF_SERVICE[service]} of ${label} at ${trimUrl(url)} does not speak ${defaultVersionPath(service)}: ` +
      `it offers ${offered === '' ? 'no version' : offered}.`,
    help: 'Check that the endpoint in the catalogue (or its override) leads to this service.',
    call: { service },
  });
}

function noMicroversion(
  service: Service,
  wanted: { readonly min?: string; readonly max: string },
  offered: { readonly min: string; readonly max: string },
  label: string,
): DroverError {
  const range = wanted.min === undefined ? `${wanted.max} or older` : `${wanted.min} to ${wanted.max}`;
  return new DroverError('openstack-microversion', {
    detail:
      `${PROJECT_OF_SERVICE[service]} of ${label} speaks the microversions ${offered.min} to ${offered.max}, ` +
      `but this needs ${range}.`,
    help: 'This cloud is of a release that cannot do it.',
    call: { service },
  });
}
