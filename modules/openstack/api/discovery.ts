import { isObject, listAt, at, textAt } from './json.ts';
import type { Service } from './session.types.ts';
import { parseUrl, trimUrl } from './url.ts';

/** One version of a service's API, as its root tells. */
export interface ApiVersion {
  /** `v2.0` */
  readonly id: string;
  readonly status: string;
  readonly href: string | undefined;
  /** Microversions; undefined where the service has none. */
  readonly min: string | undefined;
  readonly max: string | undefined;
}

/** The major version of each service that drover speaks, and the path it has where a cloud does not tell. */
const MAJOR: Readonly<Record<Service, { readonly id: RegExp; readonly path: string } | undefined>> = {
  identity: { id: /^v3(\.|$)/, path: 'v3' },
  network: { id: /^v2(\.|$)/, path: 'v2.0' },
  compute: { id: /^v2\.1$/, path: 'v2.1' },
  image: { id: /^v2(\.|$)/, path: 'v2' },
  'block-storage': { id: /^v3(\.|$)/, path: 'v3' },
  placement: undefined,
};

/** The services that have microversions, with the word that stands for them in the header. */
export const MICROVERSION_WORD: Readonly<Partial<Record<Service, string>>> = {
  compute: 'compute',
  'block-storage': 'volume',
  placement: 'placement',
};

const VERSION_SEGMENT = /^v\d+(\.\d+)?$/;

/** What is known of an endpoint's URL before anything is asked. */
export interface EndpointShape {
  /** The URL up to the version, without a slash at its end. */
  readonly root: string;
  /** The version's path segment, if the URL has one. */
  readonly version: string | undefined;
  /** What follows the version: Cinder's project. */
  readonly rest: string | undefined;
}

/** Splits `https://host/volume/v3/131559d3` into root, version and rest. */
export function shapeOf(url: string): EndpointShape {
  const trimmed = trimUrl(url);
  const parsed = parseUrl(trimmed);
  const segments = parsed?.pathname.split('/').filter((segment) => segment !== '') ?? [];
  const index = segments.findLastIndex((segment) => VERSION_SEGMENT.test(segment));
  if (parsed === undefined || index === -1) return { root: trimmed, version: undefined, rest: undefined };
  const root = [parsed.origin, ...segments.slice(0, index)].join('/');
  const rest = segments.slice(index + 1).join('/');
  return { root, version: segments[index], rest: rest === '' ? undefined : rest };
}

/** Whether the service's paths begin with a version at all. Placement's do not. */
export function hasMajorVersion(service: Service): boolean {
  return MAJOR[service] !== undefined;
}

/** The base of all paths: root, version and, for Cinder, the project. */
export function baseUrl(
  service: Service,
  shape: EndpointShape,
  version: string,
  projectId: string | undefined,
): string {
  const rest = shape.rest ?? (service === 'block-storage' ? projectId : undefined);
  return [shape.root, version, ...(rest === undefined ? [] : [rest])].join('/');
}

/** The path segment that a cloud keeps our version under, from its list; undefined if it does not have the version. */
export function versionPath(service: Service, versions: readonly ApiVersion[]): string | undefined {
  const major = MAJOR[service];
  if (major === undefined) return '';
  const usable = versions.filter((version) => major.id.test(version.id));
  const best = usable.find((version) => /^(CURRENT|STABLE)$/i.test(version.status)) ?? usable[0];
  if (best === undefined) return undefined;
  const path = best.href === undefined ? undefined : shapeOf(best.href).version;
  return path ?? major.path;
}

/** The version's path where a cloud hides the list. */
export function defaultVersionPath(service: Service): string {
  return MAJOR[service]?.path ?? '';
}

/** Reads a list of versions (or one) in any of the forms the services have; undefined if the body is none. */
export function readVersions(body: unknown): readonly ApiVersion[] | undefined {
  const one = at(body, 'version');
  if (isObject(one)) return readVersion(one);
  const versions = at(body, 'versions');
  if (Array.isArray(versions)) return versions.flatMap(readVersion);
  if (Array.isArray(at(versions, 'values'))) return listAt(versions, 'values').flatMap(readVersion);
  return undefined;
}

function readVersion(version: unknown): ApiVersion[] {
  const id = textAt(version, 'id');
  if (id === undefined) return [];
  const links = listAt(version, 'links');
  const self = links.find((link) => textAt(link, 'rel') === 'self');
  const max = textAt(version, 'version') ?? textAt(version, 'max_version');
  const min = textAt(version, 'min_version');
  return [
    {
      id,
      status: textAt(version, 'status') ?? '',
      href: textAt(self, 'href'),
      min: min === '' ? undefined : min,
      max: max === '' ? undefined : max,
    },
  ];
}

/** The range of microversions of the version that drover speaks. */
export function microversionRange(
  service: Service,
  versions: readonly ApiVersion[],
): { readonly min: string; readonly max: string } | undefined {
  const major = MAJOR[service];
  const version = versions.find((each) => major === undefined || major.id.test(each.id));
  return version?.max === undefined ? undefined : { min: version.min ?? version.max, max: version.max };
}

/** Below zero if `a` is the older one. Microversions are two numbers: 2.9 is older than 2.10. */
export function compareMicroversions(a: string, b: string): number {
  const [aMajor = 0, aMinor = 0] = a.split('.').map(Number);
  const [bMajor = 0, bMinor = 0] = b.split('.').map(Number);
  return aMajor - bMajor || aMinor - bMinor;
}

/** The headers that ask for a microversion. Nova's older header is sent too, for clouds before Newton. */
export function microversionHeaders(service: Service, version: string | undefined): Record<string, string> {
  const word = MICROVERSION_WORD[service];
  if (version === undefined || word === undefined) return {};
  return {
    'OpenStack-API-Version': `${word} ${version}`,
    ...(service === 'compute' ? { 'X-OpenStack-Nova-API-Version': version } : {}),
  };
}
