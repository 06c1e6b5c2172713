import type { CloudReply, CloudRequest, JsonObject } from '../http/exchange.ts';
import { notFound } from './errors.ts';
import { LOWEST, type Microversion } from './microversion.ts';

interface ApiVersion {
  readonly id: 'v2.0' | 'v2.1';
  readonly status: string;
  /** Where it stands below the service. */
  readonly path: string;
  readonly updated: string;
  readonly mediaType: string;
}

const VERSIONS: readonly ApiVersion[] = [
  {
    id: 'v2.0',
    status: 'SUPPORTED',
    path: 'v2',
    updated: '2011-01-21T11:33:21Z',
    mediaType: 'application/vnd.openstack.compute+json;version=2',
  },
  {
    id: 'v2.1',
    status: 'CURRENT',
    path: 'v2.1',
    updated: '2013-07-23T11:33:21Z',
    mediaType: 'application/vnd.openstack.compute+json;version=2.1',
  },
];

/** The answer at the root of the service. */
export function listVersions({ base }: CloudRequest, highest: Microversion): CloudReply {
  const versions = VERSIONS.map((version) => ({
    ...basicsOf(version, highest),
    links: [{ rel: 'self', href: `${base}/${version.path}/` }],
  }));
  return { status: 200, body: { versions } };
}

/** The answer at a place that is in no version. */
export function listChoices({ base, path }: CloudRequest): CloudReply {
  const choices = VERSIONS.map(({ id, status, path: place, mediaType }) => ({
    id,
    status,
    links: [{ rel: 'self', href: `${base}/${place}/${path.replace(/^\/+|\/+$/g, '')}` }],
    'media-types': mediaTypes(mediaType),
  }));
  return { status: 300, body: { choices } };
}

/** One version, by its id; `path` is where the client asked. */
export function showVersion(
  { base }: CloudRequest,
  id: string,
  path: string,
  highest: Microversion,
): CloudReply {
  const version = VERSIONS.find((each) => each.id === id);
  if (!version) throw notFound();
  const links = [
    { rel: 'self', href: `${base}/${path}/` },
    { rel: 'describedby', type: 'text/html', href: 'http://docs.openstack.org/' },
  ];
  const media = { 'media-types': mediaTypes(version.mediaType) };
  return { status: 200, body: { version: { ...basicsOf(version, highest), links, ...media } } };
}

function basicsOf({ id, status, updated }: ApiVersion, highest: Microversion): JsonObject {
  const isOld = id === 'v2.0';
  const range = { version: isOld ? '' : `2.${highest}`, min_version: isOld ? '' : `2.${LOWEST}` };
  return { id, status, ...range, updated };
}

function mediaTypes(type: string): JsonObject[] {
  return [{ base: 'application/json', type }];
}
